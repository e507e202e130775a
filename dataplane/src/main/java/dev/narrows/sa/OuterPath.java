package dev.narrows.sa;

import dev.narrows.packet.Raw;
import dev.narrows.pmtu.SentLedger;
import dev.narrows.wire.IpAddress;
import dev.narrows.wire.IpHeader;
import dev.narrows.wire.IpProtocol;
import dev.narrows.wire.Ipv4;
import dev.narrows.wire.Ipv4HeaderTemplate;
import dev.narrows.wire.Ipv6;
import dev.narrows.wire.Ipv6HeaderTemplate;
import dev.narrows.wire.Udp;
import java.lang.foreign.MemorySegment;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A worker's copy of what is known of one path: a pair of outer addresses, UDP ports if there are any, and the largest
 * packet to send between them. Security associations refer to it, so that a rekey inherits what was learnt.
 *
 * <p>Written by its worker's thread, on the control plane's command or as packets pass, except for what is final.
 */
public final class OuterPath {
    /** The time to live of outer headers; what is inside keeps its own. */
    public static final int TTL = 64;

    private static final int ATOMIC_IDENTIFICATION = 0;

    private final int id;
    private final Endpoints endpoints;
    private final long remoteHigh;
    private final long remoteLow;
    private final int peerHash;
    private final boolean isIpv6;
    private final int udpLength;
    private final int headersLength;
    private final Ipv4HeaderTemplate ipv4Header;
    private final Ipv6HeaderTemplate ipv6Header;
    private final Udp udp = new Udp();
    private final Ipv4Identifications.Sequence identifications;
    private int linkMtu;
    private int effectiveMtu;
    private boolean clearsDf;
    private final MemorySegment largePackets = StateMemory.allocate(Long.BYTES);

    /**
     * A path, the only one between its addresses.
     *
     * @param id        the control plane's number for it, from 0.
     * @param endpoints outer addresses and ports.
     * @param linkMtu   the largest outer packet of the first link, in use at first, in bytes.
     */
    public OuterPath(int id, Endpoints endpoints, int linkMtu) {
        this(id, endpoints, linkMtu, new Ipv4Identifications.Sequence(0));
    }

    /**
     * A path.
     *
     * @param id              the control plane's number for it, from 0.
     * @param endpoints       outer addresses and ports.
     * @param linkMtu         the largest outer packet of the first link, in use at first, in bytes.
     * @param identifications of all its worker's paths between these addresses with this protocol.
     */
    public OuterPath(int id, Endpoints endpoints, int linkMtu, Ipv4Identifications.Sequence identifications) {
        if (id < 0 || id > SentLedger.LARGEST_PATH) {
            throw new IllegalArgumentException(
                "path " + id + ": there may be " + (SentLedger.LARGEST_PATH + 1) + " in a gateway's lifetime");
        }
        this.id = id;
        this.endpoints = endpoints;
        this.identifications = identifications;
        this.linkMtu = linkMtu;
        effectiveMtu = linkMtu;
        remoteHigh = endpoints.remote().high();
        remoteLow = endpoints.remote().low();
        peerHash = SentLedger.peerHash(remoteHigh, remoteLow);
        isIpv6 = endpoints.isIpv6();
        udpLength = endpoints.isUdp() ? Udp.HEADER_LENGTH : 0;
        headersLength = (isIpv6 ? Ipv6.HEADER_LENGTH : Ipv4.MIN_HEADER_LENGTH) + udpLength;
        int protocol = endpoints.isUdp() ? IpProtocol.UDP : IpProtocol.ESP;
        ipv4Header = isIpv6 ? null
            : new Ipv4HeaderTemplate(TTL, protocol, endpoints.local().ipv4(), endpoints.remote().ipv4());
        ipv6Header = isIpv6 ? ipv6Header(protocol, endpoints.local(), endpoints.remote()) : null;
    }

    /** {@return the control plane's number for this path} */
    public int id() {
        return id;
    }

    /** {@return outer addresses and ports} */
    public Endpoints endpoints() {
        return endpoints;
    }

    /** {@return the first eight bytes of the remote outer address} */
    public long remoteHigh() {
        return remoteHigh;
    }

    /** {@return the last eight bytes of the remote outer address} */
    public long remoteLow() {
        return remoteLow;
    }

    /** {@return the remote outer address's {@link SentLedger#peerHash}} */
    public int peerHash() {
        return peerHash;
    }

    /** {@return whether the outer packets are IPv6} */
    public boolean isIpv6() {
        return isIpv6;
    }

    /** {@return the bytes of the outer IP header, and of UDP where there is UDP} */
    public int headersLength() {
        return headersLength;
    }

