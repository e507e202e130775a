package dev.narrows.fastpath;

import dev.narrows.crypto.GcmCalls;
import dev.narrows.packet.PacketLayout;
import dev.narrows.packet.Raw;
import dev.narrows.sa.SaState;
import dev.narrows.wire.IpProtocol;

/**
 * Reads what the packets of a burst will need of their SAs before the first of them needs it: with many SAs in use that
 * is not in the cache, and what one packet would wait for after the other, all wait for at once here. The addresses of
 * the SAs go by way of {@link WorkArea#SA}, which the passes write anew. A guess: what is not found is not read.
 */
@SuppressWarnings("OperatorPrecedence")
final class Prefetch {
    /** It pays from one SA on to so many flows that there is room for, as a power of two; fewer stay in the cache. */
    private static final int FLOWS_BITS = 6;

    private static final long LINE = 64;
    private static final int ESP_OVER_IPV4 = PlainPacket.LINK + 20;
    private static final int ESP_OVER_IPV6 = PlainPacket.LINK + 40;
    private static final int UDP_HEADER = 8;
    /** To the end of an SPI, wherever it stands. */
    private static final int LEAST = ESP_OVER_IPV6 + UDP_HEADER + Integer.BYTES;

    private final GcmCalls calls;
    private final SpiTable spis;
    private final int worthwhile;
    /** What was read is written here, or the compiler would leave out reading what is of no consequence. */
    @SuppressWarnings("UnusedVariable")
    private long sum;

    /**
     * Reads ahead for one worker.
     *
     * @param calls    reads expanded keys.
     * @param spis     the inbound SAs.
     * @param flowBits there is room for two to this power of flows.
     */
    Prefetch(GcmCalls calls, SpiTable spis, int flowBits) {
        this.calls = calls;
        this.spis = spis;
        worthwhile = 1 << flowBits - FLOWS_BITS;
    }

    /** {@return whether it pays with so many SAs in use} */
    boolean isWorthwhile(int sas) {
        return sas >= worthwhile;
    }

    /**
     * Reads ahead for cleartext that is parsed.
     *
     * @param from       the first packet's work area.
     * @param end        behind the last one's.
     * @param generation the present one.
     */
    void clear(long from, long end, long generation) {
        for (long w = from; w < end; w += WorkArea.STRIDE) {
            long entry = Raw.getLong(w + WorkArea.ENTRY);
            boolean isKnown = entry != 0 && FlowTable.isFlow(
                entry, Raw.getLong(w + WorkArea.KEY_0), Raw.getLong(w + WorkArea.KEY_1), generation);
            Raw.putLong(w + WorkArea.SA, isKnown ? Raw.getLong(entry + FlowTable.SA) : 0);
        }
        read(from, end, OutboundRecord.KEY);
    }

    /**
     * Reads ahead for what came from outside and is not parsed.
     *
     * @param handles    address of the packets' handles.
     * @param from       the first packet's work area.
     * @param end        behind the last one's.
     * @param generation the present one.
     */
    void esp(long handles, long from, long end, long generation) {
        long next = handles;
        for (long w = from; w < end; w += WorkArea.STRIDE) {
            long handle = Raw.getLong(next);
            next += Long.BYTES;
            long length = Raw.getShort(handle + PacketLayout.DATA_LENGTH_OFFSET);
            long frame = Raw.getLong(handle) + Raw.getShort(handle + PacketLayout.DATA_OFFSET_OFFSET);
            Raw.putLong(w + WorkArea.LENGTH, length);
            Raw.putLong(w + WorkArea.SA, length < LEAST ? 0 : spis.find(spi(frame), generation));
        }
        read(from, end, InboundRecord.KEY);
    }

    private static int spi(long frame) {
        boolean isIpv6 = Raw.getByte(frame + PlainPacket.LINK) >>> 4 == 6;
        int protocol = Raw.getByte(frame + PlainPacket.LINK + (isIpv6 ? 6 : 9));
        return Raw.getInt(
            frame + (isIpv6 ? ESP_OVER_IPV6 : ESP_OVER_IPV4) + (protocol == IpProtocol.UDP ? UDP_HEADER : 0));
    }

    private void read(long from, long end, int key) {
        long read = 0;
        for (long w = from; w < end; w += WorkArea.STRIDE) {
            long sa = Raw.getLong(w + WorkArea.SA);
            if (sa != 0) {
                read += Raw.getLong(sa) + Raw.getLong(sa + SaState.PREPARED)
                    + Raw.getLong(sa + SaState.PREPARED + LINE);
            }
        }
        sum += read;
        for (long w = from; w < end; w += WorkArea.STRIDE) {
            long sa = Raw.getLong(w + WorkArea.SA);
            if (sa != 0 && Raw.getLong(sa + key) != 0) {
                calls.prefetch(Raw.getLong(sa + key), Raw.getLong(w + WorkArea.LENGTH));
            }
        }
    }
}
