package dev.narrows.worker;

import static dev.narrows.worker.GatewayFixture.A;
import static dev.narrows.worker.GatewayFixture.D;
import static dev.narrows.worker.GatewayFixture.INSIDE_MAC;
import static dev.narrows.worker.GatewayFixture.OUTSIDE_MAC;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.narrows.sa.Numbering;
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
            AtomicBoolean isOver = new AtomicBoolean();
            List<Thread> threads = new ArrayList<>();
            for (GatewayFixture worker : List.of(b.first, b.second)) {
                threads.add(Thread.ofPlatform().start(() -> {
                    while (!isOver.get()) {
                        worker.step();
                    }
                }));
            }
            while (b.count(WorkerCounter.SENT) + b.first.counters.dropped() + b.second.counters.dropped() < 4 * EACH) {
                Thread.onSpinWait();
            }
            isOver.set(true);
            for (Thread thread : threads) {
                thread.join();
            }

            assertEquals(4 * EACH, b.count(WorkerCounter.SENT));
            assertEquals(2 * EACH, b.second.inside.takeSent().size());
            assertTrue(b.count(WorkerCounter.HANDED_OVER) >= 2 * EACH, "half of all arrived at the wrong worker");
            for (byte[] esp : b.first.outside.takeSent()) {
                b.c.deliver(b.c.outside, TestFrames.to(OUTSIDE_MAC, esp));
            }
            assertEquals(2 * EACH, b.c.count(WorkerCounter.DECAPSULATED), "none was taken for a replay");
        }
    }
}
