package dev.narrows.pmtu;

import static java.nio.ByteOrder.BIG_ENDIAN;

import dev.narrows.packet.Raw;
import dev.narrows.wire.InternetChecksum;
import dev.narrows.wire.IpProtocol;
import dev.narrows.wire.Ipv4;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.agrona.BitUtil;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * What was sent lately with DF and might have been too long for some router: for each packet its SPI and sequence
 * number, its outer length and the start of its inner packet. A "too big" from outside counts only about a packet that
 * is in here; and from what is kept of the inner packet, its sender can be told at once.
 *
 * <p>An entry is found by SPI, sequence number and peer: an SPI is its peer's choice, and two peers may choose the same
 * (RFC 4301 4.1). One SA writes entry after entry, and a packet is forgotten when a later one needs its place. What is
 * found has exactly the SPI and number sought; {@link #path} tells which path it was sent on, and so to whom.
 *
 * <p>An entry is half a cache line. TCP and UDP over IPv4 with DF and without options, which is nearly everything, is
 * folded into that: the header's length, sum and fragment field are known, and the identification of such a packet
 * means nothing and is ignored by everybody (RFC 6864 4.1); it reads as 0. Of anything else the start stands as it is,
 * in the entry and in a second half line elsewhere, which plain packets never touch.
 *
 * <pre>
 *    0 sequence number, its lower half (4) | SPI (4)
 *    8 time to live (1) | TOS (1) | bytes that the outer packet is longer (1) | outer length (2) |
 *      path, and in two bits the kind
 *   16 folded: addresses (8)                else: start of the inner packet, 16 bytes,
 *   24 folded: 8 bytes behind the header          and its bytes kept in place of time to live
 *
 *    0 not folded: the next 32 bytes of the inner packet
 * </pre>
 *
 * <p>Belongs to one thread. Allocates nothing after construction.
 */
@SuppressWarnings("OperatorPrecedence")
public final class SentLedger {
    /** The most bytes kept of an inner packet: an IPv4 header with 20 bytes of options, and 8 bytes more. */
    public static final int INNER_CAPACITY = 48;
    /** The most bytes kept of TCP and UDP over IPv4 with DF and no options: the header, and 8 bytes more (RFC 792). */
    public static final int FOLDED_LENGTH = 28;
    /** The largest number of a path that there is room for. */
    public static final int LARGEST_PATH = (1 << 22) - 1;

    private static final int ENTRY_SHIFT = 5;
    private static final int ENTRY_LENGTH = 1 << ENTRY_SHIFT;
    private static final int CACHE_LINE = 64;
    private static final int MAX_ENTRIES = 1 << 24;

    private static final int DESCRIPTION = 8;
    private static final int START = 16;

    private static final int LONGER_SHIFT = 16;
    private static final int OUTER_LENGTH_SHIFT = 24;
    private static final int PATH_SHIFT = 40;
    private static final int KIND_SHIFT = 62;
    /** Folded; TCP is 0. */
    private static final long UDP = 1;
    private static final long WHOLE = 2;

    /** All of an IPv4 header's first word, as it stands in memory, but TOS and identification. */
    private static final long FOLDED_MASK = 0xFFFF_0000_FFFF_00FFL;
    /** Five words of header, and DF. */
    private static final long FOLDED_START = 0x0040_0000_0000_0045L;
    private static final int TOS_MASK = 0xFF00;
    private static final int CHECKSUM_OFFSET = 10;
    private static final int ADDRESSES_OFFSET = 12;

    private static final int SPI_SHIFT = 32;
    private static final long CARRIED_MASK = 0xFFFF_FFFFL;
    /** An odd number that spreads SPIs which follow each other (2^32 divided by the golden ratio). */
    private static final int SPREAD = 0x9E37_79B1;
    /** The same for 64 bits. */
    private static final long PEER_SPREAD = 0x9E37_79B9_7F4A_7C15L;

    private final MemorySegment memory;
    private final long entries;
    private final long rest;
    private final int entryMask;
    private final UnsafeBuffer start = new UnsafeBuffer(new byte[INNER_CAPACITY]);
    private long description;
    private int innerLength;

    /**
     * An empty ledger.
     *
     * @param capacity in packets, a power of two to 2^24; 32 bytes each for those that are folded, 64 for others,
     *                 outside the heap.
     */
    public SentLedger(int capacity) {
        if (!BitUtil.isPowerOfTwo(capacity) || capacity > MAX_ENTRIES) {
            throw new IllegalArgumentException(
                "the ledger has " + capacity + " entries; it must be a power of two up to " + MAX_ENTRIES);
        }
        memory = Arena.ofAuto().allocate(2L * capacity * ENTRY_LENGTH, CACHE_LINE);
        entries = memory.address();
        rest = entries + (long)capacity * ENTRY_LENGTH;
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
     * @param path        the number of the path that it is sent on, from 0 to {@link #LARGEST_PATH}.
     * @param sequence    the number that the packet is sent with, of which the lower 32 bits are kept.
     * @param outerLength bytes that it will have outside, from 1 to 65535.
     * @param inner       address of the packet before encapsulation, whose header is valid. {@link #INNER_CAPACITY}
     *                    bytes are read, also where the packet is shorter: they must be there.
     * @param innerLength bytes of the inner packet, from 20 to 65535.
     */
    public void record(
        int spi, int peerHash, int path, long sequence, int outerLength, long inner, int innerLength) {
        int place = place(spi, peerHash, (int)sequence);
        long entry = entries + ((long)place << ENTRY_SHIFT);
        long word0 = Raw.getLong(inner);
        long word1 = Raw.getLong(inner + 8);
        int protocol = (int)word1 >>> Byte.SIZE & 0xFF;
        int longer = outerLength - innerLength;
        Raw.putLong(entry, (long)spi << SPI_SHIFT | sequence & CARRIED_MASK);
        long common = (long)path << PATH_SHIFT | (long)outerLength << OUTER_LENGTH_SHIFT;
        if ((word0 & FOLDED_MASK ^ foldedStart(innerLength) | longer & ~0xFF | innerLength - FOLDED_LENGTH >> 31
            | (long)(protocol ^ IpProtocol.TCP) * (protocol ^ IpProtocol.UDP)) != 0) {
            recordWhole(entry, place, common, inner, innerLength);
            return;
        }
        Raw.putLong(entry + DESCRIPTION, common | (protocol & UDP) << KIND_SHIFT
            | (long)longer << LONGER_SHIFT | word0 & TOS_MASK | word1 & 0xFF);
        Raw.putLong(entry + START, Raw.getLong(inner + ADDRESSES_OFFSET));
        Raw.putLong(entry + START + 8, Raw.getLong(inner + Ipv4.MIN_HEADER_LENGTH));
    }

    /** The first word of a folded packet's header, but TOS and identification. */
    private static long foldedStart(int length) {
        return FOLDED_START | Integer.reverseBytes(length) & CARRIED_MASK;
    }

    private void recordWhole(long entry, int place, long common, long inner, int length) {
        int kept = Math.min(length, INNER_CAPACITY);
        Raw.putLong(entry + DESCRIPTION, WHOLE << KIND_SHIFT | common | kept);
        Raw.putLong(entry + START, Raw.getLong(inner));
        Raw.putLong(entry + START + 8, Raw.getLong(inner + 8));
        long second = second(place);
        Raw.putLong(second, Raw.getLong(inner + 16));
        Raw.putLong(second + 8, Raw.getLong(inner + 24));
        Raw.putLong(second + 16, Raw.getLong(inner + 32));
        Raw.putLong(second + 24, Raw.getLong(inner + 40));
    }

    /**
     * Looks for a packet. Where it is found, the accessors below are about it until the next call of this method.
     *
     * @param spi      the SA's.
     * @param peerHash of the peer's address.
     * @param carried  the lower 32 bits of the packet's number: of an extended one it carries no more. Of two packets
     *                 whose numbers have these in common the ledger holds the later one at the most, since they have
     *                 one place.
     * @return whether it is there; where two addresses have one hash, perhaps as the other's, which {@link #path}
     *     tells.
     */
    public boolean find(int spi, int peerHash, int carried) {
        int place = place(spi, peerHash, carried);
        long entry = entries + ((long)place << ENTRY_SHIFT);
        description = Raw.getLong(entry + DESCRIPTION);
        if (Raw.getLong(entry) != ((long)spi << SPI_SHIFT | carried & CARRIED_MASK) || outerLength() == 0) {
            return false;
        }
        if (description >>> KIND_SHIFT == WHOLE) {
            innerLength = (int)description & 0xFF;
            copy(entry + START, 0, 2);
            copy(second(place), 16, 4);
        } else {
            innerLength = FOLDED_LENGTH;
            unfold(entry);
        }
        return true;
    }

    private void unfold(long entry) {
        int total = outerLength() - (int)(description >>> LONGER_SHIFT & 0xFF);
        int protocol = description >>> KIND_SHIFT == UDP ? IpProtocol.UDP : IpProtocol.TCP;
        start.putLong(0, foldedStart(total) | description & TOS_MASK);
        start.putLong(8, description & 0xFF | (long)protocol << Byte.SIZE);
        copy(entry + START, ADDRESSES_OFFSET, 2);
        int checksum = InternetChecksum.compute(start, 0, Ipv4.MIN_HEADER_LENGTH);
        start.putShort(CHECKSUM_OFFSET, (short)checksum, BIG_ENDIAN);
    }

    private void copy(long from, int to, int words) {
        for (int i = 0; i < words; i++) {
            start.putLong(to + i * Long.BYTES, Raw.getLong(from + (long)i * Long.BYTES));
        }
    }

    /** {@return the number of the path that the packet found was sent on} */
    public int path() {
        return (int)(description >>> PATH_SHIFT) & LARGEST_PATH;
    }

    /** {@return the bytes that the packet found had outside} */
    public int outerLength() {
        return (int)(description >>> OUTER_LENGTH_SHIFT) & 0xFFFF;
    }

    /** {@return the buffer that the start of the inner packet found stands in, from its first byte on} */
    public UnsafeBuffer inner() {
        return start;
    }

    /** {@return how many bytes of the inner packet found are kept, from 20 to {@link #INNER_CAPACITY}} */
    public int innerLength() {
        return innerLength;
    }

    private long second(int place) {
        return rest + ((long)place << ENTRY_SHIFT);
    }

    private int place(int spi, int peerHash, int carried) {
        int place = carried + (((spi ^ peerHash) * SPREAD) >>> Byte.SIZE);
        return place & entryMask;
    }
}
