package dev.narrows.bench.gateway;

import dev.narrows.channel.Command;
import dev.narrows.sa.InboundSa;

/**
 * The inbound SA of one tunnel, whose packets are in one part of one queue's capture. When all of them have come it is
 * replaced, whether they came straight to its worker or by hand-over; until then that part does not begin again.
 */
final class PartSa {
    private final Renewals renewals;
    private final int packets;
    private InboundSa current;
    private Renewals.NewSa coming;
    private long count;
    /** Written by the worker that has the SA, read by the one that plays the capture. */
    private volatile long renewed;

    /**
     * An SA to be.
     *
     * @param renewals makes it.
     * @param packets  of it in its part of the capture.
     */
    PartSa(Renewals renewals, int packets) {
        this.renewals = renewals;
        this.packets = packets;
    }

    /** {@return how often there was a new SA} */
    long renewed() {
        return renewed;
    }

    /** {@return a command that brings the next one in, or null where that is not due} */
    Command due() {
        if (current != null && current.packets() < packets) {
            return null;
        }
        coming = renewals.take();
        return coming;
    }

    /** Says that what was due has been carried out. */
    void carriedOut() {
        current = coming.sa();
        coming = null;
        count++;
        renewed = count;
    }

    void refill() {
        renewals.refill();
    }
}
