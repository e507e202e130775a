package dev.narrows.wire;

import static java.nio.ByteOrder.BIG_ENDIAN;

import org.agrona.concurrent.UnsafeBuffer;

/**
 * Writes the IPv6 headers of one pair of addresses, one next header and one hop limit: {@value Ipv6#HEADER_LENGTH}
 * bytes without extension headers, in five stores.
 */
public final class Ipv6HeaderTemplate {
    private static final long VERSION = 6L << 60;
    private static final int TRAFFIC_CLASS_SHIFT = 52;
    private static final int FLOW_LABEL_SHIFT = 32;
    private static final int PAYLOAD_LENGTH_SHIFT = 16;
    private static final int NEXT_HEADER_SHIFT = 8;

    private final long constantWord;
    private final long sourceHigh;
    private final long sourceLow;
    private final long destinationHigh;
    private final long destinationLow;

    /**
     * A template.
     *
     * @param hopLimit        from 0 to 255.
     * @param nextHeader      from 0 to 255; see {@link IpProtocol}.
     * @param sourceHigh      the first eight bytes of the source address.
     * @param sourceLow       its last eight.
     * @param destinationHigh the first eight bytes of the destination address.
     * @param destinationLow  its last eight.
     */
    public Ipv6HeaderTemplate(
        int hopLimit, int nextHeader, long sourceHigh, long sourceLow, long destinationHigh, long destinationLow) {
        constantWord = VERSION | nextHeader << NEXT_HEADER_SHIFT | hopLimit;
        this.sourceHigh = sourceHigh;
        this.sourceLow = sourceLow;
        this.destinationHigh = destinationHigh;
        this.destinationLow = destinationLow;
    }

    /**
     * Writes a header.
     *
     * @param buffer        receives it.
     * @param offset        where.
     * @param trafficClass  from 0 to 255.
     * @param payloadLength bytes behind the header, from 0 to 65535.
     * @param flowLabel     20 bits; see {@link FlowLabel}.
     */
    public void write(UnsafeBuffer buffer, int offset, int trafficClass, int payloadLength, int flowLabel) {
        long first = constantWord | (long)trafficClass << TRAFFIC_CLASS_SHIFT | (long)flowLabel << FLOW_LABEL_SHIFT
            | (long)payloadLength << PAYLOAD_LENGTH_SHIFT;
        int address = offset + Ipv6.SOURCE_OFFSET;
        buffer.putLong(offset, first, BIG_ENDIAN);
        buffer.putLong(address, sourceHigh, BIG_ENDIAN);
        buffer.putLong(address + Long.BYTES, sourceLow, BIG_ENDIAN);
        buffer.putLong(address + 2 * Long.BYTES, destinationHigh, BIG_ENDIAN);
        buffer.putLong(address + 3 * Long.BYTES, destinationLow, BIG_ENDIAN);
    }
}
