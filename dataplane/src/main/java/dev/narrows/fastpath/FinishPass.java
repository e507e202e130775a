package dev.narrows.fastpath;

import dev.narrows.packet.PacketLayout;
import dev.narrows.packet.Raw;
import dev.narrows.sa.InboundSa;
import dev.narrows.sa.SaState;
import dev.narrows.stats.DropReason;
import dev.narrows.wire.Ethernet;
import dev.narrows.wire.IpProtocol;

/**
 * The third pass over ESP, packet by packet in its order: the number is checked again, since one before it in the burst
 * may have had the same, then the ICV, and only then does the window move (RFC 4303 3.4.3); the lifetime is charged
 * (RFC 4301 4.4.2.1); padding, inner header and congestion marks are seen to be plain (RFC 4303 2.4, RFC 6040 4.2), and
 * the inner flow to be one that the tunnel may bring (RFC 4301 5.2); its time to live is lowered and the next link's
 * header written.
 *
 * <p>Ends before the first packet that has authenticated and is not plain inside: the stages go on with it from there.
 */
@SuppressWarnings("OperatorPrecedence")
final class FinishPass {
    /** In {@link WorkArea#OUT}: it has ended here. */
    static final int DROPPED = -1;

    private static final int TUNNEL_SHIFT = 8;
    private static final int PLAIN_PAD = 15;
    private static final int TRAILER = 2;
    private static final int NOWHERE = -1;

    private final InnerFlowTable flows;
    private final long firstMultiplier;
    private final long secondMultiplier;
    private final SlowPath slowPath;
    private final SaRegistry<InboundSa> sas;
    private final NextLink link = new NextLink();

    FinishPass(InnerFlowTable flows, FlowTable secrets, SlowPath slowPath, SaRegistry<InboundSa> sas) {
        this.flows = flows;
        firstMultiplier = secrets.firstMultiplier();
        secondMultiplier = secrets.secondMultiplier();
        this.slowPath = slowPath;
        this.sas = sas;
    }

    /** {@return the SA of a packet that run ended before} */
    InboundSa sa(long w) {
        return sas.get(Raw.getInt(Raw.getLong(w + WorkArea.SA) + InboundRecord.INDEX));
    }

    /**
     * Finishes packets.
     *
     * @param from       the first one's work area.
     * @param end        behind the last one's.
     * @param generation the present one.
     * @return the work area of the first packet that has authenticated and is not plain inside, or the end.
     */
    long run(long from, long end, long generation) {
        for (long w = from; w < end; w += WorkArea.STRIDE) {
            long sa = Raw.getLong(w + WorkArea.SA);
            DropReason failure = authenticate(w, sa);
            if (failure != null) {
                Raw.putLong(w + WorkArea.OUT, DROPPED);
                slowPath.drop(Raw.getLong(w + WorkArea.HANDLE), failure);
                continue;
            }
            long at = Raw.getLong(w + WorkArea.AT);
            long end1 = at + Raw.getLong(w + WorkArea.PROTECTED);
            int pad = Raw.getByte(end1 - TRAILER);
            int inner = (int)(end1 - at) - TRAILER - pad;
            int nextHeader = Raw.getByte(end1 - 1);
            if (pad > PLAIN_PAD || inner < 28 || !isPadding(end1 - TRAILER - pad, pad)) {
                return w;
            }
            long entry;
            int total;
            if (nextHeader == IpProtocol.IPIP && PlainPacket.ipv4(at, inner, 2) == 0) {
                entry = ipv4Flow(w, sa, at, generation);
                total = PlainPacket.ipv4Length(Raw.getLong(at));
            } else if (nextHeader == IpProtocol.IPV6 && inner >= 48 && PlainPacket.ipv6(at, inner, 2) == 0) {
                entry = ipv6Flow(w, sa, at, generation);
                total = PlainPacket.ipv6Length(Raw.getLong(at));
            } else {
                return w;
            }
            if (entry == 0 || total > Raw.getInt(entry + InnerFlowTable.MTU)) {
                return w;
            }
            if (nextHeader == IpProtocol.IPIP) {
                PlainPacket.decrementIpv4Ttl(at);
            } else {
                PlainPacket.decrementIpv6HopLimit(at);
            }
            Raw.putLong(sa + SaState.PACKETS, Raw.getLong(sa + SaState.PACKETS) + 1);
            Raw.putLong(sa + SaState.BYTES, Raw.getLong(sa + SaState.BYTES) + total);
            Raw.putLong(at - 14, Raw.getLong(entry + InnerFlowTable.ETHERNET_0));
            Raw.putLong(at - 8, Raw.getLong(entry + InnerFlowTable.ETHERNET_1));
            long handle = Raw.getLong(w + WorkArea.HANDLE);
            Raw.putShort(handle + PacketLayout.DATA_OFFSET_OFFSET,
                (int)Raw.getLong(w + WorkArea.OFFSET) - PlainPacket.LINK);
            Raw.putInt(handle + PacketLayout.PACKET_LENGTH_OFFSET, total + PlainPacket.LINK);
            Raw.putShort(handle + PacketLayout.DATA_LENGTH_OFFSET, total + PlainPacket.LINK);
            Raw.putLong(w + WorkArea.OUT, Raw.getInt(entry + InnerFlowTable.PORT));
        }
        return end;
    }

