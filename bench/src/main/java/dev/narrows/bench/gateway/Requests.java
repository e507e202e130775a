package dev.narrows.bench.gateway;

import dev.narrows.bench.traffic.Network;
import dev.narrows.channel.CommandQueue;
import dev.narrows.crypto.Transform;
import dev.narrows.sa.InboundSa;
import dev.narrows.sa.Numbering;
import dev.narrows.sa.Tunnel;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * Asks a worker over and over to take an inbound SA and to let go of it, as the conductor does, and records how long it
 * takes until the answer is seen. One request is on its way at a time. Belongs to the control thread, but for what says
 * otherwise.
 */
final class Requests {
    private static final long PERIOD_NS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long LONGEST_NS = TimeUnit.SECONDS.toNanos(60);
    private static final int DIGITS = 3;
    private static final int FIRST_ID = 1 << 24;
    private static final int SPI = Network.INBOUND_SPI + (1 << 20);
    private static final double[] TOLD = {50, 99};

    private final Tunnel tunnel;
    private final Transform transform;
    private final CommandQueue commands;
    private final Histogram latencies = new Histogram(LONGEST_NS, DIGITS);
    private int id = FIRST_ID;
    private volatile boolean isWaiting;
    private volatile boolean isEnding;
    private long sentAt;
    private long refused;

    Requests(Tunnel tunnel, Transform transform, CommandQueue commands) {
        this.tunnel = tunnel;
        this.transform = transform;
        this.commands = commands;
    }

    /** Asks again, where the last answer has come and it is time. */
    void ask() {
        long now = System.nanoTime();
        if (isEnding || isWaiting || now - sentAt < PERIOD_NS) {
            return;
        }
        id++;
        InboundSa sa = new InboundSa(
            id, SPI, tunnel, transform, Numbering.standard(Numbering.DEFAULT_REPLAY_WINDOW));
        sentAt = now;
        if (commands.offer(worker -> worker.onAddInboundSa(sa))
            && commands.offer(worker -> worker.onRemoveInboundSa(sa))) {
            isWaiting = true;
        } else {
            refused++;
        }
    }

    /**
     * Takes an answer.
     *
     * @param saId the SA that was let go of.
     * @return whether it was one of these.
     */
    boolean take(int saId) {
        if (saId < FIRST_ID) {
            return false;
        }
        if (saId != id || !isWaiting) {
            throw new IllegalStateException("an answer to nothing");
        }
        latencies.recordValue(Math.min(System.nanoTime() - sentAt, LONGEST_NS));
        isWaiting = false;
        return true;
    }

    /** Asks no more. From any thread. */
    void end() {
        isEnding = true;
    }

    /** {@return whether an answer is still to come; from any thread} */
    boolean isWaiting() {
        return isWaiting;
    }

    /** {@return what was found, once nothing is going on any more} */
    String text() {
        StringBuilder text = new StringBuilder(" answers=" + latencies.getTotalCount() + " refusedRequests=" + refused);
        for (double percentile : TOLD) {
            text.append(" answer").append((int)percentile).append('=')
                .append(latencies.getValueAtPercentile(percentile));
        }
        return text + " answerMax=" + latencies.getMaxValue() + " unanswered=" + (isWaiting ? 1 : 0);
    }
}
