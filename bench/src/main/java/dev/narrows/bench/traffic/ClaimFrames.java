package dev.narrows.bench.traffic;

import dev.narrows.wire.Esp;
import dev.narrows.wire.Ethernet;
import dev.narrows.wire.Icmpv4;
import dev.narrows.wire.IpProtocol;
import dev.narrows.wire.Ipv4;
import dev.narrows.wire.Ipv4Address;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * ICMP "fragmentation needed" from routers that there are not, each about ESP of ours with the right addresses and
 * SPI and
 * a sequence number drawn at random: what somebody sends who wants to be believed.
 */
public final class ClaimFrames {
    private static final int ROUTERS = Ipv4Address.parse("198.51.100.0");
    private static final int ROUTER_COUNT = 250;
    private static final int CLAIMED_MTU = 1300;
    private static final int QUOTED_LENGTH = 1456;
    private static final int TTL = 60;
    private static final int ICMP_LENGTH = Icmpv4.HEADER_LENGTH + Ipv4.MIN_HEADER_LENGTH + Esp.HEADER_LENGTH;

    private ClaimFrames() {
    }

    /**
     * Builds claims.
     *
     * @param count how many.
     * @param mac   where they are sent to.
     * @return a frame for each.
     */
    public static List<byte[]> build(int count, long mac) {
        Random random = new Random(count);
        List<byte[]> frames = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            frames.add(build(mac, ROUTERS + 1 + i % ROUTER_COUNT, random.nextInt()));
        }
        return frames;
    }

    private static byte[] build(long mac, int router, int sequence) {
        byte[] frame = new byte[Ethernet.HEADER_LENGTH + Ipv4.MIN_HEADER_LENGTH + ICMP_LENGTH];
        UnsafeBuffer buffer = new UnsafeBuffer(frame);
        Frames.ethernet(buffer, mac);
        int icmp = Ethernet.HEADER_LENGTH + Ipv4.MIN_HEADER_LENGTH;
        int quote = icmp + Icmpv4.HEADER_LENGTH;
        ip(buffer, Ethernet.HEADER_LENGTH, Ipv4.MIN_HEADER_LENGTH + ICMP_LENGTH, IpProtocol.ICMP)
            .source(router).destination(Network.OUTER_LOCAL).computeChecksum();
        ip(buffer, quote, QUOTED_LENGTH, IpProtocol.ESP)
            .source(Network.OUTER_LOCAL).destination(Network.OUTER_REMOTE).computeChecksum();
        Esp.put(buffer, quote + Ipv4.MIN_HEADER_LENGTH, Network.OUTBOUND_SPI, sequence);
        new Icmpv4().wrap(buffer, icmp).type(Icmpv4.DESTINATION_UNREACHABLE).code(Icmpv4.CODE_FRAGMENTATION_NEEDED)
            .nextHopMtu(CLAIMED_MTU).computeChecksum(ICMP_LENGTH);
        return frame;
    }

    private static Ipv4 ip(UnsafeBuffer buffer, int offset, int length, int protocol) {
        return new Ipv4().wrap(buffer, offset).headerLength(Ipv4.MIN_HEADER_LENGTH).totalLength(length)
            .fragment(true, false, 0).ttl(TTL).protocol(protocol);
    }
}
