package dev.narrows.worker;

import dev.narrows.wire.Ethernet;
import dev.narrows.wire.Ipv4;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Splits packets as a router would.
 */
final class TestFragments {
    private TestFragments() {
    }

    /**
     * Splits a frame's IPv4 packet in two.
     *
     * @param frame without IPv4 options.
     * @param at    how many bytes of the payload go into the first, a multiple of 8.
     * @return two frames.
     */
    static List<byte[]> split(byte[] frame, int at) {
        return List.of(part(frame, 0, at, true), part(frame, at, frame.length, false));
    }

    private static byte[] part(byte[] frame, int from, int to, boolean hasMore) {
        int headers = Ethernet.HEADER_LENGTH + Ipv4.MIN_HEADER_LENGTH;
        int length = Math.min(to, frame.length - headers) - from;
        byte[] part = new byte[headers + length];
        System.arraycopy(frame, 0, part, 0, headers);
        System.arraycopy(frame, headers + from, part, headers, length);
        new Ipv4().wrap(new UnsafeBuffer(part), Ethernet.HEADER_LENGTH)
            .totalLength(Ipv4.MIN_HEADER_LENGTH + length).fragment(false, hasMore, from).computeChecksum();
        return part;
    }
}
