package dev.narrows.wire;

import static java.nio.ByteOrder.BIG_ENDIAN;

import org.agrona.concurrent.UnsafeBuffer;

/**
 * What a packet's header says, whichever family it is of: parsed and validated once, then kept in fields. Addresses are
 * as {@link IpAddress} has them. IPv6's extension headers are walked, {@value Ipv6Extensions#MAX_HEADERS} at the most.
 *
 * <p>Not thread safe. Allocates nothing.
 */
public final class IpHeader {
    /** In place of a port that is not there or cannot be seen, as in a later fragment (RFC 4301 4.4.1.1). */
    public static final int OPAQUE = -1;

    private static final int PORTS_LENGTH = 4;
    private static final int ICMP_TYPE_LENGTH = 2;
    private static final int VERSION_MASK = 0xF0;
    private static final int VERSION_6 = 0x60;

    private final Ipv4 ipv4 = new Ipv4();
    private final Ipv6 ipv6 = new Ipv6();
    private final Ipv6Extensions extensions = new Ipv6Extensions();
    private UnsafeBuffer buffer;
    private int offset;
    private boolean isIpv6;
    private int headerLength;
    private int totalLength;
    private int protocol;
    private long sourceHigh;
    private long sourceLow;
    private long destinationHigh;
    private long destinationLow;
    private int sourcePort;
    private int destinationPort;
    private boolean isFragment;
    private boolean isLaterFragment;

    /**
     * Parses a header.
     *
     * @param packetBuffer holds the packet.
     * @param headerOffset where its IPv4 or IPv6 header starts.
     * @param length       bytes from there to the end of what is there, which may lie beyond the packet's end.
     * @return whether version, lengths and extension headers are right and, with IPv4, the checksum, and no IPv6
     *     address is {@link IpAddress#isIpv4InIpv6 an IPv4 address's}; where not, nothing else here is of meaning.
     */
    public boolean parse(UnsafeBuffer packetBuffer, int headerOffset, int length) {
        if (!begin(packetBuffer, headerOffset, length) || !(isIpv6 ? isWholeIpv6(length) : isWholeIpv4(length))) {
            return false;
        }
        parsePorts(totalLength);
        return true;
    }

    /**
     * Parses the header of a packet that may have been cut short, such as one that an ICMP error quotes. Neither its
     * total length nor its checksum is tested, so that lengths of payload here may lie beyond what is there, or be
     * negative.
     *
     * @param packetBuffer holds the packet's start.
     * @param headerOffset where its IPv4 or IPv6 header starts.
     * @param length       bytes from there to the end of what is there.
     * @return whether the header is there as a whole, with options or extension headers, and its addresses may be on a
     *     wire, as above; where not, nothing else here is of meaning.
     */
    public boolean parseStart(UnsafeBuffer packetBuffer, int headerOffset, int length) {
        if (!begin(packetBuffer, headerOffset, length) || !(isIpv6 ? isIpv6Start(length) : isIpv4Start(length))) {
            return false;
        }
        parsePorts(length);
        return true;
    }

    /**
     * Tells the family that a packet says it is of.
     *
     * @param packetBuffer holds the packet.
     * @param headerOffset where its header starts, of which at least one byte is there.
     * @return whether that is IPv6.
     */
    public static boolean isVersion6(UnsafeBuffer packetBuffer, int headerOffset) {
        return (packetBuffer.getByte(headerOffset) & VERSION_MASK) == VERSION_6;
    }

    /** {@return whether this is an IPv6 packet} */
    public boolean isIpv6() {
        return isIpv6;
    }

    /** {@return the packet's memory} */
    public UnsafeBuffer buffer() {
        return buffer;
    }

    /** {@return where the header starts in the buffer} */
    public int offset() {
        return offset;
    }

    /** {@return the bytes before the upper layer: with options, or with all extension headers} */
    public int headerLength() {
        return headerLength;
    }

    /**
     * {@return the bytes of the header that routers on the way process: with IPv4 all of it, with IPv6 up to the
     * routing header; behind them stands ESP in transport mode (RFC 4303 3.1.1)}
     */
    public int unfragmentableLength() {
        return isIpv6 ? extensions.unfragmentableLength() : headerLength;
    }

    /** {@return where the byte stands, from the header's start, that names what follows the unfragmentable part} */
    public int nextHeaderField() {
        return isIpv6 ? extensions.nextHeaderField() : Ipv4.PROTOCOL_OFFSET;
    }

    /** {@return where the byte stands, from the header's start, that names the upper layer's protocol} */
    public int protocolField() {
        return isIpv6 ? extensions.protocolField() : Ipv4.PROTOCOL_OFFSET;
    }

    /** {@return where the upper layer starts in the buffer} */
    public int payloadOffset() {
        return offset + headerLength;
    }

    /** {@return the bytes of the upper layer} */
    public int payloadLength() {
        return totalLength - headerLength;
    }

    /** {@return the bytes of the whole packet} */
    public int totalLength() {
        return totalLength;
    }

    /** {@return the upper layer's protocol, from 0 to 255; see {@link IpProtocol}} */
    public int protocol() {
        return protocol;
    }

    /** {@return the first eight bytes of the source address} */
    public long sourceHigh() {
        return sourceHigh;
    }

    /** {@return the last eight bytes of the source address} */
    public long sourceLow() {
        return sourceLow;
    }

    /** {@return the first eight bytes of the destination address} */
    public long destinationHigh() {
        return destinationHigh;
    }

    /** {@return the last eight bytes of the destination address} */
    public long destinationLow() {
        return destinationLow;
    }

    /** {@return the source port; of ICMP the type and, in the low eight bits, the code; or {@link #OPAQUE}} */
    public int sourcePort() {
        return sourcePort;
    }

