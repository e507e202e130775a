package dev.narrows.bench.traffic;

import dev.narrows.wire.Ethernet;
import dev.narrows.wire.IpProtocol;
import dev.narrows.wire.Ipv4;
import dev.narrows.wire.Udp;
import java.util.ArrayList;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Builds the frames of a measurement: UDP over IPv4 with DF, without a UDP checksum.
 */
public final class Frames {
    private static final long SOURCE_MAC = 0x02_00_00_00_00_AAL;
    private static final int TTL = 64;

    private Frames() {
    }

    /**
     * Builds frames from A's side to D's.
     *
     * @param sizes          of the IPv4 packets, in bytes, from 28.
     * @param destinationMac where they are sent to.
     * @param flows          what they belong to.
     * @return a frame for each size.
     */
    public static List<byte[]> outbound(List<Integer> sizes, long destinationMac, Flows flows) {
        int[] drawn = flows.draw(sizes.size());
        List<byte[]> frames = new ArrayList<>();
        for (int i = 0; i < drawn.length; i++) {
            int flow = drawn[i];
            byte[] frame = frame(sizes.get(i), destinationMac, flows.source(flow), flows.destination(flow), i);
            ports(frame, flows.sourcePort(flow), flows.destinationPort(flow));
            frames.add(frame);
        }
        return frames;
    }

    /**
     * Builds frames from D's side to A's, of the usual flows.
     *
     * @param sizes          of the IPv4 packets, in bytes, from 28.
     * @param destinationMac where they are sent to.
     * @return a frame for each size.
     */
    public static List<byte[]> inbound(List<Integer> sizes, long destinationMac) {
        return inbound(sizes, destinationMac, Flows.USUAL);
    }

    /**
     * Builds frames from D's side to A's.
     *
     * @param sizes          of the IPv4 packets, in bytes, from 28.
     * @param destinationMac where they are sent to.
     * @param flows          what they belong to.
     * @return a frame for each size.
     */
    static List<byte[]> inbound(List<Integer> sizes, long destinationMac, Flows flows) {
        int[] drawn = flows.draw(sizes.size());
        List<byte[]> frames = new ArrayList<>();
        for (int i = 0; i < drawn.length; i++) {
            int flow = drawn[i];
            byte[] frame = frame(sizes.get(i), destinationMac, flows.destination(flow), flows.source(flow), i);
            ports(frame, flows.destinationPort(flow), flows.sourcePort(flow));
            frames.add(frame);
        }
        return frames;
    }

    private static byte[] frame(int size, long destinationMac, int from, int to, int index) {
        byte[] frame = new byte[Ethernet.HEADER_LENGTH + size];
        UnsafeBuffer buffer = new UnsafeBuffer(frame);
        ethernet(buffer, destinationMac);
        new Ipv4().wrap(buffer, Ethernet.HEADER_LENGTH).headerLength(Ipv4.MIN_HEADER_LENGTH).totalLength(size)
            .identification(index & 0xFFFF).fragment(true, false, 0).ttl(TTL).protocol(IpProtocol.UDP).source(from)
            .destination(to).computeChecksum();
        new Udp().wrap(buffer, Ethernet.HEADER_LENGTH + Ipv4.MIN_HEADER_LENGTH).length(size - Ipv4.MIN_HEADER_LENGTH);
        return frame;
    }

    private static void ports(byte[] frame, int from, int to) {
        new Udp().wrap(new UnsafeBuffer(frame), Ethernet.HEADER_LENGTH + Ipv4.MIN_HEADER_LENGTH).sourcePort(from)
            .destinationPort(to);
    }

    /**
     * Writes the header of a frame with IPv4 to a gateway.
     *
     * @param buffer         receives it at its start.
     * @param destinationMac where the frame is sent to.
     */
    static void ethernet(UnsafeBuffer buffer, long destinationMac) {
        new Ethernet().wrap(buffer, 0).destination(destinationMac).source(SOURCE_MAC).type(Ethernet.TYPE_IPV4);
    }
}
