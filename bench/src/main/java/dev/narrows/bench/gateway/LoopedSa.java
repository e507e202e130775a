package dev.narrows.bench.gateway;

import dev.narrows.channel.Command;
import dev.narrows.port.Port;

/**
 * The one inbound SA of a worker that plays the whole of a capture: replaced where the capture begins again.
 */
final class LoopedSa implements InboundSas {
    private final Renewals renewals;
    private final Port port;
    /** Written by the control thread while the worker's thread does something else, and by that one afterwards. */
    private boolean isToRenew = true;

    LoopedSa(Renewals renewals, Port port) {
        this.renewals = renewals;
        this.port = port;
    }

    @Override
    public Command due() {
        if (!isToRenew && !isAtStart()) {
            return null;
        }
        isToRenew = false;
        return renewals.take();
    }

    private boolean isAtStart() {
        return port instanceof PartedPort capture && capture.isAtStart();
    }

    @Override
    public void carriedOut() {
        // The worker takes packets in the same duty cycle, after the command.
    }

    @Override
    public void refill() {
        renewals.refill();
    }

    @Override
    public void prepare() {
        isToRenew = true;
        refill();
    }
}
