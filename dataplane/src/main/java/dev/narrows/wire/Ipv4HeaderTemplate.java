package dev.narrows.wire;

import static java.nio.ByteOrder.BIG_ENDIAN;

import org.agrona.concurrent.UnsafeBuffer;

/**
 * Writes the IPv4 headers of one pair of addresses, one protocol and one time to live: {@value Ipv4#MIN_HEADER_LENGTH}
 * bytes without options, in three stores. The checksum is computed from the values, not read back from memory: a wide
 * load right behind narrow stores would wait for them.
 */
public final class Ipv4HeaderTemplate {
    private static final int VERSION_AND_LENGTH = 0x45;
    private static final int DONT_FRAGMENT = 0x4000;
    private static final int SECOND_WORD_OFFSET = 8;
    private static final int THIRD_WORD_OFFSET = 16;
    private static final int BYTE_BITS = 8;
    private static final long UNSIGNED_INT_MASK = 0xFFFFFFFFL;

    private final int ttlAndProtocol;
    private final int source;
    private final int destination;
    private final long constantSum;

    /**
     * A template.
     *
     * @param ttl         from 0 to 255.
     * @param protocol    from 0 to 255; see {@link IpProtocol}.
     * @param source      IPv4 source address.
     * @param destination IPv4 destination address.
     */
    public Ipv4HeaderTemplate(int ttl, int protocol, int source, int destination) {
        ttlAndProtocol = (ttl << BYTE_BITS) | protocol;
        this.source = source;
        this.destination = destination;
        constantSum = (VERSION_AND_LENGTH << BYTE_BITS) + ttlAndProtocol + (source & UNSIGNED_INT_MASK)
            + (destination & UNSIGNED_INT_MASK);
    }

    /**
     * Writes a header.
     *
     * @param buffer         receives it.
     * @param offset         where.
     * @param tos            the TOS byte, from 0 to 255.
     * @param totalLength    bytes of the packet, header included, from 20 to 65535.
     * @param identification from 0 to 65535.
     * @param dontFragment   DF; there are no other flags and no fragment offset.
     */
    public void write(
        UnsafeBuffer buffer, int offset, int tos, int totalLength, int identification, boolean dontFragment) {
        int flags = dontFragment ? DONT_FRAGMENT : 0;
        int checksum = InternetChecksum.complement(constantSum + tos + totalLength + identification + flags);
        long first = ((long)((VERSION_AND_LENGTH << BYTE_BITS) | tos) << 48) | ((long)totalLength << 32)
            | ((long)identification << 16) | flags;
        long second = ((long)ttlAndProtocol << 48) | ((long)checksum << 32) | (source & UNSIGNED_INT_MASK);
        buffer.putLong(offset, first, BIG_ENDIAN);
        buffer.putLong(offset + SECOND_WORD_OFFSET, second, BIG_ENDIAN);
        buffer.putInt(offset + THIRD_WORD_OFFSET, destination, BIG_ENDIAN);
    }

    /** {@return a number without a meaning, read from this template, which is in the cache then} */
    public int prefetch() {
        return destination;
    }
}
