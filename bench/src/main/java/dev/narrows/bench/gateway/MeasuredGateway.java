package dev.narrows.bench.gateway;

import dev.narrows.bench.traffic.Network;
import dev.narrows.bench.traffic.TestKey;
import dev.narrows.crypto.Algorithm;
import dev.narrows.crypto.CryptoEngine;
import dev.narrows.crypto.Transform;
import dev.narrows.packet.PacketPool;
import dev.narrows.port.Port;
import dev.narrows.stats.WorkerCounter;
import dev.narrows.stats.WorkerCounters;
import dev.narrows.worker.WorkerPlace;
import java.util.List;
import org.agrona.CloseHelper;

/**
 * A gateway with its whole data plane, as the product sets it up: one worker, or several.
 */
final class MeasuredGateway implements AutoCloseable {
    private final Direction direction;
    private final List<MeasuredWorker> workers;
    private final List<AutoCloseable> owned;

    /**
     * A gateway of workers.
     *
     * @param direction which way packets go.
     * @param workers   at the index that is each one's number.
     * @param owned     to be closed with it, in this order.
     */
    MeasuredGateway(Direction direction, List<MeasuredWorker> workers, List<AutoCloseable> owned) {
        this.direction = direction;
        this.workers = List.copyOf(workers);
        this.owned = List.copyOf(owned);
    }

    /** {@return a gateway with one worker} */
    static MeasuredGateway alone(Direction direction, int tunnelCount, Port inside, Port outside, PacketPool pool,
        CryptoEngine engine, Algorithm algorithm) {
        Tunnels tunnels = new Tunnels(tunnelCount, engine, algorithm, MeasuredWorker.LEASE);
        Transform transform = TestKey.transform(engine, algorithm);
        InboundSas inboundSas = direction.opens()
            ? new LoopedSa(new Renewals(tunnels.get(0), transform, Network.INBOUND_SPI), outside) : InboundSas.NONE;
        MeasuredWorker worker = new MeasuredWorker(WorkerPlace.alone(List.of()), inside, outside, pool,
            new WorkerCounters(),
            tunnels, inboundSas, List.of());
        return new MeasuredGateway(direction, List.of(worker), List.of(tunnels, transform));
    }

    /** {@return its workers, each for a thread of its own} */
    List<MeasuredWorker> workers() {
        return workers;
    }

    /** Prepares to go on, while the workers' threads do something else: others may have used the same ports. */
    void prepare() {
        workers.forEach(MeasuredWorker::prepare);
    }

    /** Does the control plane's work, on a thread that is no worker's. */
    void control() {
        workers.forEach(MeasuredWorker::control);
    }

    /** {@return the one worker where there are no others} */
    MeasuredWorker only() {
        if (workers.size() != 1) {
            throw new IllegalStateException("a gateway with " + workers.size() + " workers has no only one");
        }
        return workers.getFirst();
    }

    long count(WorkerCounter counter) {
        long sum = 0;
        for (MeasuredWorker worker : workers) {
            sum += worker.counters().get(counter);
        }
        return sum;
    }

    long dropped() {
        return workers.stream().mapToLong(worker -> worker.counters().dropped()).sum();
    }

    Counts counts() {
        return Counts.of(workers.stream().map(MeasuredWorker::counters).toList());
    }

    /** {@return the packets that went through the whole of what is measured} */
    long protectedPackets() {
        return (direction.seals() ? count(WorkerCounter.ENCAPSULATED) : 0)
            + (direction.opens() ? count(WorkerCounter.DECAPSULATED) : 0);
    }

    @Override
    public void close() {
        CloseHelper.closeAll(owned);
    }
}
