package dev.narrows.fastpath;

import dev.narrows.packet.PacketLayout;
import dev.narrows.packet.Raw;
import dev.narrows.sa.SaState;
import dev.narrows.sa.SequenceSpace;
import dev.narrows.wire.IpProtocol;

/**
 * The first pass over what comes from outside: sees which packets are ESP of a known SA, from its peer (RFC 4301 4.1),
 * whole, and with a number that is neither stale nor seen (RFC 4303 3.4.3, which is asked again when the packet has
 * authenticated); writes their nonces. Ends before the first that is anything else.
 */
@SuppressWarnings("OperatorPrecedence")
final class EspParsePass {
    private static final int ESP_HEADER = 8;
    private static final int UDP_HEADER = 8;
    private static final int IPV4_HEADER = 20;
    private static final int IPV6_HEADER = 40;
    /** An Ethernet and an IPv4 header, UDP, an ESP header: what is read without a further test. */
    private static final int LEAST = PlainPacket.LINK + IPV4_HEADER + UDP_HEADER + ESP_HEADER;
    private static final int LEAST_IPV6 = PlainPacket.LINK + IPV6_HEADER + UDP_HEADER + ESP_HEADER;
    private static final int LEAST_INNER = 20;

    private final SlowPath slowPath;
    private final SaPreparation preparation;
    private final SpiTable spis;
    private int lastSpi;
    private long lastSa;

    /**
     * A pass.
     *
     * @param slowPath    knows the SA of an SPI that is not there.
     * @param preparation prepares it.
     * @param spis        the SAs.
     */
    EspParsePass(SlowPath slowPath, SaPreparation preparation, SpiTable spis) {
        this.slowPath = slowPath;
        this.preparation = preparation;
        this.spis = spis;
    }

    /** Forgets the SA that it saw last. */
    void forget() {
        lastSa = 0;
    }

    /**
     * Parses packets.
     *
     * @param handles    address of the packets' handles.
     * @param from       the first packet's work area.
     * @param end        behind the last one's.
     * @param port       number of the port of arrival.
     * @param macTest    its hardware address, see {@link PlainPacket#macTest}.
     * @param generation the present one.
     * @return the work area of the first packet that is not plain ESP, or the end.
     */
    long run(long handles, long from, long end, int port, long macTest, long generation) {
        long next = handles;
        for (long w = from; w < end; w += WorkArea.STRIDE) {
            long handle = Raw.getLong(next);
            next += Long.BYTES;
            Raw.putLong(w + WorkArea.HANDLE, handle);
            if (PlainPacket.descriptor(handle, LEAST, 0, 0) != 0) {
                return w;
            }
            int offset = Raw.getShort(handle + PacketLayout.DATA_OFFSET_OFFSET) + PlainPacket.LINK;
            int available = Raw.getShort(handle + PacketLayout.DATA_LENGTH_OFFSET) - PlainPacket.LINK;
            long at = Raw.getLong(handle) + offset;
            boolean isPlain;
            if ((PlainPacket.ipv4Frame(at - PlainPacket.LINK, macTest) | PlainPacket.ipv4(at, available, 0)) == 0) {
                isPlain = parseIpv4(w, at, offset, port, generation);
            } else {
                isPlain = available + PlainPacket.LINK >= LEAST_IPV6
                    && (PlainPacket.ipv6Frame(at - PlainPacket.LINK, macTest) | PlainPacket.ipv6(at, available, 0)) == 0
                    && parseIpv6(w, at, offset, port, generation);
            }
            if (!isPlain) {
                return w;
            }
        }
        return end;
    }

    private boolean parseIpv4(long w, long at, int offset, int port, long generation) {
        int protocol = Raw.getByte(at + 9);
        int total = PlainPacket.ipv4Length(Raw.getLong(at));
        int headers = protocol == IpProtocol.UDP ? IPV4_HEADER + UDP_HEADER : IPV4_HEADER;
        if (protocol != IpProtocol.ESP && protocol != IpProtocol.UDP || total < headers + ESP_HEADER) {
            return false;
        }
        long sa = find(Raw.getInt(at + headers), generation);
        if (sa == 0 || Raw.getLong(at + 12) != Raw.getLong(sa + InboundRecord.PEER)
            || Raw.getInt(sa + InboundRecord.PORT) != port) {
            return false;
        }
        int shape = Raw.getInt(sa + InboundRecord.SHAPE);
        boolean isUdp = (shape & OutboundRecord.UDP) != 0;
        if ((shape & OutboundRecord.OUTER_IPV6) != 0 || isUdp != (protocol == IpProtocol.UDP)
            || isUdp && !isOurUdp(at + IPV4_HEADER, sa, total - IPV4_HEADER)) {
            return false;
        }
        Raw.putLong(w + WorkArea.LENGTH, Raw.getByte(at + 1));
        return parseEsp(w, at + headers, offset + headers, total - headers, sa, shape);
    }

