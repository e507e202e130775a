package dev.narrows.fastpath;

import dev.narrows.packet.PacketLayout;
import dev.narrows.packet.Raw;
import dev.narrows.pmtu.SentLedger;
import dev.narrows.sa.OutboundSa;
import dev.narrows.sa.SaState;
import dev.narrows.wire.IpProtocol;

/**
 * The second pass over cleartext: everything of a sealed packet but its encryption. Of each packet the flow's SA is
 * taken, a sequence number (RFC 4303 3.3.3) and its time to live; it is written to the ledger; trailer, outer headers,
 * ESP header, IV and nonce are written in as few and as wide stores as there can be (RFC 4303 2, RFC 4301 5.1.2), and
 * the packet's bounds.
 *
 * <p>Ends before the first packet that is not plain, or that the lease, the lifetime or the path's MTU may have no room
 * for: the stages see to it.
 */
@SuppressWarnings("OperatorPrecedence")
final class PreparePass {
    private static final int IPV4_IN_ESP = IpProtocol.IPIP;
    private static final int IPV6_IN_ESP = IpProtocol.IPV6;
    /** IPv4, ESP and an IV of eight bytes. */
    private static final int HEADERS = 20 + 8 + 8;
    private static final int ICV = 16;
    private static final long DF = 0x40;
    private static final int DF_SHIFT = 48;
    /** Eight bytes a trailer, by the length of its padding, for padding to four bytes. */
    private static final int TRAILERS = 4;

    private final FlowTable flows;
    private final SlowPath slowPath;
    private final SaPreparation preparation;
    private final SaRegistry<OutboundSa> sas;
    private final SentLedger ledger;
    private final int mtuFloor;
    private final NativeTable trailers = new NativeTable(2L * TRAILERS * Long.BYTES);

    /**
     * A pass.
     *
     * @param flows       the flows.
     * @param slowPath    knows what becomes of a flow that is not there.
     * @param preparation prepares its SA.
     * @param sas         the SAs.
     * @param ledger      of sent packets.
     * @param mtuFloor    bytes of an outer packet up to which it is not written there.
     */
    PreparePass(FlowTable flows, SlowPath slowPath, SaPreparation preparation, SaRegistry<OutboundSa> sas,
        SentLedger ledger, int mtuFloor) {
        this.flows = flows;
        this.slowPath = slowPath;
        this.preparation = preparation;
        this.sas = sas;
        this.ledger = ledger;
        this.mtuFloor = mtuFloor;
        for (int pad = 0; pad < TRAILERS; pad++) {
            Raw.putLong(trailer(pad, IPV4_IN_ESP), trailerWord(pad, IPV4_IN_ESP));
            Raw.putLong(trailer(pad, IPV6_IN_ESP), trailerWord(pad, IPV6_IN_ESP));
        }
    }

    /**
     * {@return padding of 1, 2, 3, its length and the next header (RFC 4303 2.4 to 2.6), in a word as it stands in
     * memory}
     */
    static long trailerWord(int pad, int nextHeader) {
        long word = (long)pad << Byte.SIZE * pad | (long)nextHeader << Byte.SIZE * (pad + 1);
        for (int i = 0; i < pad; i++) {
            word |= (long)(i + 1) << Byte.SIZE * i;
        }
        return word;
    }

    private long trailer(int pad, int nextHeader) {
        return trailers.address() + (long)(pad + (nextHeader == IPV6_IN_ESP ? TRAILERS : 0)) * Long.BYTES;
    }

