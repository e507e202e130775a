package dev.narrows.worker;

import static dev.narrows.worker.GatewayFixture.A;
import static dev.narrows.worker.GatewayFixture.D;
import static dev.narrows.worker.GatewayFixture.INSIDE_MAC;
import static dev.narrows.worker.GatewayFixture.OUTSIDE_MAC;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.narrows.sa.Numbering;
import dev.narrows.sa.OutboundSa;
import dev.narrows.stats.WorkerCounter;
import dev.narrows.wire.IpAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Two workers on two threads, as they run in a gateway. */
class TwoWorkerThreadsTest {
    private static final int EACH = 150;
    private static final IpAddress HOST_A = IpAddress.ofIpv4(A);
    private static final IpAddress HOST_D = IpAddress.ofIpv4(D);

    @Test
    @Timeout(60)
    void shouldLoseNothingAndSendNoSequenceNumberTwice() throws InterruptedException {
        // What arrives by two queues is late by as much as one worker is behind the other.
        try (TwoWorkers b = TwoWorkers.start(options -> options.numbering(Numbering.standard(1024)))) {
            for (int i = 0; i < EACH; i++) {
                for (GatewayFixture worker : List.of(b.first, b.second)) {
                    worker.inside.inject(TestFrames.ofLength(INSIDE_MAC, HOST_A, HOST_D, 100 + i, true));
                    b.c.deliver(b.c.inside, TestFrames.ofLength(INSIDE_MAC, HOST_D, HOST_A, 100 + i, true));
                    worker.outside.inject(TestFrames.outer(b.c));
                }
            }
            runBoth(b, 4 * EACH);

            assertEquals(4 * EACH, b.count(WorkerCounter.SENT));
            assertEquals(2 * EACH, b.second.inside.takeSent().size());
            assertTrue(b.count(WorkerCounter.HANDED_OVER) >= 2 * EACH, "half of all arrived at the wrong worker");
            for (byte[] esp : b.first.outside.takeSent()) {
                b.c.deliver(b.c.outside, TestFrames.to(OUTSIDE_MAC, esp));
            }
            assertEquals(2 * EACH, b.c.count(WorkerCounter.DECAPSULATED), "none was taken for a replay");
        }
    }

    /** Each worker has an outbound SA of its own (RFC 9611). */
    @Test
    @Timeout(60)
    void shouldSealOnBothThreadsAndHandNothingOver() throws InterruptedException {
        try (TwoWorkers b = TwoWorkers.start()) {
            for (GatewayFixture worker : List.of(b.first, b.second)) {
                int spi = worker == b.first ? 0x1101 : 0x1102;
                OutboundSa sa = worker.outboundSa(spi, spi, 0, 2L * EACH);
                sa.markPerWorker();
                worker.order(handler -> handler.onAddOutboundSa(sa));
                b.c.order(handler -> handler.onAddInboundSa(b.c.inboundSa(spi, spi)));
                for (int i = 0; i < 2 * EACH; i++) {
                    worker.inside.inject(TestFrames.ofLength(INSIDE_MAC, HOST_A, HOST_D, 100 + i, true));
                }
            }
            runBoth(b, 4 * EACH);

            assertEquals(0, b.count(WorkerCounter.HANDED_OVER));
            for (GatewayFixture worker : List.of(b.first, b.second)) {
                assertEquals(2 * EACH, worker.count(WorkerCounter.ENCAPSULATED));
                for (byte[] esp : worker.outside.takeSent()) {
                    b.c.deliver(b.c.outside, TestFrames.to(OUTSIDE_MAC, esp));
                }
            }
            assertEquals(4 * EACH, b.c.count(WorkerCounter.DECAPSULATED), "each SA has a window of its own");
        }
    }

    /** Lets each work on a thread of its own until so many packets have ended. */
    private static void runBoth(TwoWorkers b, int packets) throws InterruptedException {
        AtomicBoolean isOver = new AtomicBoolean();
        List<Thread> threads = new ArrayList<>();
        for (GatewayFixture worker : List.of(b.first, b.second)) {
            threads.add(Thread.ofPlatform().start(() -> {
                while (!isOver.get()) {
                    worker.step();
                }
            }));
        }
        while (b.count(WorkerCounter.SENT) + b.first.counters.dropped() + b.second.counters.dropped() < packets) {
            Thread.onSpinWait();
        }
        isOver.set(true);
        for (Thread thread : threads) {
            thread.join();
        }
    }
}
