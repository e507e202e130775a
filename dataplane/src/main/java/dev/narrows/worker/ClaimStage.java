package dev.narrows.worker;

import dev.narrows.channel.EventRing;
import dev.narrows.channel.TooBigClaim;
import dev.narrows.packet.Packet;
import dev.narrows.pmtu.SentLedger;
import dev.narrows.stats.DropReason;
import dev.narrows.stats.WorkerCounter;
import dev.narrows.stats.WorkerCounters;
import dev.narrows.wire.Esp;
import dev.narrows.wire.Icmpv4;
import dev.narrows.wire.IcmpQuote;
import dev.narrows.wire.IpProtocol;
import dev.narrows.wire.Ipv4;

/**
 * Takes ICMP "fragmentation needed" about our ESP to the control plane, together with what the ledger holds of the
 * packet that it quotes. Believes nothing: anybody may send one.
 */
final class ClaimStage {
    private final EventRing events;
    private final SentLedger ledger;
    private final WorkerCounters counters;
    private final IcmpQuote quote = new IcmpQuote();
    private final Esp esp = new Esp();

    ClaimStage(EventRing events, SentLedger ledger, WorkerCounters counters) {
        this.events = events;
        this.ledger = ledger;
        this.counters = counters;
    }

    /**
     * Hands over a claim.
     *
     * @param packet     holds the ICMP message.
     * @param ipv4       its IPv4 header.
     * @param icmp       its ICMP header: a "fragmentation needed" with a good checksum.
     * @param icmpLength bytes from the ICMP header to the packet's end.
     * @return how the packet ends.
     */
    DropReason take(Packet packet, Ipv4 ipv4, Icmpv4 icmp, int icmpLength) {
        int quoteOffset = packet.offset() + ipv4.headerLength() + Icmpv4.HEADER_LENGTH;
        quote.wrap(packet.buffer(), quoteOffset);
        if (!quote.isValid(icmpLength - Icmpv4.HEADER_LENGTH) || quote.header().isIpv6()) {
            return DropReason.BAD_ICMP;
        }
        if (quote.header().protocol() != IpProtocol.ESP || quote.header().isLaterFragment()) {
            return DropReason.ICMP_IGNORED;
        }
        esp.wrap(packet.buffer(), quote.payloadOffset());
        boolean isKnown = ledger.find(esp.spi(), (int)esp.sequence());
        TooBigClaim claim = events.beginClaim(isKnown ? ledger.innerLength() : 0);
        if (claim == null) {
            return DropReason.CONTROL_RING_FULL;
        }
        claim.claim(ipv4.source(), icmp.nextHopMtu(), quote.header().ipv4().source(),
            quote.header().ipv4().destination(), esp.spi(), esp.sequence());
        if (isKnown) {
            claim.ledger(ledger.outerLength(), ledger.inner(), ledger.innerOffset(), ledger.innerLength());
        }
        events.commitClaim();
        counters.increment(WorkerCounter.CLAIMS);
        return DropReason.ICMP_TAKEN;
    }
}