    /**
     * Prepares packets.
     *
     * @param from       the first one's work area.
     * @param end        behind the last one's.
     * @param generation the present one.
     * @return the work area of the first packet that is not prepared, or the end.
     */
    long run(long from, long end, long generation) {
        long ipv4Trailers = trailers.address();
        int floor = mtuFloor;
        for (long w = from; w < end; w += WorkArea.STRIDE) {
            long entry = Raw.getLong(w + WorkArea.ENTRY);
            if (entry == 0) {
                return w;
            }
            long key0 = Raw.getLong(w + WorkArea.KEY_0);
            long key1 = Raw.getLong(w + WorkArea.KEY_1);
            if (!FlowTable.isFlow(entry, key0, key1, generation)) {
                entry = find(w, entry, key0, key1, generation);
            }
            long sa = Raw.getLong(entry + FlowTable.SA);
            if (sa == 0) {
                return w;
            }
            int total = (int)Raw.getLong(w + WorkArea.LENGTH);
            long sequence = Raw.getLong(sa + SaState.SEQUENCE) + 1;
            if ((Raw.getInt(sa + OutboundRecord.LARGEST) - total | Raw.getLong(sa + SaState.STOP_AT) - sequence) < 0
                && !mayGoOn(sa, total, sequence)) {
                return w;
            }
            if ((Raw.getInt(sa + OutboundRecord.SHAPE) | (int)key1 & ClearParsePass.FAMILY_MASK ^ 4) != 0) {
                prepareOther(w, entry, sa, sequence, total, (int)key1 & ClearParsePass.FAMILY_MASK);
                continue;
            }
            long at = Raw.getLong(w + WorkArea.AT);
            int length = total + 5 & ~3;
            Raw.putLong(sa + SaState.SEQUENCE, sequence);
            charge(sa, total, length);
            long word0 = Raw.getLong(at);
            int outerLength = length + HEADERS + ICV;
            long masks = Raw.getInt(sa + OutboundRecord.DF_AND);
            long df = word0 >>> DF_SHIFT & masks & DF | masks >>> Byte.SIZE & DF;
            if (df != 0 && outerLength > floor) {
                remember(sa, sequence, outerLength, at, total);
            }
            // Encryption is in place: what goes to the ledger is the packet as it came.
            long trafficClass = word0 >>> Byte.SIZE & masks >>> 16 & 0xFF | masks >>> 24 & 0xFF;
            PlainPacket.decrementIpv4Ttl(at);
            Raw.putLong(at + total, Raw.getLong(ipv4Trailers + (length - total - 2) * (long)Long.BYTES));
            long iv = Long.reverseBytes(sequence);
            long swapped = Integer.reverseBytes(outerLength) >>> 16 & 0xFFFFL;
            long word2 = df != 0 ? df << DF_SHIFT : identification(sa) << 32;
            Raw.putLong(at - HEADERS - 14, Raw.getLong(sa + OutboundRecord.ETHERNET_0));
            Raw.putLong(at - HEADERS - 8, Raw.getLong(sa + OutboundRecord.ETHERNET_1));
            Raw.putLong(at - HEADERS, 0x45L | trafficClass << Byte.SIZE | swapped << 16 | word2);
            Raw.putLong(at - HEADERS + 8, Raw.getLong(sa + OutboundRecord.IP_1)
                | checksum(sa, trafficClass << Byte.SIZE, swapped, word2) << 16);
            Raw.putLong(at - HEADERS + 16, Raw.getLong(sa + OutboundRecord.IP_2));
            Raw.putInt(at - 12, (int)(iv >>> Integer.SIZE));
            Raw.putLong(at - 8, iv);
            Raw.putInt(w + WorkArea.NONCE, Raw.getInt(sa + OutboundRecord.SALT));
            Raw.putLong(w + WorkArea.NONCE_IV, iv);
            Raw.putLong(w + WorkArea.AAD, at - 16);
            bound(w, HEADERS, outerLength);
            Raw.putLong(w + WorkArea.SA, sa);
            Raw.putLong(w + WorkArea.PROTECTED, length);
        }
        return end;
    }

    private static void charge(long sa, int total, int length) {
        Raw.putLong(sa + SaState.PACKETS, Raw.getLong(sa + SaState.PACKETS) + 1);
        Raw.putLong(sa + SaState.BYTES, Raw.getLong(sa + SaState.BYTES) + total);
        Raw.putLong(sa + SaState.PACKETS_CHARGED, Raw.getLong(sa + SaState.PACKETS_CHARGED) + 1);
        Raw.putLong(sa + SaState.BYTES_CHARGED, Raw.getLong(sa + SaState.BYTES_CHARGED) + length);
    }

    /** Of the outer header, in the order of memory: one's complement sums do not mind (RFC 1071 2). */
    private static long checksum(long sa, long trafficClass, long swappedLength, long word2) {
        long sum = Raw.getInt(sa + OutboundRecord.SUM) + trafficClass + swappedLength + (word2 >>> DF_SHIFT)
            + (word2 >>> 32 & 0xFFFF);
        sum = (sum & 0xFFFF) + (sum >>> 16);
        return ~(sum + (sum >>> 16)) & 0xFFFF;
    }