    /** From the peer's port to ours, and its length is all that there is. */
    private static boolean isOurUdp(long udp, long sa, int length) {
        return Raw.getInt(udp) == Raw.getInt(sa + InboundRecord.UDP_PORTS)
            && Raw.getShort(udp + 4) == Integer.reverseBytes(length) >>> Short.SIZE;
    }

    private boolean parseIpv6(long w, long at, int offset, int port, long generation) {
        int total = PlainPacket.ipv6Length(Raw.getLong(at));
        if (Raw.getByte(at + 6) != IpProtocol.ESP || total < IPV6_HEADER + ESP_HEADER) {
            return false;
        }
        long sa = find(Raw.getInt(at + IPV6_HEADER), generation);
        if (sa == 0 || Raw.getInt(sa + InboundRecord.PORT) != port) {
            return false;
        }
        int shape = Raw.getInt(sa + InboundRecord.SHAPE);
        long difference = 0;
        for (int i = 0; i < 32; i += Long.BYTES) {
            difference |= Raw.getLong(sa + InboundRecord.ADDRESSES + i) ^ Raw.getLong(at + 8 + i);
        }
        if ((shape & OutboundRecord.OUTER_IPV6) == 0 || (shape & OutboundRecord.UDP) != 0 || difference != 0) {
            return false;
        }
        long word0 = Raw.getLong(at);
        Raw.putLong(w + WorkArea.LENGTH, (word0 & 0x0F) << 4 | word0 >>> 12 & 0x0F);
        return parseEsp(w, at + IPV6_HEADER, offset + IPV6_HEADER, total - IPV6_HEADER, sa, shape);
    }

    private boolean parseEsp(long w, long esp, int offset, int length, long sa, int shape) {
        int ivLength = Raw.getInt(sa + InboundRecord.IV);
        int protectedLength = length - ESP_HEADER - ivLength - Raw.getInt(sa + InboundRecord.ICV);
        if (protectedLength < LEAST_INNER || (protectedLength & Raw.getInt(sa + InboundRecord.ALIGNMENT)) != 0) {
            return false;
        }
        long carried = Integer.reverseBytes(Raw.getInt(esp + 4)) & 0xFFFF_FFFFL;
        long highest = Raw.getLong(sa + SaState.SEQUENCE);
        int window = Raw.getInt(sa + InboundRecord.WINDOW);
        long sequence = carried;
        if ((shape & OutboundRecord.EXTENDED) != 0) {
            long edge = highest - window + 1;
            sequence = edge + (carried - edge & 0xFFFF_FFFFL);
            Raw.putInt(w + WorkArea.ESN_AAD, Raw.getInt(esp));
            Raw.putLong(w + WorkArea.ESN_AAD + 4, Long.reverseBytes(sequence));
        }
        if (isStale(sequence, highest, window) || isSeen(sa, sequence, highest)) {
            return false;
        }
        int headers = ESP_HEADER + ivLength;
        Raw.putInt(w + WorkArea.NONCE, Raw.getInt(sa + InboundRecord.SALT));
        Raw.putLong(w + WorkArea.NONCE_IV,
            ivLength == Long.BYTES ? Raw.getLong(esp + ESP_HEADER) : Long.reverseBytes(sequence));
        Raw.putLong(w + WorkArea.AAD, (shape & OutboundRecord.EXTENDED) != 0 ? w + WorkArea.ESN_AAD : esp);
        Raw.putLong(w + WorkArea.AT, esp + headers);
        Raw.putLong(w + WorkArea.OFFSET, offset + headers);
        Raw.putLong(w + WorkArea.SA, sa);
        Raw.putLong(w + WorkArea.SEQUENCE, sequence);
        Raw.putLong(w + WorkArea.PROTECTED, protectedLength);
        return true;
    }

    static boolean isStale(long sequence, long highest, int window) {
        return sequence <= 0 || sequence + window <= highest || sequence > SequenceSpace.EXTENDED.last();
    }

    static boolean isSeen(long sa, long sequence, long highest) {
        return sequence <= highest && (Raw.getLong(word(sa, sequence)) & 1L << sequence) != 0;
    }

    /** {@return the address of the word of the window that has a number's bit} */
    static long word(long sa, long sequence) {
        return sa + SaState.BITMAP + ((sequence >>> 6 & Raw.getInt(sa + InboundRecord.MASK)) << 3);
    }

    private long find(int spi, long generation) {
        if (spi != lastSpi || lastSa == 0) {
            lastSa = spis.find(spi, generation);
            if (lastSa == 0) {
                lastSa = resolve(spi, generation);
            }
            lastSpi = spi;
        }
        return lastSa;
    }

    private long resolve(int spi, long generation) {
        long sa = slowPath.resolveInbound(Integer.reverseBytes(spi), preparation, generation);
        if (sa != 0) {
            spis.put(spi, sa, generation);
        }
        return sa;
    }
}