    /** {@return the destination port; of ICMP the type and, in the low eight bits, the code; or {@link #OPAQUE}} */
    public int destinationPort() {
        return destinationPort;
    }

    /** {@return whether this is a part of a packet; an atomic fragment (RFC 6946) is none} */
    public boolean isFragment() {
        return isFragment;
    }

    /** {@return whether this is a part other than the first} */
    public boolean isLaterFragment() {
        return isLaterFragment;
    }

    /** {@return whether routers must not fragment this packet, as they never do with IPv6} */
    public boolean dontFragment() {
        return isIpv6 || ipv4.dontFragment();
    }

    /** {@return the time to live or hop limit, from 0 to 255} */
    public int ttl() {
        return isIpv6 ? ipv6.hopLimit() : ipv4.ttl();
    }

    /** {@return DSCP and ECN, from 0 to 255} */
    public int trafficClass() {
        return isIpv6 ? ipv6.trafficClass() : ipv4.tos();
    }

    /** Lowers the time to live or hop limit by one. The caller has seen that it is above zero. */
    public void decrementTtl() {
        if (isIpv6) {
            ipv6.hopLimit(ipv6.hopLimit() - 1);
        } else {
            ipv4.decrementTtl();
        }
    }

    /**
     * Changes the congestion notification and leaves the DSCP as it is.
     *
     * @param ecn from 0 to 3; see {@link Ecn}.
     */
    public void updateEcn(int ecn) {
        if (isIpv6) {
            ipv6.updateEcn(ecn);
        } else {
            ipv4.updateEcn(ecn);
        }
    }

    /** {@return the flyweight over the header, of meaning only where this is IPv4} */
    public Ipv4 ipv4() {
        return ipv4;
    }

    /** {@return the flyweight over the header, of meaning only where this is IPv6} */
    public Ipv6 ipv6() {
        return ipv6;
    }

    /** {@return what the extension headers are, of meaning only where this is IPv6} */
    public Ipv6Extensions extensions() {
        return extensions;
    }

    /**
     * Sums the pseudo header of this packet's upper layer (RFC 768, RFC 8200 8.1).
     *
     * @param upperProtocol the protocol that the checksum names.
     * @param length        bytes of the upper layer.
     * @return the folded sum.
     */
    public int pseudoHeaderSum(int upperProtocol, int length) {
        return InternetChecksum.pseudoHeaderSum(
            sourceHigh, sourceLow, destinationHigh, destinationLow, upperProtocol, length);
    }

    private boolean begin(UnsafeBuffer packetBuffer, int headerOffset, int length) {
        buffer = packetBuffer;
        offset = headerOffset;
        if (length < Ipv4.MIN_HEADER_LENGTH) {
            return false;
        }
        isIpv6 = (packetBuffer.getByte(headerOffset) & VERSION_MASK) == VERSION_6;
        return true;
    }

    private boolean isWholeIpv4(int length) {
        ipv4.wrap(buffer, offset);
        if (!ipv4.isValid(length) || !ipv4.isChecksumRight()) {
            return false;
        }
        readIpv4();
        return true;
    }

    private boolean isIpv4Start(int length) {
        ipv4.wrap(buffer, offset);
        if (!ipv4.isStartValid(length) || ipv4.headerLength() > length) {
            return false;
        }
        readIpv4();
        return true;
    }

    private void readIpv4() {
        headerLength = ipv4.headerLength();
        totalLength = ipv4.totalLength();
        protocol = ipv4.protocol();
        sourceHigh = 0;
        sourceLow = IpAddress.mapped(ipv4.source());
        destinationHigh = 0;
        destinationLow = IpAddress.mapped(ipv4.destination());
        isFragment = ipv4.isFragment();
        isLaterFragment = ipv4.isLaterFragment();
    }

    private boolean isWholeIpv6(int length) {
        ipv6.wrap(buffer, offset);
        return ipv6.isValid(length) && walkIpv6(ipv6.totalLength());
    }

    private boolean isIpv6Start(int length) {
        ipv6.wrap(buffer, offset);
        return ipv6.isStartValid(length) && walkIpv6(length);
    }

    private boolean walkIpv6(int length) {
        if (!extensions.walk(buffer, offset, length)) {
            return false;
        }
        totalLength = ipv6.totalLength();
        headerLength = extensions.headerLength();
        protocol = extensions.protocol();
        sourceHigh = ipv6.sourceHigh();
        sourceLow = ipv6.sourceLow();
        destinationHigh = ipv6.destinationHigh();
        destinationLow = ipv6.destinationLow();
        isFragment = extensions.isFragment();
        isLaterFragment = extensions.isLaterFragment();
        return !IpAddress.isIpv4InIpv6(sourceHigh, sourceLow)
            && !IpAddress.isIpv4InIpv6(destinationHigh, destinationLow);
    }

    private void parsePorts(int length) {
        sourcePort = OPAQUE;
        destinationPort = OPAQUE;
        if (isLaterFragment) {
            return;
        }
        int start = offset + headerLength;
        if (IpProtocol.hasPorts(protocol)) {
            if (length - headerLength >= PORTS_LENGTH) {
                int ports = buffer.getInt(start, BIG_ENDIAN);
                sourcePort = ports >>> Short.SIZE;
                destinationPort = ports & 0xFFFF;
            }
        } else if (protocol == (isIpv6 ? IpProtocol.ICMPV6 : IpProtocol.ICMP)
            && length - headerLength >= ICMP_TYPE_LENGTH) {
            sourcePort = buffer.getShort(start, BIG_ENDIAN) & 0xFFFF;
            destinationPort = sourcePort;
        }
    }
}
