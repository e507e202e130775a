package dev.narrows.fragment;

import dev.narrows.packet.HandleArray;
import dev.narrows.packet.Packet;
import dev.narrows.packet.PacketPool;
import dev.narrows.stats.DropReason;
import dev.narrows.wire.Ipv4;

/**
 * Splits IPv4 packets into fragments (RFC 791 3.2, RFC 1812 4.2.2.7). A fragment can be split again.
 *
 * <p>Belongs to one thread. Allocates nothing.
 */
public final class Ipv4Fragmenter {
    private static final int OFFSET_UNIT = 8;

    private final Ipv4 ipv4 = new Ipv4();
    private final Ipv4 fragmentHeader = new Ipv4();
    private final Packet fragment = new Packet();
    private final LaterOptions laterOptions = new LaterOptions();
    private int count;

    /**
     * Copies a packet into fragments, fresh from the pool. The packet itself stays as it is and the caller's. The
     * fragments' data start at their IPv4 headers, with the usual headroom in front, and are stored in the descriptors;
     * they are in the order of their offsets. Where it fails, no fragment is left.
     *
     * <ol>
     * <li>The first fragment has the packet's whole header, later ones only the options that are marked for copying.
     * <li>All but the last have a multiple of 8 bytes of payload.
     * <li>The last has the packet's own "more fragments", the others have it set. DF is clear.
     * <li>Identification, TOS, time to live, protocol and addresses are the packet's.
     * </ol>
     *
     * @param packet    whose data start at a valid IPv4 header ({@link Ipv4#isValid}) without DF, and which is longer
     *                  than the MTU; link padding behind it is left out.
     * @param mtu       bytes of the longest fragment in all, from 0.
     * @param pool      where fragments come from, and go back to on failure.
     * @param fragments receives them from index 0; {@link #count()} says how many.
     * @return null on success, or NOT_FRAGMENTABLE where no 8 bytes of payload fit in the MTU or more fragments would
     *     be needed than the array takes; BAD_FRAGMENT where the packet is itself a fragment that reaches beyond 65535
     *     bytes, or one with more to follow and a payload that is not a multiple of 8; NO_ROOM where a fragment does
     *     not fit a packet of the pool; POOL_EMPTY.
     */
    public DropReason fragment(Packet packet, int mtu, PacketPool pool, HandleArray fragments) {
        count = 0;
        ipv4.wrap(packet.buffer(), packet.offset());
        if (isBadFragment()) {
            return DropReason.BAD_FRAGMENT;
        }
        laterOptions.collect(packet.buffer(), ipv4);
        int firstPayload = (mtu - ipv4.headerLength()) & -OFFSET_UNIT;
        int laterPayload = (mtu - laterOptions.headerLength()) & -OFFSET_UNIT;
        if (firstPayload < OFFSET_UNIT || fragmentsNeeded(firstPayload, laterPayload) > fragments.capacity()) {
            return DropReason.NOT_FRAGMENTABLE;
        }
        DropReason failure = split(packet, firstPayload, laterPayload, pool, fragments);
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

    private boolean isBadFragment() {
        return ipv4.headerLength() + ipv4.fragmentOffset() + ipv4.payloadLength() > Ipv4.MAX_TOTAL_LENGTH
            || (ipv4.moreFragments() && ipv4.payloadLength() % OFFSET_UNIT != 0);
    }

    private int fragmentsNeeded(int firstPayload, int laterPayload) {
        int rest = Math.max(0, ipv4.payloadLength() - firstPayload);
        return 1 + (rest + laterPayload - 1) / laterPayload;
    }

    private DropReason split(
        Packet packet, int firstPayload, int laterPayload, PacketPool pool, HandleArray fragments) {
        int payloadLength = ipv4.payloadLength();
        int start = 0;
        int limit = firstPayload;
        do {
            int length = Math.min(limit, payloadLength - start);
            long handle = pool.allocate();
            if (handle == PacketPool.EXHAUSTED) {
                return DropReason.POOL_EMPTY;
            }
            fragments.set(count, handle);
            count++;
            fragment.wrap(handle);
            if (!write(packet, start, length, start + length < payloadLength)) {
                return DropReason.NO_ROOM;
            }
            start += length;
            limit = laterPayload;
        } while (start < payloadLength);
        return null;
    }

    private boolean write(Packet packet, int start, int length, boolean isFollowed) {
        int headerLength = start == 0 ? ipv4.headerLength() : laterOptions.headerLength();
        int totalLength = headerLength + length;
        int offset = fragment.offset();
        if (offset + totalLength > fragment.buffer().capacity()) {
            return false;
        }
        if (start == 0) {
            fragment.buffer().putBytes(offset, packet.buffer(), packet.offset(), headerLength);
        } else {
            fragment.buffer().putBytes(offset, packet.buffer(), packet.offset(), Ipv4.MIN_HEADER_LENGTH);
            laterOptions.copyTo(fragment.buffer(), offset + Ipv4.OPTIONS_OFFSET);
        }
        fragment.buffer().putBytes(offset + headerLength, packet.buffer(), ipv4.payloadOffset() + start, length);
        fragmentHeader.wrap(fragment.buffer(), offset)
            .headerLength(headerLength)
            .totalLength(totalLength)
            .fragment(false, isFollowed || ipv4.moreFragments(), ipv4.fragmentOffset() + start)
            .computeChecksum();
        fragment.bounds(offset, totalLength);
        fragment.store();
        return true;
    }
}
