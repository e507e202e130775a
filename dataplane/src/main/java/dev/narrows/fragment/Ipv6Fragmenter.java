package dev.narrows.fragment;

import static java.nio.ByteOrder.BIG_ENDIAN;

import dev.narrows.packet.HandleArray;
import dev.narrows.packet.Packet;
import dev.narrows.packet.PacketPool;
import dev.narrows.stats.DropReason;
import dev.narrows.wire.IpHeader;
import dev.narrows.wire.IpProtocol;
import dev.narrows.wire.Ipv6;
import dev.narrows.wire.Ipv6Extensions;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Splits IPv6 packets that the gateway itself is the source of into fragments (RFC 8200 4.5). Others' are never split:
 * routers do not fragment IPv6.
 *
 * <p>Belongs to one thread. Allocates nothing.
 */
public final class Ipv6Fragmenter {
    private static final int OFFSET_UNIT = 8;
    private static final int MORE_FRAGMENTS = 1;
    /** Bytes of the upper layer that the first fragment must have, as for an ESP header (RFC 7112 5). */
    private static final int LEAST_UPPER_LAYER = 8;

    private final FragmentIds ids;
    private final IpHeader header = new IpHeader();
    private final Ipv6 fragmentIpv6 = new Ipv6();
    private final Packet fragment = new Packet();
    private int count;

    /**
     * The only fragmenter.
     *
     * @param seed any 64 bits, secret and different at each start: identifications are made from it.
     */
    public Ipv6Fragmenter(long seed) {
        this(seed, 0, 1);
    }

    /**
     * A fragmenter among others, whose identifications are apart from theirs.
     *
     * @param seed       any 64 bits, secret and different at each start, and the same for all of them.
     * @param number     its own number, from 0.
     * @param fragmenters how many there are.
     */
    public Ipv6Fragmenter(long seed, int number, int fragmenters) {
        ids = new FragmentIds(seed, number, fragmenters);
    }

    /**
     * Copies a packet into fragments, fresh from the pool. The packet itself stays as it is and the caller's. The
     * fragments' data start at their IPv6 headers, with the usual headroom in front, and are stored in the descriptors;
     * they are in the order of their offsets. Where it fails, no fragment is left.
     *
     * <ol>
     * <li>Each has the IPv6 header and what follows it up to a routing header or hop-by-hop options, then a fragment
     *     header, then its part of the rest.
     * <li>All but the last have a multiple of 8 bytes of payload; the last has "more fragments" clear.
     * <li>The first has all extension headers and the start of the upper layer (RFC 7112).
     * </ol>
     *
     * @param packet    whose data start at a valid IPv6 header, and which is longer than the MTU; link padding behind
     *                  it is left out.
     * @param mtu       bytes of the longest fragment in all, from 0.
     * @param pool      where fragments come from, and go back to on failure.
     * @param fragments receives them from index 0; {@link #count()} says how many.
     * @return null on success, or NOT_FRAGMENTABLE where the MTU leaves the first fragment too little room, more
     *     fragments would be needed than the array takes, or the packet has a fragment header or is malformed; NO_ROOM
     *     where a fragment does not fit a packet of the pool; POOL_EMPTY.
     */
    public DropReason fragment(Packet packet, int mtu, PacketPool pool, HandleArray fragments) {
        count = 0;
        if (!header.parse(packet.buffer(), packet.offset(), packet.length()) || !header.isIpv6()
            || header.extensions().hasFragmentHeader()) {
            return DropReason.NOT_FRAGMENTABLE;
        }
        int repeated = header.extensions().unfragmentableLength();
        int limit = (mtu - repeated - Ipv6Extensions.FRAGMENT_HEADER_LENGTH) & -OFFSET_UNIT;
        int rest = header.totalLength() - repeated;
        int leastFirst = Math.min(rest, header.headerLength() - repeated + LEAST_UPPER_LAYER);
        if (limit < leastFirst || (rest + limit - 1) / limit > fragments.capacity()) {
            return DropReason.NOT_FRAGMENTABLE;
        }
        DropReason failure = split(repeated, limit, pool, fragments);
        if (failure != null) {
            pool.free(fragments, count);
            count = 0;
        }
        return failure;
    }

    /** {@return how many fragments the last call of {@link #fragment} made; 0 where it failed} */
    public int count() {
        return count;
    }

    private DropReason split(int repeated, int limit, PacketPool pool, HandleArray fragments) {
        int rest = header.totalLength() - repeated;
        int identification = ids.next();
        for (int start = 0; start < rest; start += limit) {
            long handle = pool.allocate();
            if (handle == PacketPool.EXHAUSTED) {
                return DropReason.POOL_EMPTY;
            }
            fragments.set(count, handle);
            count++;
            fragment.wrap(handle);
            if (!write(repeated, start, Math.min(limit, rest - start), identification)) {
                return DropReason.NO_ROOM;
            }
        }
        return null;
    }

    private boolean write(int repeated, int start, int length, int identification) {
        int offset = fragment.offset();
        int totalLength = repeated + Ipv6Extensions.FRAGMENT_HEADER_LENGTH + length;
        UnsafeBuffer target = fragment.buffer();
        if (offset + totalLength > target.capacity()) {
            return false;
        }
        UnsafeBuffer source = header.buffer();
        int field = header.extensions().nextHeaderField();
        boolean isFollowed = repeated + start + length < header.totalLength();
        target.putBytes(offset, source, header.offset(), repeated);
        target.putByte(offset + field, (byte)IpProtocol.FRAGMENT);
        target.putLong(offset + repeated, fragmentHeader(source.getByte(header.offset() + field) & 0xFF,
            start | (isFollowed ? MORE_FRAGMENTS : 0), identification), BIG_ENDIAN);
        target.putBytes(offset + repeated + Ipv6Extensions.FRAGMENT_HEADER_LENGTH, source,
            header.offset() + repeated + start, length);
        fragmentIpv6.wrap(target, offset).payloadLength(totalLength - Ipv6.HEADER_LENGTH);
        fragment.bounds(offset, totalLength);
        fragment.store();
        return true;
    }

    private static long fragmentHeader(int nextHeader, int offsetAndFlag, int identification) {
        return (long)nextHeader << 56 | (long)offsetAndFlag << Integer.SIZE | Integer.toUnsignedLong(identification);
    }
}
