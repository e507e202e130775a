package dev.narrows.worker;

import static java.nio.ByteOrder.BIG_ENDIAN;

import dev.narrows.wire.Ethernet;
import dev.narrows.wire.FrameBuilder;
import dev.narrows.wire.Icmpv6;
import dev.narrows.wire.IpAddress;
import dev.narrows.wire.IpProtocol;
import dev.narrows.wire.Ipv6FrameBuilder;
import dev.narrows.wire.TestPackets;
import dev.narrows.wire.TestTcp;
import java.util.Arrays;
import java.util.Random;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Packets of a few flows, most of them plain, and all that is odd in between.
 */
final class RandomFrames {
    private static final int FLOWS = 6;
    private static final int LONGEST = 1500;
    private static final int ACK = 0x10;
    private static final int SYN = 0x02;
    private static final int GRE = 47;

    private final Random random;
    private boolean isReported;

    RandomFrames(Random random) {
        this.random = random;
    }

    void notReported() {
        isReported = false;
    }

    /** {@return whether the last frame may cause an ICMP error} */
    boolean isReported() {
        return isReported;
    }

    /** {@return a frame from A's side} */
    byte[] fromInside(boolean mayReport) {
        isReported = false;
        byte[] frame = TestFrames.to(GatewayFixture.INSIDE_MAC, frameOf(packet(true, mayReport)));
        return random.nextInt(12) == 0 ? damage(frame) : frame;
    }

    /** {@return a packet from D's side to A's} */
    byte[] inner(boolean mayReport) {
        byte[] packet = packet(false, mayReport);
        return random.nextInt(20) == 0 && packet.length > 60 ? damage(frameOf(packet), Ethernet.HEADER_LENGTH, 20)
            : packet;
    }

    private static byte[] frameOf(byte[] packet) {
        byte[] frame = new byte[Ethernet.HEADER_LENGTH + packet.length];
        System.arraycopy(packet, 0, frame, Ethernet.HEADER_LENGTH, packet.length);
        new Ethernet().wrap(new UnsafeBuffer(frame), 0).source(GatewayFixture.HOST_MAC)
            .type((packet[0] & 0xF0) == 0x60 ? Ethernet.TYPE_IPV6 : Ethernet.TYPE_IPV4);
        return frame;
    }

    private byte[] packet(boolean isFromA, boolean mayReport) {
        boolean isIpv6 = random.nextInt(3) == 0;
        IpAddress from = host(isFromA, isIpv6);
        IpAddress to = host(!isFromA, isIpv6);
        return switch (random.nextInt(24)) {
            case 0 -> TestTcp.packet(from, to, SYN, TestTcp.mss(1460));
            case 1 -> TestTcp.packet(from, to, ACK);
            case 2 -> TestPackets.packetOf(TestFrames.echoRequest(0, from, to));
            case 3 -> TestPackets.packetOf(TestFrames.payload(0, from, to, GRE, TestPackets.pattern(100)));
            default -> datagram(from, to, mayReport);
        };
    }

    private byte[] datagram(IpAddress from, IpAddress to, boolean mayReport) {
        boolean isLong = mayReport && random.nextInt(6) == 0;
        boolean isOld = mayReport && random.nextInt(20) == 0;
        // What fits the narrowest path of the test is never refused.
        int length = isLong ? 500 + random.nextInt(LONGEST - 500 + 1) : 48 + random.nextInt(400);
        isReported = isLong || isOld;
        int ttl = isOld ? random.nextInt(2) : 2 + random.nextInt(60);
        return from.isIpv4() ? ipv4(from, to, length, ttl) : ipv6(from, to, length, ttl);
    }

    private byte[] ipv4(IpAddress from, IpAddress to, int length, int ttl) {
        FrameBuilder builder = new FrameBuilder().addresses(from.ipv4(), to.ipv4())
            .dontFragment(random.nextInt(3) != 0).ttl(ttl).tos(random.nextInt(256));
        if (random.nextInt(30) == 0) {
            builder.options(new byte[] {1, 1, 1, 1});
        }
        return TestPackets.packetOf(
            builder.udp(1000 + random.nextInt(FLOWS), 2000 + random.nextInt(2), data(length - 28)).frame());
    }