    /**
     * Steps 4 to 6 of a decapsulation; the window moves for a packet that authenticated, and by that packet's own
     * number.
     */
    private DropReason authenticate(long w, long sa) {
        long sequence = Raw.getLong(w + WorkArea.SEQUENCE);
        long highest = Raw.getLong(sa + SaState.SEQUENCE);
        if (sequence <= highest) {
            if (EspParsePass.isStale(sequence, highest, Raw.getInt(sa + InboundRecord.WINDOW))) {
                return staleReason(sa);
            }
            if (EspParsePass.isSeen(sa, sequence, highest)) {
                return DropReason.REPLAYED;
            }
        }
        if (!OpenPass.isAuthentic(w, sa)) {
            return DropReason.BAD_ICV;
        }
        long word = EspParsePass.word(sa, sequence);
        if (sequence > highest) {
            if ((sequence ^ highest) >>> 6 != 0) {
                clear(sa, sequence, (sequence >>> 6) - (highest >>> 6));
            }
            Raw.putOpaque(sa + SaState.SEQUENCE, sequence);
        }
        Raw.putLong(word, Raw.getLong(word) | 1L << sequence);
        int length = (int)Raw.getLong(w + WorkArea.PROTECTED);
        long packets = Raw.getLong(sa + SaState.PACKETS_CHARGED) + 1;
        long bytes = Raw.getLong(sa + SaState.BYTES_CHARGED) + length;
        if ((Raw.getLong(sa + SaState.LAST_PACKET) - packets | Raw.getLong(sa + SaState.LAST_BYTE) - bytes) < 0) {
            sas.get(Raw.getInt(sa + InboundRecord.INDEX)).isSpentBy(length);
            return DropReason.LIFETIME_EXPIRED;
        }
        Raw.putLong(sa + SaState.PACKETS_CHARGED, packets);
        Raw.putLong(sa + SaState.BYTES_CHARGED, bytes);
        return null;
    }

    /** An extended number that has become stale would now be taken for one of the next 2^32, whose ICV cannot hold. */
    private static DropReason staleReason(long sa) {
        return (Raw.getInt(sa + InboundRecord.SHAPE) & OutboundRecord.EXTENDED) == 0
            ? DropReason.STALE_SEQUENCE : DropReason.BAD_ICV;
    }

    private static void clear(long sa, long sequence, long gap) {
        long words = Math.min(gap, Raw.getInt(sa + InboundRecord.MASK) + 1);
        for (long i = 0; i < words; i++) {
            Raw.putLong(EspParsePass.word(sa, sequence - (i << 6)), 0);
        }
    }

    private static boolean isPadding(long padding, int length) {
        int wrong = 0;
        for (int i = 0; i < length; i++) {
            wrong |= Raw.getByte(padding + i) ^ i + 1;
        }
        return wrong == 0;
    }

