package dev.narrows.worker;

import dev.narrows.channel.EventRing;
import dev.narrows.channel.TooBigClaim;
import dev.narrows.packet.Packet;
import dev.narrows.pmtu.ClaimLimiter;
import dev.narrows.pmtu.SentLedger;
import dev.narrows.stats.DropReason;
import dev.narrows.stats.WorkerCounter;
import dev.narrows.stats.WorkerCounters;
import dev.narrows.wire.Esp;
import dev.narrows.wire.IcmpQuote;
import dev.narrows.wire.Icmpv4;
import dev.narrows.wire.Icmpv6;
import dev.narrows.wire.IpHeader;
import dev.narrows.wire.IpProtocol;
import dev.narrows.wire.Udp;

/**
 * Takes ICMP "fragmentation needed" and ICMPv6 "packet too big" about our ESP, in UDP too, to the control plane,
 * together with what the ledger holds of the packet that it quotes. Believes nothing: anybody may send one. A quote of
 * ESP in UDP that ends before the SPI, as RFC 792's eight bytes do, names no packet and no SA: it is told all the same,
 * by the worker that it came to.
 */
final class ClaimStage {
    private static final int LARGEST_MTU = 65535;

    private final Topology topology;
    private final HandOver handOver;
    private final EventRing events;
    private final SentLedger ledger;
    private final WorkerCounters counters;
    private final Icmpv4 icmpv4 = new Icmpv4();
    private final Icmpv6 icmpv6 = new Icmpv6();
    private final IcmpQuote quote = new IcmpQuote();
    private final Esp esp = new Esp();
    private final ClaimLimiter limiter = new ClaimLimiter();
    private final ClaimLimiter handOverLimiter = new ClaimLimiter();
    private long now;

    ClaimStage(
        Topology topology, HandOver handOver, EventRing events, SentLedger ledger, WorkerCounters counters) {
        this.topology = topology;
        this.handOver = handOver;
        this.events = events;
        this.ledger = ledger;
        this.counters = counters;
    }

    /**
     * Begins a duty cycle.
     *
     * @param nowNanos the clock.
     */
    void begin(long nowNanos) {
        now = nowNanos;
    }

    /**
     * Tells whether a claim is about ESP from an address of ours; any other goes where all ICMP to us goes.
     *
     * @param packet holds the ICMP message.
     * @param header its header; the ICMP header is there, and its checksum is good.
     * @return whether to take it.
     */
    boolean isAboutOurs(Packet packet, IpHeader header) {
        quote.wrap(packet.buffer(), header.payloadOffset() + Icmpv4.HEADER_LENGTH);
        return !quote.isValid(header.payloadLength() - Icmpv4.HEADER_LENGTH)
            || quote.header().protocol() == IpProtocol.ESP || isEspInUdp(packet);
    }

    /**
     * Hands over a claim: to the control plane, or to the worker whose ledger may know the packet that it quotes.
     *
     * @param packet holds the ICMP message: a "fragmentation needed" or "packet too big" with a good checksum.
     * @param header its header.
     * @return how the packet ends, or null where another worker has it now.
     */
    DropReason take(Packet packet, IpHeader header) {
        quote.wrap(packet.buffer(), header.payloadOffset() + Icmpv4.HEADER_LENGTH);
        if (!quote.isValid(header.payloadLength() - Icmpv4.HEADER_LENGTH)
            || quote.header().isIpv6() != header.isIpv6()) {
            return DropReason.BAD_ICMP;
        }
        if (quote.isLaterFragment()) {
            return DropReason.ICMP_IGNORED;
        }
        if (quote.header().protocol() == IpProtocol.ESP) {
            esp.wrap(packet.buffer(), quote.payloadOffset());
        } else if (isSpiThere(packet)) {
            esp.wrap(packet.buffer(), quote.payloadOffset() + Udp.HEADER_LENGTH);
        } else {
            return tell(packet, header, false);
        }
        return handOver.isOutboundOfAnother(esp.spi(), quote.header())
            ? give(packet, header) : tell(packet, header, true);
    }

    /**
     * Nobody can tell here whether the other worker knows the packet, so there is one limit: the ring is for ESP first.
     */
    private DropReason give(Packet packet, IpHeader header) {
        if (!handOverLimiter.tryTake(true, now)) {
            return DropReason.CLAIM_FLOOD;
        }
        return handOver.toOwnerOfOutbound(packet, header, esp.spi(), quote.header());
    }

    private DropReason tell(Packet packet, IpHeader header, boolean hasSpi) {
        boolean isKnown = hasSpi && isInLedger(quote.header());
        if (!limiter.tryTake(isKnown, now)) {
            return DropReason.CLAIM_FLOOD;
        }
        TooBigClaim claim = events.beginClaim(isKnown ? ledger.innerLength() : 0);
        if (claim == null) {
            return DropReason.CONTROL_RING_FULL;
        }
        IpHeader quoted = quote.header();
        claim.claim(claimedMtu(packet, header), hasSpi ? esp.spi() : TooBigClaim.NO_SPI, hasSpi ? esp.sequence() : 0)
            .reporter(header.sourceHigh(), header.sourceLow())
            .quoted(quoted.sourceHigh(), quoted.sourceLow(), quoted.destinationHigh(), quoted.destinationLow());
        if (quoted.protocol() == IpProtocol.UDP) {
            claim.quotedPorts(quote.sourcePort(), quote.destinationPort());
        }
        if (isKnown) {
            claim.ledger(ledger.outerLength(), ledger.inner(), 0, ledger.innerLength());
        }
        events.commitClaim();
        counters.increment(WorkerCounter.CLAIMS);
        return DropReason.ICMP_TAKEN;
    }

    /** An SPI is one peer's: the packet must have gone where the quoted one was going (RFC 4301 4.1). */
    private boolean isInLedger(IpHeader quoted) {
        int peerHash = SentLedger.peerHash(quoted.destinationHigh(), quoted.destinationLow());
        return ledger.find(esp.spi(), peerHash, (int)esp.sequence()) && topology.isTo(ledger.path(), quoted);
    }

    /** What shows the non-ESP marker, and something behind it, is IKE's, and for who speaks IKE (RFC 3948 2.2). */
    private boolean isEspInUdp(Packet packet) {
        return quote.header().protocol() == IpProtocol.UDP && !quote.isLaterFragment()
            && topology.isEncapsulationPort(quote.sourcePort())
            && (!reachesBehindSpi(packet) || esp.spi() != TooBigClaim.NO_SPI || esp.sequence() == 0);
    }

    /** A quote may also be filled up with zeros (RFC 4884 5.1). */
    private boolean isSpiThere(Packet packet) {
        return reachesBehindSpi(packet) && esp.spi() != TooBigClaim.NO_SPI;
    }

    private boolean reachesBehindSpi(Packet packet) {
        int espOffset = quote.payloadOffset() + Udp.HEADER_LENGTH;
        esp.wrap(packet.buffer(), espOffset);
        return espOffset + Esp.HEADER_LENGTH <= packet.offset() + packet.length();
    }

    private int claimedMtu(Packet packet, IpHeader header) {
        if (header.isIpv6()) {
            return (int)Math.min(icmpv6.wrap(packet.buffer(), header.payloadOffset()).mtu(), LARGEST_MTU);
        }
        return icmpv4.wrap(packet.buffer(), header.payloadOffset()).nextHopMtu();
    }
}
