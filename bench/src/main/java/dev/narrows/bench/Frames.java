package dev.narrows.bench;

import dev.narrows.wire.Ethernet;
import dev.narrows.wire.IpProtocol;
import dev.narrows.wire.Ipv4;
import dev.narrows.wire.Udp;
import java.util.ArrayList;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Builds the frames of a measurement: UDP over IPv4 with DF, from hosts of one prefix to hosts of another.
 */
final class Frames {
    private static final long SOURCE_MAC = 0x02_00_00_00_00_AAL;
    private static final int HOSTS = 200;
    private static final int FIRST_HOST = 2;
    private static final int TTL = 64;
    private static final int SOURCE_PORT = 5000;

    private Frames() {
    }

    /**
     * Builds frames.
     *
     * @param sizes          of the IPv4 packets, in bytes, from 28.
     * @param destinationMac where they are sent to.
     * @param sourceNet      a /24 whose hosts send.
     * @param destinationNet a /24 whose hosts they are for.
     * @return a frame for each size.
     */
    static List<byte[]> build(List<Integer> sizes, long destinationMac, int sourceNet, int destinationNet) {
        List<byte[]> frames = new ArrayList<>();
        for (int i = 0; i < sizes.size(); i++) {
            int host = FIRST_HOST + i % HOSTS;
            frames.add(build(sizes.get(i), destinationMac, sourceNet + host, destinationNet + host, i));
        }
        return frames;
    }

    private static byte[] build(int size, long destinationMac, int source, int destination, int index) {
        byte[] frame = new byte[Ethernet.HEADER_LENGTH + size];
        UnsafeBuffer buffer = new UnsafeBuffer(frame);
        new Ethernet().wrap(buffer, 0).destination(destinationMac).source(SOURCE_MAC).type(Ethernet.TYPE_IPV4);
        Ipv4 ipv4 = new Ipv4().wrap(buffer, Ethernet.HEADER_LENGTH);
        ipv4.headerLength(Ipv4.MIN_HEADER_LENGTH).totalLength(size).identification(index & 0xFFFF)
            .fragment(true, false, 0).ttl(TTL).protocol(IpProtocol.UDP).source(source).destination(destination)
            .computeChecksum();
        Udp udp = new Udp().wrap(buffer, Ethernet.HEADER_LENGTH + Ipv4.MIN_HEADER_LENGTH);
        udp.sourcePort(SOURCE_PORT).destinationPort(SOURCE_PORT + index % HOSTS)
            .length(size - Ipv4.MIN_HEADER_LENGTH);
        return frame;
    }
}
