package dev.narrows.fastpath;

import dev.narrows.packet.PacketLayout;
import dev.narrows.packet.Raw;

/**
 * The first pass over cleartext: sees which packets are plain, and where the entries of their flows are. Fills in
 * {@link WorkArea#HANDLE} and {@link WorkArea#ENTRY} of each, and of plain ones what stands between.
 */
@SuppressWarnings("OperatorPrecedence")
final class ClearParsePass {
    private static final int ARRIVAL_SHIFT = 16;
    private static final int PROTOCOL_SHIFT = 8;
    private static final int IPV4 = 4;
    static final int IPV6 = 6;
    static final int FAMILY_MASK = 0xFF;
    private static final int ADDRESSES_LENGTH = 32;
    private static final int LEAST = PlainPacket.LINK + 28;

    private final FlowTable flows;

    ClearParsePass(FlowTable flows) {
        this.flows = flows;
    }

    /**
     * Parses a burst.
     *
     * @param handles    address of the packets' handles.
     * @param from       the first packet's work area.
     * @param end        behind the last one's.
     * @param port       number of the port of arrival.
     * @param macTest    its hardware address, see {@link PlainPacket#macTest}.
     * @param generation the present one.
     */
    void run(long handles, long from, long end, int port, long macTest, long generation) {
        long entries = flows.ipv4();
        int unused = Long.SIZE - flows.ipv4Bits();
        long first = flows.firstMultiplier();
        long second = flows.secondMultiplier();
        long arrival = (long)port << ARRIVAL_SHIFT;
        long next = handles;
        for (long w = from; w < end; w += WorkArea.STRIDE) {
            long handle = Raw.getLong(next);
            next += Long.BYTES;
            Raw.putLong(w + WorkArea.HANDLE, handle);
            Raw.putLong(w + WorkArea.ENTRY, 0);
            int offset = Raw.getShort(handle + PacketLayout.DATA_OFFSET_OFFSET);
            if (PlainPacket.descriptor(handle, LEAST, PlainPacket.HEADROOM - PlainPacket.LINK,
                PlainPacket.TAILROOM) != 0) {
                continue;
            }
            long at = Raw.getLong(handle) + offset + PlainPacket.LINK;
            int available = Raw.getShort(handle + PacketLayout.DATA_LENGTH_OFFSET) - PlainPacket.LINK;
            if ((PlainPacket.ipv4Frame(at - PlainPacket.LINK, macTest) | PlainPacket.ipv4(at, available, 2)) != 0) {
                if (PlainPacket.ipv6Frame(at - PlainPacket.LINK, macTest) == 0) {
                    parseIpv6(w, at, available, arrival, generation);
                    Raw.putLong(w + WorkArea.OFFSET, offset);
                }
                continue;
            }
            int total = PlainPacket.ipv4Length(Raw.getLong(at));
            int protocol = Raw.getByte(at + 9);
            if (!PlainPacket.isTransport(protocol, at + 20, total - 20)) {
                continue;
            }
            long key0 = Raw.getLong(at + 12);
            long key1 = (long)Raw.getInt(at + 20) << Integer.SIZE | arrival | (long)protocol << PROTOCOL_SHIFT | IPV4;
            long hash = FlowTable.mix(key0, key1, first, second);
            Raw.putLong(w + WorkArea.AT, at);
            Raw.putLong(w + WorkArea.KEY_0, key0);
            Raw.putLong(w + WorkArea.KEY_1, key1);
            Raw.putLong(w + WorkArea.ENTRY, entries + (hash >>> unused << FlowTable.IPV4_SHIFT));
            Raw.putLong(w + WorkArea.LENGTH, total);
            Raw.putLong(w + WorkArea.OFFSET, offset);
        }
    }

    /** The whole of the flow is compared here; where it is not in the table, its key is one that no entry has. */
    private void parseIpv6(long w, long at, int available, long arrival, long generation) {
        if (available < 48 || PlainPacket.ipv6(at, available, 2) != 0) {
            return;
        }
        int total = PlainPacket.ipv6Length(Raw.getLong(at));
        int protocol = Raw.getByte(at + 6);
        if (!PlainPacket.isTransport(protocol, at + 40, total - 40)) {
            return;
        }
        long first = flows.firstMultiplier();
        long second = flows.secondMultiplier();
        long ports = (long)Raw.getInt(at + 40) << Integer.SIZE | arrival | (long)protocol << PROTOCOL_SHIFT;
        long sources = FlowTable.mix(Raw.getLong(at + 8), Raw.getLong(at + 16), first, second);
        long destinations = FlowTable.mix(Raw.getLong(at + 24), Raw.getLong(at + 32), second, first);
        long key0 = FlowTable.mix(sources ^ ports, destinations, first, second);
        long key1 = FlowTable.mix(destinations, sources, second, first) + ports & ~FAMILY_MASK | IPV6;
        long entry = flows.ipv6() + (key0 >>> Long.SIZE - flows.ipv6Bits() << FlowTable.IPV6_SHIFT);
        long other = FlowTable.otherIpv6(entry);
        if (FlowTable.isFlow(other, key0, key1, generation)) {
            entry = other;
        }
        if (FlowTable.isFlow(entry, key0, key1, generation) && !areAddresses(entry + FlowTable.ADDRESSES, at + 8)) {
            return;
        }
        Raw.putLong(w + WorkArea.AT, at);
        Raw.putLong(w + WorkArea.KEY_0, key0);
        Raw.putLong(w + WorkArea.KEY_1, key1);
        Raw.putLong(w + WorkArea.ENTRY, entry);
        Raw.putLong(w + WorkArea.LENGTH, total);
    }

    private static boolean areAddresses(long kept, long addresses) {
        long difference = 0;
        for (int i = 0; i < ADDRESSES_LENGTH; i += Long.BYTES) {
            difference |= Raw.getLong(kept + i) ^ Raw.getLong(addresses + i);
        }
        return difference == 0;
    }
}
