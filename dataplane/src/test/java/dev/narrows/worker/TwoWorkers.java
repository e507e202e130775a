package dev.narrows.worker;

import dev.narrows.packet.InMemoryPool;
import dev.narrows.stats.WorkerCounter;
import dev.narrows.worker.GatewayOptions.Member;
import java.util.function.UnaryOperator;

/**
 * Gateway b with two workers, each with queues of its own, and the peer's gateway c with one. The first worker has the
 * outbound SA to c, the second the inbound one.
 */
final class TwoWorkers implements AutoCloseable {
    private static final int POOL_SIZE = 1024;
    private static final int RING = 512;

    final InMemoryPool pool = new InMemoryPool(POOL_SIZE);
    final WorkerMesh mesh;
    final GatewayFixture first;
    final GatewayFixture second;
    final GatewayFixture c;

    private TwoWorkers(int ringCapacity, boolean hasSecondQueues, UnaryOperator<GatewayOptions> options) {
        mesh = new WorkerMesh(2, ringCapacity);
        first = options.apply(GatewayOptions.b()).member(new Member(0, mesh, pool, true)).start();
        second = options.apply(GatewayOptions.b()).member(new Member(1, mesh, pool, hasSecondQueues)).start();
        c = options.apply(GatewayOptions.c()).start();
    }

    static TwoWorkers start() {
        return start(options -> options);
    }

    static TwoWorkers start(UnaryOperator<GatewayOptions> options) {
        return new TwoWorkers(RING, true, options);
    }

    static TwoWorkers withRingsOf(int capacity) {
        return new TwoWorkers(capacity, true, options -> options);
    }

    static TwoWorkers withoutSecondQueues() {
        return new TwoWorkers(RING, false, options -> options);
    }

    /** Lets both do all that there is to do. */
    void cycle() {
        int work;
        do {
            work = first.step() + second.step();
        } while (work > 0);
    }

    /** {@return what both count together} */
    long count(WorkerCounter counter) {
        return first.count(counter) + second.count(counter);
    }

    @Override
    public void close() {
        try (first; second; c) {
            mesh.drainTo(pool);
        }
    }
}