    /** The packet's start, and both of its lengths at once: they stand side by side. */
    private static void bound(long w, int headers, int outerLength) {
        long handle = Raw.getLong(w + WorkArea.HANDLE);
        Raw.putShort(handle + PacketLayout.DATA_OFFSET_OFFSET, (int)Raw.getLong(w + WorkArea.OFFSET) - headers);
        int length = outerLength + PlainPacket.LINK;
        Raw.putInt(handle + PacketLayout.PACKET_LENGTH_OFFSET, length);
        Raw.putShort(handle + PacketLayout.DATA_LENGTH_OFFSET, length);
    }

    private long identification(long sa) {
        int next = sas.get(Raw.getInt(sa + OutboundRecord.INDEX)).tunnel().path().nextIdentification();
        return Short.reverseBytes((short)next) & 0xFFFFL;
    }

    private void remember(long sa, long sequence, int outerLength, long at, int total) {
        ledger.record(Integer.reverseBytes(Raw.getInt(sa + OutboundRecord.SPI)),
            Raw.getInt(sa + OutboundRecord.PEER_HASH), Raw.getInt(sa + OutboundRecord.PATH), sequence, outerLength, at,
            total);
        long count = Raw.getLong(sa + OutboundRecord.LARGE_PACKETS);
        Raw.putLong(count, Raw.getLong(count) + 1);
    }

    /** The number where to look may be out of date; then it may only be too low. */
    private boolean mayGoOn(long sa, int total, long sequence) {
        OutboundSa owner = sas.get(Raw.getInt(sa + OutboundRecord.INDEX));
        return total <= Raw.getInt(sa + OutboundRecord.LARGEST) && sequence <= owner.refreshStop();
    }

    /** Looks in the other places, and asks where it is in none. */
    private long find(long w, long first, long key0, long key1, long generation) {
        boolean isIpv6 = ((int)key1 & ClearParsePass.FAMILY_MASK) == ClearParsePass.IPV6;
        long found = isIpv6 ? FlowTable.findIpv6Elsewhere(first, key0, key1, generation)
            : FlowTable.findElsewhere(first, key0, key1, generation);
        if (found != 0) {
            return found;
        }
        long entry = isIpv6 ? FlowTable.placeIpv6(first, generation) : FlowTable.place(first, generation);
        long sa = slowPath.resolve(Raw.getLong(w + WorkArea.HANDLE), preparation, generation);
        FlowTable.put(entry, key0, key1, generation, sa);
        if (isIpv6) {
            long at = Raw.getLong(w + WorkArea.AT);
            for (int i = 0; i < 32; i += Long.BYTES) {
                Raw.putLong(entry + FlowTable.ADDRESSES + i, Raw.getLong(at + 8 + i));
            }
        }
        if (sa != 0) {
            flows.label(entry, slowPath.flowLabel());
        }
        return entry;
    }