    private byte[] ipv6(IpAddress from, IpAddress to, int length, int ttl) {
        Ipv6FrameBuilder builder = new Ipv6FrameBuilder().addresses(from, to).hopLimit(ttl)
            .trafficClass(random.nextInt(256)).flowLabel(random.nextInt(1 << 20));
        if (random.nextInt(30) == 0) {
            builder.options(IpProtocol.DESTINATION_OPTIONS, 8);
        }
        return TestPackets.packetOf(
            builder.udp(1000 + random.nextInt(FLOWS), 2000 + random.nextInt(2), data(length - 48)).frame());
    }

    private byte[] data(int length) {
        byte[] data = new byte[Math.max(0, length)];
        random.nextBytes(data);
        return data;
    }

    private IpAddress host(boolean isA, boolean isIpv6) {
        int number = 2 + (random.nextInt(4) == 0 ? random.nextInt(4) : 0);
        if (isIpv6) {
            return IpAddress.parse((isA ? "2001:db8:a::" : "2001:db8:d::") + number);
        }
        return IpAddress.parse((isA ? "10.1.0." : "10.2.0.") + number);
    }

    /** Changes a few bytes near the start, or the length. */
    byte[] damage(byte[] frame) {
        if (frame.length < Ethernet.HEADER_LENGTH) {
            return frame;
        }
        byte[] damaged = damage(frame, 0, 60);
        byte[] back = new byte[Ethernet.HEADER_LENGTH + damaged.length];
        System.arraycopy(frame, 0, back, 0, Ethernet.HEADER_LENGTH);
        System.arraycopy(damaged, 0, back, Ethernet.HEADER_LENGTH, damaged.length);
        if (random.nextInt(3) == 0) {
            return Arrays.copyOf(back, random.nextInt(back.length + 1));
        }
        return back;
    }

    /** {@return the packet of a frame, with changes from a place on} */
    private byte[] damage(byte[] frame, int from, int within) {
        byte[] copy = frame.clone();
        int changes = 1 + random.nextInt(2);
        for (int i = 0; i < changes; i++) {
            int at = Math.max(from, Ethernet.HEADER_LENGTH) + random.nextInt(within);
            if (at < copy.length) {
                copy[at] = (byte)random.nextInt();
            }
        }
        return TestPackets.packetOf(copy);
    }

    /** {@return a packet in clear for the gateway's own address} */
    byte[] toUs(boolean isIpv6) {
        IpAddress router = IpAddress.parse(isIpv6 ? "2001:db8:1::1" : "192.0.1.1");
        IpAddress us = GatewayFixture.outsideAddress(true, isIpv6);
        return random.nextBoolean() ? TestFrames.echoRequest(GatewayFixture.OUTSIDE_MAC, router, us)
            : TestFrames.udp(GatewayFixture.OUTSIDE_MAC, router, us, 4500, 4500, data(30));
    }

    /** {@return a router's word that a packet was too big for 600 bytes, or over IPv6 for 1280} */
    byte[] claim(int spi, int sequence, boolean isIpv6) {
        byte[] esp = new byte[16];
        UnsafeBuffer buffer = new UnsafeBuffer(esp);
        buffer.putInt(0, spi, BIG_ENDIAN);
        buffer.putInt(4, sequence, BIG_ENDIAN);
        IpAddress us = GatewayFixture.outsideAddress(true, isIpv6);
        IpAddress peer = GatewayFixture.outsideAddress(false, isIpv6);
        if (isIpv6) {
            byte[] quoted = TestPackets.packetOf(
                new Ipv6FrameBuilder().addresses(us, peer).payload(IpProtocol.ESP, esp).frame());
            return TestFrames.to(GatewayFixture.OUTSIDE_MAC, new Ipv6FrameBuilder()
                .addresses(IpAddress.parse("2001:db8:1::1"), us)
                .icmp(Icmpv6.PACKET_TOO_BIG, 0, 1280, quoted).frame());
        }
        byte[] quoted = TestPackets.packetOf(new FrameBuilder().addresses(us.ipv4(), peer.ipv4()).dontFragment(true)
            .payload(IpProtocol.ESP, esp).frame());
        return TestFrames.to(GatewayFixture.OUTSIDE_MAC,
            TestPackets.icmpFragmentationNeeded(GatewayFixture.R1, us.ipv4(), 600, quoted));
    }
}
