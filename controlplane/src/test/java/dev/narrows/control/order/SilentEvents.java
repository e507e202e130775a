package dev.narrows.control.order;

import dev.narrows.channel.EventHandler;
import dev.narrows.channel.TooBigClaim;
import dev.narrows.wire.IpAddress;
import org.agrona.DirectBuffer;

/** Takes events where a test sends none. */
public final class SilentEvents implements EventHandler {
    @Override
    public void onLinkFrame(int port, DirectBuffer buffer, int offset, int length) {
        throw new AssertionError("unexpected");
    }

    @Override
    public void onNeighbourNeeded(int port, IpAddress address, DirectBuffer buffer, int offset, int length) {
        throw new AssertionError("unexpected");
    }

    @Override
    public void onTooBigClaim(TooBigClaim claim) {
        throw new AssertionError("unexpected");
    }

    @Override
    public void onLeaseLow(int saId, long sequence) {
        throw new AssertionError("unexpected");
    }

    @Override
    public void onSaReleased(int saId) {
        throw new AssertionError("unexpected");
    }

    @Override
    public void onProbeAnswered(int tunnelId, long token) {
        throw new AssertionError("unexpected");
    }
}
