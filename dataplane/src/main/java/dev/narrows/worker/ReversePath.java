package dev.narrows.worker;

import dev.narrows.policy.Classifier;
import dev.narrows.sa.Tunnel;
import dev.narrows.stats.DropReason;
import dev.narrows.wire.Icmpv4;
import dev.narrows.wire.IpAddress;
import dev.narrows.wire.IpHeader;

/**
 * Checks what came out of a tunnel that is an interface: it must come from where a route leads into that tunnel, of
 * several to one prefix any (RFC 3704 2.2, strict reverse path). Routers beyond have addresses that no route need name:
 * an ICMP error of theirs passes for the packet that it answers, which went to where a route leads into the tunnel, if
 * it is for that packet's sender (RFC 4301 6.2).
 */
final class ReversePath {
    private final Topology topology;
    private final IpHeader quote = new IpHeader();

    ReversePath(Topology topology) {
        this.topology = topology;
    }

    /**
     * Checks a packet.
     *
     * @param inner  its header.
     * @param tunnel the interface that it came out of.
     * @return why it may not go on, or null where it may.
     */
    DropReason check(IpHeader inner, Tunnel tunnel) {
        if (IpAddress.isInvalidSource(inner.sourceHigh(), inner.sourceLow())) {
            return DropReason.SELECTOR_MISMATCH;
        }
        boolean isThere = topology.mayLeadInto(inner.sourceHigh(), inner.sourceLow(), tunnel)
            || (Classifier.isIcmpError(inner) && !isOurs(inner) && hasQuoteFor(inner, tunnel));
        return isThere ? null : DropReason.SELECTOR_MISMATCH;
    }

    /** No router beyond has an address of ours, or one that is inside. */
    private boolean isOurs(IpHeader error) {
        NextHop back = topology.route(error.sourceHigh(), error.sourceLow());
        return topology.isLocal(error.sourceHigh(), error.sourceLow()) || (back != null && back.isInside());
    }

    private boolean hasQuoteFor(IpHeader error, Tunnel tunnel) {
        return quote.parseStart(error.buffer(), error.payloadOffset() + Icmpv4.HEADER_LENGTH,
                error.payloadLength() - Icmpv4.HEADER_LENGTH)
            && quote.isIpv6() == error.isIpv6()
            && quote.sourceHigh() == error.destinationHigh() && quote.sourceLow() == error.destinationLow()
            && topology.mayLeadInto(quote.destinationHigh(), quote.destinationLow(), tunnel);
    }
}
