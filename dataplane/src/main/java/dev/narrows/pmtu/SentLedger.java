package dev.narrows.pmtu;

import dev.narrows.packet.Raw;
import java.nio.ByteBuffer;
import org.agrona.BitUtil;
import org.agrona.BufferUtil;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * What was sent lately with DF and might have been too long for some router: for each packet its SPI and sequence
 * number, its outer length and the start of its inner packet. A "too big" from outside counts only about a packet that
 * is in here; and from what is kept of the inner packet, its sender can be told at once.
 *
 * <p>An entry is one cache line, found by SPI, sequence number and peer: an SPI is its peer's choice, and two peers may choose
 * the same (RFC 4301 4.1). One SA writes entry after entry, and a packet is forgotten when a later one needs its place. What
 * is found has exactly the SPI and number sought; {@link #path} tells which path it was sent on, and so to whom.
 *
 * <pre>
 *    0 SPI (4) | outer length (2) | bytes kept of the inner packet (2)
 *    8 the path's number (4) | sequence number, its lower half (4)
 *   16 start of the inner packet, {@value #INNER_CAPACITY} bytes
 * </pre>
 *
 * <p>Belongs to one thread. Allocates nothing after construction.
 */
public final class SentLedger {
    /** The most bytes kept of an inner packet: an IPv4 header with 20 bytes of options, and 8 bytes more. */
    public static final int INNER_CAPACITY = 48;

    private static final int ENTRY_LENGTH = 64;
    private static final int ENTRY_SHIFT = 6;
    private static final int KEY_OFFSET = 0;
    private static final int SEQUENCE_OFFSET = 8;
    private static final int INNER_OFFSET = 16;
    private static final int SPI_SHIFT = 32;
    private static final int OUTER_LENGTH_SHIFT = 16;
    private static final int MAX_ENTRIES = 1 << 24;
    /** An odd number that spreads SPIs which follow each other (2^32 divided by the golden ratio). */
    private static final int SPREAD = 0x9E37_79B1;
    /** The same for 64 bits. */
    private static final long PEER_SPREAD = 0x9E37_79B9_7F4A_7C15L;
    private static final int PATH_SHIFT = 32;
    private static final long CARRIED_MASK = 0xFFFF_FFFFL;

    private final ByteBuffer memory;
    private final UnsafeBuffer entries;
    private final int entryMask;
    private int found;

    /**
     * An empty ledger.
     *
     * @param capacity in packets, a power of two to 2^24; 64 bytes each, outside the heap.
     */
    public SentLedger(int capacity) {
        if (!BitUtil.isPowerOfTwo(capacity) || capacity > MAX_ENTRIES) {
            throw new IllegalArgumentException(
                "the ledger has " + capacity + " entries; it must be a power of two up to " + MAX_ENTRIES);
        }
        memory = BufferUtil.allocateDirectAligned(capacity * ENTRY_LENGTH, ENTRY_LENGTH);
        entries = new UnsafeBuffer(memory);
        entryMask = capacity - 1;
    }

    /**
     * Makes a number of a peer's address, which keeps apart the entries of peers that chose the same SPI.
     *
     * @param high the first eight bytes of the address, as {@link dev.narrows.wire.IpAddress} has them.
     * @param low  its last eight.
     * @return the number.
     */
    public static int peerHash(long high, long low) {
        long product = (high * PEER_SPREAD ^ low) * PEER_SPREAD;
        return (int)(product >>> Integer.SIZE);
    }

    /**
     * Remembers a packet. Called before it is encrypted in place. Whether it is worth remembering is the caller's
     * decision.
     *
     * @param spi         the SA's.
     * @param peerHash    of the peer's address, see {@link #peerHash}.
     * @param path        the number of the path that it is sent on.
     * @param sequence    the number that the packet is sent with, of which the lower 32 bits are kept.
     * @param outerLength bytes that it will have outside, from 1 to 65535.
     * @param inner       holds the packet before encapsulation. {@link #INNER_CAPACITY} bytes are read, also where the
     *                    packet is shorter: they must lie in the buffer.
     * @param innerOffset where the inner packet's IPv4 header starts.
     * @param innerLength bytes of the inner packet, from 20 to 65535.
     */
    public void record(int spi, int peerHash, int path, long sequence, int outerLength, UnsafeBuffer inner, int innerOffset,
        int innerLength) {
        int entry = entry(spi, peerHash, (int)sequence);
        int kept = Math.min(innerLength, INNER_CAPACITY);
        entries.putLong(entry + KEY_OFFSET, (long)spi << SPI_SHIFT | (long)outerLength << OUTER_LENGTH_SHIFT | kept);
        entries.putLong(entry + SEQUENCE_OFFSET, (long)path << PATH_SHIFT | (sequence & CARRIED_MASK));
        int start = entry + INNER_OFFSET;
        entries.putLong(start, inner.getLong(innerOffset));
        entries.putLong(start + 8, inner.getLong(innerOffset + 8));
        entries.putLong(start + 16, inner.getLong(innerOffset + 16));
        entries.putLong(start + 24, inner.getLong(innerOffset + 24));
        entries.putLong(start + 32, inner.getLong(innerOffset + 32));
        entries.putLong(start + 40, inner.getLong(innerOffset + 40));
    }

    /**
     * The same of a packet at an address.
     *
     * @param spi         the SA's.
     * @param peerHash    of the peer's address, see {@link #peerHash}.
     * @param path        the number of the path that it is sent on.
     * @param sequence    the number that the packet is sent with, of which the lower 32 bits are kept.
     * @param outerLength bytes that it will have outside, from 1 to 65535.
     * @param inner       the address of the inner packet's header; {@link #INNER_CAPACITY} bytes are there.
     * @param innerLength bytes of the inner packet, from 20 to 65535.
     */
    public void record(
        int spi, int peerHash, int path, long sequence, int outerLength, long inner, int innerLength) {
        long entry = entries.addressOffset() + entry(spi, peerHash, (int)sequence);
        int kept = Math.min(innerLength, INNER_CAPACITY);
        Raw.putLong(entry + KEY_OFFSET, (long)spi << SPI_SHIFT | (long)outerLength << OUTER_LENGTH_SHIFT | kept);
        Raw.putLong(entry + SEQUENCE_OFFSET, (long)path << PATH_SHIFT | (sequence & CARRIED_MASK));
        long start = entry + INNER_OFFSET;
        Raw.putLong(start, Raw.getLong(inner));
        Raw.putLong(start + 8, Raw.getLong(inner + 8));
        Raw.putLong(start + 16, Raw.getLong(inner + 16));
        Raw.putLong(start + 24, Raw.getLong(inner + 24));
        Raw.putLong(start + 32, Raw.getLong(inner + 32));
        Raw.putLong(start + 40, Raw.getLong(inner + 40));
    }

    /**
     * Looks for a packet. Where it is found, the accessors below are about it until the next call of this method or of
     * {@link #record}.
     *
     * @param spi      the SA's.
     * @param peerHash of the peer's address.
     * @param carried  the lower 32 bits of the packet's number: of an extended one it carries no more. Of two packets
     *                 whose numbers have these in common the ledger holds the later one at the most, since they have one
     *                 place.
     * @return whether it is there; where two addresses have one hash, perhaps as the other's, which {@link #path} tells.
     */
    public boolean find(int spi, int peerHash, int carried) {
        found = entry(spi, peerHash, carried);
        return (int)(key() >>> SPI_SHIFT) == spi
            && (int)entries.getLong(found + SEQUENCE_OFFSET) == carried
            && outerLength() != 0;
    }

    /** {@return the number of the path that the packet found was sent on} */
    public int path() {
        return (int)(entries.getLong(found + SEQUENCE_OFFSET) >>> PATH_SHIFT);
    }

    /** {@return the bytes that the packet found had outside} */
    public int outerLength() {
        return (int)(key() >>> OUTER_LENGTH_SHIFT) & 0xFFFF;
    }

    /** {@return the buffer that holds the start of the inner packet found} */
    public UnsafeBuffer inner() {
        return entries;
    }

    /** {@return where the start of the inner packet found stands in {@link #inner()}} */
    public int innerOffset() {
        return found + INNER_OFFSET;
    }

    /** {@return how many bytes of the inner packet found are kept, from 20 to {@link #INNER_CAPACITY}} */
    public int innerLength() {
        return (int)key() & 0xFFFF;
    }

    private long key() {
        return entries.getLong(found + KEY_OFFSET);
    }

    private int entry(int spi, int peerHash, int carried) {
        int place = carried + (((spi ^ peerHash) * SPREAD) >>> Byte.SIZE);
        return (place & entryMask) << ENTRY_SHIFT;
    }
}