    /** {@return the entry of an inner flow, or 0 where the packet is not plain} */
    private long ipv4Flow(long w, long sa, long at, long generation) {
        long word0 = Raw.getLong(at);
        int protocol = Raw.getByte(at + 9);
        if (((Raw.getLong(w + WorkArea.LENGTH) ^ word0 >>> Byte.SIZE) & 3) != 0
            || !PlainPacket.isTransport(protocol, at + 20, PlainPacket.ipv4Length(word0) - 20)) {
            return 0;
        }
        long key0 = Raw.getLong(at + 12);
        long key1 = key1(at + 20, sa, protocol);
        long hash = FlowTable.mix(key0, key1, firstMultiplier, secondMultiplier);
        long entry = flows.ipv4()
            + (hash >>> Long.SIZE - flows.ipv4Bits() << InnerFlowTable.IPV4_SHIFT);
        if (!InnerFlowTable.isFlow(entry, key0, key1, generation)) {
            entry = findElsewhere(entry, key0, key1, sa, at, generation);
        }
        return Raw.getInt(entry + InnerFlowTable.PORT) == NOWHERE ? 0 : entry;
    }

    private static long key1(long transport, long sa, int protocol) {
        return (long)Raw.getInt(transport) << Integer.SIZE
            | (Raw.getInt(sa + InboundRecord.TUNNEL) & 0xFF_FFFFL) << TUNNEL_SHIFT | protocol;
    }

    private long findElsewhere(long first, long key0, long key1, long sa, long at, long generation) {
        long other = InnerFlowTable.other(first, InnerFlowTable.IPV4_SHIFT);
        if (InnerFlowTable.isFlow(other, key0, key1, generation)) {
            return other;
        }
        long entry = InnerFlowTable.place(first, InnerFlowTable.IPV4_SHIFT, generation);
        resolve(entry, key0, key1, sa, at, PlainPacket.ipv4Length(Raw.getLong(at)), Ethernet.TYPE_IPV4, generation);
        return entry;
    }

    private void resolve(
        long entry, long key0, long key1, long sa, long at, int length, int type, long generation) {
        InboundSa owner = sas.get(Raw.getInt(sa + InboundRecord.INDEX));
        if (slowPath.resolveInner(at, length, owner, link)) {
            InnerFlowTable.put(entry, key0, key1, generation, link, type);
        } else {
            InnerFlowTable.putUnplain(entry, key0, key1, generation);
        }
    }

    private long ipv6Flow(long w, long sa, long at, long generation) {
        long word0 = Raw.getLong(at);
        int protocol = Raw.getByte(at + 6);
        if (((Raw.getLong(w + WorkArea.LENGTH) ^ word0 >>> 12) & 3) != 0
            || !PlainPacket.isTransport(protocol, at + 40, PlainPacket.ipv6Length(word0) - 40)) {
            return 0;
        }
        long key1 = key1(at + 40, sa, protocol);
        long sources = FlowTable.mix(Raw.getLong(at + 8), Raw.getLong(at + 16), firstMultiplier, secondMultiplier);
        long destinations = FlowTable.mix(Raw.getLong(at + 24), Raw.getLong(at + 32), secondMultiplier,
            firstMultiplier);
        long key0 = FlowTable.mix(sources ^ key1, destinations, firstMultiplier, secondMultiplier);
        long entry = flows.ipv6()
            + (key0 >>> Long.SIZE - flows.ipv6Bits() << InnerFlowTable.IPV6_SHIFT);
        long other = InnerFlowTable.other(entry, InnerFlowTable.IPV6_SHIFT);
        if (InnerFlowTable.isFlow(other, key0, key1, generation) && InnerFlowTable.areAddresses(other, at + 8)) {
            entry = other;
        } else if (!InnerFlowTable.isFlow(entry, key0, key1, generation)
            || !InnerFlowTable.areAddresses(entry, at + 8)) {
            entry = InnerFlowTable.place(entry, InnerFlowTable.IPV6_SHIFT, generation);
            resolve(entry, key0, key1, sa, at, PlainPacket.ipv6Length(word0), Ethernet.TYPE_IPV6, generation);
            InnerFlowTable.putAddresses(entry, at + 8);
        }
        return Raw.getInt(entry + InnerFlowTable.PORT) == NOWHERE ? 0 : entry;
    }
}