    /** Every other shape: the same steps, by the lengths in the record. */
    private void prepareOther(long w, long entry, long sa, long sequence, int total, int family) {
        int shape = Raw.getInt(sa + OutboundRecord.SHAPE);
        long at = Raw.getLong(w + WorkArea.AT);
        int alignment = Raw.getInt(sa + OutboundRecord.ALIGNMENT);
        int ivLength = Raw.getInt(sa + OutboundRecord.IV);
        int length = total + 2 + alignment & ~alignment;
        int headers = Raw.getInt(sa + OutboundRecord.HEADERS) + 8 + ivLength;
        int outerLength = length + headers + Raw.getInt(sa + OutboundRecord.ICV);
        boolean isIpv6 = family == ClearParsePass.IPV6;
        long word0 = Raw.getLong(at);
        long masks = Raw.getInt(sa + OutboundRecord.DF_AND);
        long innerDf = isIpv6 ? DF : word0 >>> DF_SHIFT & DF;
        long df = innerDf & masks | masks >>> Byte.SIZE & DF;
        long innerClass = isIpv6 ? (word0 & 0x0F) << 4 | word0 >>> 12 & 0x0F : word0 >>> Byte.SIZE & 0xFF;
        long trafficClass = innerClass & masks >>> 16 & 0xFF | masks >>> 24 & 0xFF;
        Raw.putLong(sa + SaState.SEQUENCE, sequence);
        charge(sa, total, length);
        if (df != 0 && outerLength > mtuFloor) {
            remember(sa, sequence, outerLength, at, total);
        }
        if (isIpv6) {
            PlainPacket.decrementIpv6HopLimit(at);
        } else {
            PlainPacket.decrementIpv4Ttl(at);
        }
        pad(at + total, length - total - 2, isIpv6 ? IPV6_IN_ESP : IPV4_IN_ESP);
        long start = at - headers;
        if ((shape & OutboundRecord.OUTER_IPV6) != 0) {
            outerIpv6(start, sa, trafficClass, outerLength, flows.label(entry));
        } else {
            outerIpv4(start, sa, trafficClass, outerLength, df != 0 ? df << DF_SHIFT : identification(sa) << 32, shape);
        }
        Raw.putLong(start - 14, Raw.getLong(sa + OutboundRecord.ETHERNET_0));
        Raw.putLong(start - 8, Raw.getLong(sa + OutboundRecord.ETHERNET_1));
        long esp = at - 8 - ivLength;
        long iv = Long.reverseBytes(sequence);
        Raw.putInt(esp, Raw.getInt(sa + OutboundRecord.SPI));
        Raw.putInt(esp + 4, (int)(iv >>> Integer.SIZE));
        if (ivLength == Long.BYTES) {
            Raw.putLong(at - 8, iv);
        }
        Raw.putInt(w + WorkArea.NONCE, Raw.getInt(sa + OutboundRecord.SALT));
        Raw.putLong(w + WorkArea.NONCE_IV, iv);
        Raw.putLong(w + WorkArea.AAD, esp);
        if ((shape & OutboundRecord.EXTENDED) != 0) {
            Raw.putInt(w + WorkArea.ESN_AAD, Raw.getInt(sa + OutboundRecord.SPI));
            Raw.putLong(w + WorkArea.ESN_AAD + 4, iv);
            Raw.putLong(w + WorkArea.AAD, w + WorkArea.ESN_AAD);
        }
        bound(w, headers, outerLength);
        Raw.putLong(w + WorkArea.SA, sa);
        Raw.putLong(w + WorkArea.SEQUENCE, sequence);
        Raw.putLong(w + WorkArea.PROTECTED, length);
    }

    private static void pad(long end, int pad, int nextHeader) {
        for (int i = 0; i < pad; i++) {
            Raw.putByte(end + i, i + 1);
        }
        Raw.putShort(end + pad, pad | nextHeader << Byte.SIZE);
    }

    private static void outerIpv4(long start, long sa, long trafficClass, int outerLength, long word2, int shape) {
        long swapped = Integer.reverseBytes(outerLength) >>> 16 & 0xFFFFL;
        Raw.putLong(start, 0x45L | trafficClass << Byte.SIZE | swapped << 16 | word2);
        Raw.putLong(start + 8, Raw.getLong(sa + OutboundRecord.IP_1)
            | checksum(sa, trafficClass << Byte.SIZE, swapped, word2) << 16);
        Raw.putInt(start + 16, (int)Raw.getLong(sa + OutboundRecord.IP_2));
        if ((shape & OutboundRecord.UDP) != 0) {
            // Without a checksum, which ESP's own makes superfluous (RFC 3948 2.1).
            Raw.putInt(start + 20, Raw.getInt(sa + OutboundRecord.UDP_PORTS));
            Raw.putInt(start + 24, Integer.reverseBytes(outerLength - 20) >>> 16);
        }
    }

    private static void outerIpv6(long start, long sa, long trafficClass, int outerLength, int label) {
        int first = 6 << 28 | (int)trafficClass << 20 | label;
        int second = outerLength - 40 << 16 | IpProtocol.ESP << Byte.SIZE | 64;
        Raw.putInt(start, Integer.reverseBytes(first));
        Raw.putInt(start + 4, Integer.reverseBytes(second));
        for (int i = 0; i < 32; i += Long.BYTES) {
            Raw.putLong(start + 8 + i, Raw.getLong(sa + OutboundRecord.ADDRESSES + i));
        }
    }
}