    /** {@return the bytes of the UDP header, 0 where ESP is not in UDP} */
    public int udpLength() {
        return udpLength;
    }

    /**
     * Tests a packet that came in.
     *
     * @param outer its outer header.
     * @return whether it came from the peer's address to ours.
     */
    public boolean isFrom(IpHeader outer) {
        return outer.sourceLow() == endpoints.remote().low() && outer.sourceHigh() == endpoints.remote().high()
            && outer.destinationLow() == endpoints.local().low() && outer.destinationHigh() == endpoints.local().high();
    }

    /**
     * Writes the outer IP header.
     *
     * @param buffer       receives it.
     * @param offset       where.
     * @param trafficClass DSCP and ECN, from 0 to 255.
     * @param length       bytes of the whole outer packet.
     * @param dontFragment DF; of no meaning with IPv6. With DF the identification is 0: nobody fragments the packet, so
     *                     any will do (RFC 6864 4.1), and the 65536 there are stay with those that may be fragmented.
     * @param flowLabel    of IPv6, 20 bits (RFC 6438).
     */
    public void writeIpHeader(
        UnsafeBuffer buffer, int offset, int trafficClass, int length, boolean dontFragment, int flowLabel) {
        if (isIpv6) {
            ipv6Header.write(buffer, offset, trafficClass, length - Ipv6.HEADER_LENGTH, flowLabel);
        } else {
            ipv4Header.write(buffer, offset, trafficClass, length,
                dontFragment ? ATOMIC_IDENTIFICATION : nextIdentification(), dontFragment);
        }
    }

    /**
     * Writes the UDP header (RFC 3948 2.1): over IPv4 without a checksum, which ESP's own makes superfluous; over IPv6,
     * where receivers may insist on one (RFC 8200 8.1), with.
     *
     * @param buffer     holds the packet, its data complete.
     * @param offset     where the UDP header goes.
     * @param dataLength bytes behind it.
     */
    public void writeUdpHeader(UnsafeBuffer buffer, int offset, int dataLength) {
        udp.wrap(buffer, offset)
            .sourcePort(endpoints.localPort())
            .destinationPort(endpoints.remotePort())
            .length(Udp.HEADER_LENGTH + dataLength)
            .noChecksum();
        if (isIpv6) {
            udp.computeChecksum(endpoints.local().high(), endpoints.local().low(), endpoints.remote().high(),
                endpoints.remote().low());
        }
    }

    /**
     * {@return a number without a meaning, read from what a packet's outer header is made of, which is in the cache
     * then}
     */
    public int prefetch() {
        return effectiveMtu + (isIpv6 ? 0 : ipv4Header.prefetch());
    }

    /** {@return the largest outer packet that the first link takes, in bytes} */
    public int linkMtu() {
        return linkMtu;
    }

    /**
     * Changes what the first link takes; what is in use stays.
     *
     * @param bytes the largest outer packet.
     */
    public void linkMtu(int bytes) {
        linkMtu = bytes;
    }

    /** {@return the largest outer packet in use, in bytes} */
    public int effectiveMtu() {
        return effectiveMtu;
    }

    /** {@return whether outer IPv4 packets never have DF, so that routers fragment what is longer than they take} */
    public boolean clearsDf() {
        return clearsDf;
    }

    /**
     * Changes what is known of the path.
     *
     * @param bytes   the largest outer packet, as the control plane decided.
     * @param clearDf whether routers are to fragment, since the path takes less than may be asked of senders; probes
     *                have DF all the same.
     */
    public void learn(int bytes, boolean clearDf) {
        effectiveMtu = bytes;
        clearsDf = clearDf;
    }

    /** {@return where its IPv4 identifications come from} */
    Ipv4Identifications.Sequence identifications() {
        return identifications;
    }

    /** {@return a fresh IPv4 identification, from 0 to 65535: it returns after 65536 packets (RFC 6864 4.3)} */
    public int nextIdentification() {
        return identifications.next();
    }

    /** Counts a packet of a size that not every path takes, sent so that no router may fragment it. */
    public void countLarge() {
        Raw.putOpaque(largePacketsAddress(), largePackets() + 1);
    }

    /** {@return how many such packets have been sent, probes among them; from any thread} */
    public long largePackets() {
        return Raw.getOpaque(largePacketsAddress());
    }

    /** {@return the address of that count, which is there as long as this is; its worker alone writes it} */
    public long largePacketsAddress() {
        return largePackets.address();
    }

    private static Ipv6HeaderTemplate ipv6Header(int protocol, IpAddress local, IpAddress remote) {
        return new Ipv6HeaderTemplate(TTL, protocol, local.high(), local.low(), remote.high(), remote.low());
    }
}
