package dev.narrows.worker;

import static dev.narrows.worker.GatewayFixture.HOST_PORT_MAC;
import static dev.narrows.worker.GatewayFixture.INSIDE_MAC;
import static dev.narrows.worker.GatewayFixture.OUTSIDE_MAC;

import dev.narrows.crypto.Algorithm;
import dev.narrows.fuzz.FuzzTarget;
import dev.narrows.fuzz.Mutator;
import dev.narrows.pmtu.Probe;
import dev.narrows.pmtu.TestProbes;
import dev.narrows.policy.IpPrefix;
import dev.narrows.policy.PolicyAction;
import dev.narrows.policy.Selectors;
import dev.narrows.port.InMemoryPort;
import dev.narrows.sa.Endpoints;
import dev.narrows.sa.Numbering;
import dev.narrows.sa.SequenceSpace;
import dev.narrows.sa.TunnelSettings;
import dev.narrows.wire.Ethernet;
import dev.narrows.wire.IpAddress;
import dev.narrows.wire.IpProtocol;
import dev.narrows.wire.Ipv4;
import dev.narrows.wire.Ipv6;
import dev.narrows.wire.Tcp;
import dev.narrows.wire.TestPackets;
import dev.narrows.wire.TestTcp;
import dev.narrows.worker.GatewayOptions.Leads;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A whole worker, fed from each of its ports. Whatever comes, every packet ends in one place, its memory comes home,
 * and nothing of what is protected leaves in clear.
 */
public final class GatewayFuzzTarget implements FuzzTarget {
    private static final List<Kind> KINDS = List.of(Kind.values());
    private static final int FRAMES = 24;
    private static final int LONGEST = 2048;
    private static final int SPLIT_FROM = 160;
    private static final int SPLIT_AT = 80;
    private static final int IPV6_PROTOCOL = 6;

    /** What the gateway is. */
    private enum Kind {
        PLAIN, IPV6, UDP, IPV6_UDP, TRANSPORT, TRANSPORT_IPV6_UDP, INTERFACE, HOST, BYPASS, CBC_ESN, IMPLICIT_IV,
        CLAMP, CLAMP_IPV6, CLAMP_TRANSPORT, OPEN;

        GatewayOptions options(boolean isB) {
            GatewayOptions options = GatewayOptions.end(isB).probed(this == IPV6 || this == HOST);
            return switch (this) {
                case PLAIN -> options;
                case IPV6 -> options.outer(true, false).tfc(600);
                case UDP -> options.outer(false, true).host();
                case IPV6_UDP -> options.outer(true, true);
                case TRANSPORT -> options.transport();
                case TRANSPORT_IPV6_UDP -> options.transport().outer(true, true);
                case INTERFACE -> options.asInterface(1400).host();
                case HOST -> options.host();
                case BYPASS -> options.host()
                    .policy(PolicyAction.BYPASS, "10.1.0.0/24", "192.0.2.0/24")
                    .policy(PolicyAction.DISCARD, "2001:db8:a::/64", "2001:db8:2::/64");
                case CBC_ESN -> options.algorithm(Algorithm.AES_256_CBC_HMAC_SHA_512_256)
                    .numbering(new Numbering(SequenceSpace.EXTENDED, 0xFFFF_FFF0L, 64));
                case CLAMP -> options.fragmentAfter().tcpMss(TunnelSettings.CLAMP_TO_MTU);
                case CLAMP_IPV6 -> options.outer(true, true).fragmentAfter().tcpMss(536);
                case CLAMP_TRANSPORT -> options.transport().tcpMss(TunnelSettings.CLAMP_TO_MTU);
                case IMPLICIT_IV -> options.algorithm(Algorithm.CHACHA20_POLY1305_IIV);
                case OPEN -> options
                    .policy(PolicyAction.PROTECT, Selectors.of(IpPrefix.ANY_IPV4, IpPrefix.ANY_IPV4), Leads.TO_THE_PEER)
                    .policy(PolicyAction.PROTECT, Selectors.of(IpPrefix.ANY_IPV6, IpPrefix.ANY_IPV6),
                        Leads.TO_THE_PEER);
            };
        }
    }

    private final Set<String> reached = new TreeSet<>();

    @Override
    public Set<String> reached() {
        return reached;
    }

    @Override
    public String name() {
        return "gateway";
    }

    @Override
    public List<String> generate(Random random) {
        Kind kind = KINDS.get(random.nextInt(KINDS.size()));
        List<String> input = new ArrayList<>();
        input.add(kind.name());
        boolean hasHost = kind.options(true).hasHost;
        try (GatewayFixture peer = kind.options(false).start()) {
            Frames frames = new Frames(random, peer);
            for (int i = 0; i < FRAMES; i++) {
                switch (random.nextInt(8)) {
                    case 0, 1 -> input.add("inside " + hex(frames.inside()));
                    case 2 -> input.add(hasHost ? "host " + hex(frames.host()) : "inside " + hex(frames.inside()));
                    case 3 -> input.add(switch (random.nextInt(3)) {
                        case 0 -> "wait " + random.nextInt(20);
                        case 1 -> "mtu " + (68 + random.nextInt(1433));
                        default -> "probe " + (64 + random.nextInt(1600));
                    });
                    case 4 -> parts(frames.outside()).forEach(part -> input.add("outside " + hex(part)));
                    default -> input.add("outside " + hex(frames.outside()));
                }
            }
        }
        return input;
    }

    /** {@return a frame in two fragments, where it is IPv4 and has something to split} */
    private static List<byte[]> parts(byte[] frame) {
        boolean isIpv4 = new Ethernet().wrap(new UnsafeBuffer(frame), 0).type() == Ethernet.TYPE_IPV4;
        return isIpv4 && frame.length > SPLIT_FROM ? TestFragments.split(frame, SPLIT_AT) : List.of(frame);
    }

    private static String hex(byte[] frame) {
        return HexFormat.of().formatHex(frame, 0, Math.min(frame.length, LONGEST));
    }

    @Override
    public void run(List<String> input) {
        Kind kind = Kind.valueOf(input.get(0));
        try (GatewayFixture gateway = kind.options(true).start()) {
            PlaintextGuard guard = new PlaintextGuard(gateway, kind == Kind.BYPASS);
            for (String line : input.subList(1, input.size())) {
                String[] words = line.split(" ", 2);
                if (words[0].equals("wait")) {
                    gateway.advance(Integer.parseInt(words[1]), TimeUnit.SECONDS);
                    gateway.cycle();
                } else if (words[0].equals("mtu")) {
                    setPathMtu(gateway, Integer.parseInt(words[1]));
                } else if (words[0].equals("probe")) {
                    gateway.order(worker -> worker.onSendProbe(gateway.tunnel, Integer.parseInt(words[1]), 1));
                } else {
                    InMemoryPort port = words[0].equals("inside") ? gateway.inside
                        : words[0].equals("host") ? gateway.host : gateway.outside;
                    gateway.deliver(port, HexFormat.of().parseHex(words[1]));
                }
                guard.check();
                gateway.assertBalanced();
            }
            gateway.allCounters().forEach((name, count) -> {
                if (count > 0) {
                    reached.add(name);
                }
            });
        }
    }

    /** Every other MTU leaves fragments to the routers; none is less than IPv6 has. */
    private static void setPathMtu(GatewayFixture gateway, int mtu) {
        gateway.order(worker -> worker.onSetPathMtu(
            0, gateway.path.isIpv6() ? Math.max(mtu, Ipv6.MIN_MTU) : mtu, (mtu & 1) != 0));
    }

    /** Frames for each port, most of them good or almost. */
    private static final class Frames {
        private final Random random;
        private final Mutator mutator;
        private final GatewayFixture peer;
        private long sequence;
        private byte[] lastEsp;

        Frames(Random random, GatewayFixture peer) {
            this.random = random;
            this.peer = peer;
            mutator = new Mutator(random);
            sequence = peer.outboundSa.sequence();
        }

        byte[] inside() {
            boolean isIpv6 = random.nextBoolean();
            IpAddress a = GatewayFixture.host(true, isIpv6);
            byte[] packet = switch (random.nextInt(6)) {
                case 0 -> packet(a, GatewayFixture.insideAddress(true, isIpv6), PlaintextGuard.SECRET);
                case 1 -> packet(a, address(isIpv6), PlaintextGuard.SECRET);
                case 2 -> TestPackets.packetOf(TestFrames.echoRequest(0, random.nextBoolean() ? a : address(isIpv6),
                    GatewayFixture.insideAddress(true, isIpv6), data(PlaintextGuard.SECRET)));
                default -> packet(a, GatewayFixture.host(false, isIpv6), PlaintextGuard.SECRET);
            };
            return framed(INSIDE_MAC, packet);
        }

        byte[] host() {
            boolean isIpv6 = random.nextBoolean();
            IpAddress us = random.nextBoolean()
                ? GatewayFixture.outsideAddress(true, isIpv6) : GatewayFixture.insideAddress(true, isIpv6);
            IpAddress to = random.nextBoolean() ? GatewayFixture.outsideAddress(false, isIpv6) : address(isIpv6);
            byte[] frame = framed(HOST_PORT_MAC, packet(us, to, PlaintextGuard.HOSTS_OWN));
            return random.nextInt(12) == 0
                ? TestPackets.arpRequest(GatewayFixture.TAP_MAC, GatewayFixture.B_OUTSIDE, random.nextInt()) : frame;
        }

        byte[] outside() {
            boolean isIpv6 = random.nextBoolean();
            return switch (random.nextInt(8)) {
                case 0 -> framed(OUTSIDE_MAC, packet(address(isIpv6), address(isIpv6), PlaintextGuard.FROM_OUTSIDE));
                case 1 -> framed(OUTSIDE_MAC, TestPackets.packetOf(TestFrames.echoRequest(
                    0, random.nextBoolean() ? GatewayFixture.outsideAddress(false, isIpv6) : address(isIpv6),
                    GatewayFixture.outsideAddress(true, isIpv6), data(PlaintextGuard.FROM_OUTSIDE))));
                default -> framed(OUTSIDE_MAC, sealed());
            };
        }

        /** An outer packet of the peer's with a good ICV, whatever is in it. */
        private byte[] sealed() {
            Endpoints from = peer.path.endpoints();
            boolean isIpv6 = peer.tunnel.isTransport() ? from.isIpv6() : random.nextBoolean();
            byte[] inner = inner(isIpv6);
            byte[] content = disguised(random.nextInt(3) == 0 ? mutator.mutate(inner) : inner);
            int next = random.nextInt(10) == 0 ? random.nextInt(256) : isIpv6 ? IpProtocol.IPV6 : IpProtocol.IPIP;
            if (peer.tunnel.isTransport()) {
                content = Arrays.copyOfRange(content, Math.min(content.length, isIpv6 ? 40 : 20), content.length);
                next = random.nextInt(10) == 0 ? random.nextInt(256)
                    : inner[isIpv6 ? IPV6_PROTOCOL : Ipv4.PROTOCOL_OFFSET] & 0xFF;
            }
            if (lastEsp == null || random.nextInt(8) != 0) {
                sequence += 1 + random.nextInt(3);
                lastEsp = TestEsp.esp(peer.outboundSa, content, next, sequence);
            }
            byte[] esp = lastEsp;
            return TestPackets.packetOf(from.isUdp()
                ? TestFrames.udp(0, from.local(), from.remote(), from.localPort(), from.remotePort(), esp)
                : TestFrames.payload(0, from.local(), from.remote(), IpProtocol.ESP, esp));
        }

        /** What the peer sends through the tunnel: a datagram, a probe, or the answer to one. */
        private byte[] inner(boolean isIpv6) {
            boolean isTransport = peer.tunnel.isTransport();
            IpAddress from = isTransport ? GatewayFixture.outsideAddress(false, isIpv6)
                : GatewayFixture.insideAddress(false, isIpv6);
            IpAddress to = isTransport ? GatewayFixture.outsideAddress(true, isIpv6)
                : GatewayFixture.insideAddress(true, isIpv6);
            int length = Probe.minLength(isIpv6) + random.nextInt(100);
            return switch (random.nextInt(8)) {
                case 0 -> TestProbes.request(from, to, length, random.nextLong());
                case 1 -> TestProbes.answer(from, to, length, random.nextLong());
                case 2 -> packet(address(isIpv6), GatewayFixture.host(true, isIpv6), PlaintextGuard.SECRET_OF_PEERS);
                default -> packet(GatewayFixture.host(false, isIpv6),
                    random.nextInt(4) == 0 ? address(isIpv6) : GatewayFixture.host(true, isIpv6),
                    PlaintextGuard.SECRET_OF_PEERS);
            };
        }

        private byte[] framed(long mac, byte[] packet) {
            byte[] mutated = disguised(random.nextInt(3) == 0 ? mutator.mutate(packet) : packet);
            byte[] frame = new byte[Ethernet.HEADER_LENGTH + mutated.length];
            System.arraycopy(mutated, 0, frame, Ethernet.HEADER_LENGTH, mutated.length);
            boolean isIpv6 = packet.length > 0 && (packet[0] & 0xF0) == 0x60;
            new Ethernet().wrap(new UnsafeBuffer(frame), 0).destination(mac)
                .source(mac == HOST_PORT_MAC ? GatewayFixture.TAP_MAC : GatewayFixture.HOST_MAC)
                .type(isIpv6 ? Ethernet.TYPE_IPV6 : Ethernet.TYPE_IPV4);
            return frame;
        }

        /** Now and then an IPv6 packet with addresses in IPv4's form (RFC 4291 2.5.5). */
        private byte[] disguised(byte[] packet) {
            if (packet.length < Ipv6.HEADER_LENGTH || (packet[0] & 0xF0) != 0x60 || random.nextInt(10) != 0) {
                return packet;
            }
            byte[] changed = packet.clone();
            UnsafeBuffer buffer = new UnsafeBuffer(changed);
            IpAddress from = GatewayFixture.host(random.nextBoolean(), false);
            IpAddress to = random.nextBoolean() ? GatewayFixture.host(random.nextBoolean(), false)
                : GatewayFixture.outsideAddress(true, false);
            new Ipv6().wrap(buffer, 0).source(0, from.low()).destination(0, to.low());
            return changed;
        }

        /** A datagram that carries a mark, or a SYN with any options. */
        private byte[] packet(IpAddress from, IpAddress to, byte[] mark) {
            if (random.nextInt(6) == 0) {
                byte[] options = TestTcp.oddMss(random.nextInt(65536));
                return TestTcp.packet(from, to, Tcp.FLAG_SYN, random.nextBoolean() ? options : mutator.mutate(options));
            }
            int[] ports = {500, 4500, 14500, 53, 40000};
            return TestPackets.packetOf(TestFrames.udp(
                0, from, to, ports[random.nextInt(ports.length)], ports[random.nextInt(ports.length)], data(mark)));
        }

        /** A mark as often as there is room, now and then more than fits. */
        private byte[] data(byte[] mark) {
            byte[] data = new byte[random.nextInt(10) == 0 ? 1200 + random.nextInt(400) : 32 + random.nextInt(200)];
            for (int i = 0; i < data.length; i++) {
                data[i] = mark[i % mark.length];
            }
            return data;
        }

        private IpAddress address(boolean isIpv6) {
            return switch (random.nextInt(8)) {
                case 6 -> IpAddress.parse(forbidden(isIpv6));
                case 7 -> IpAddress.parse(isIpv6 ? "2001:db8:a::77" : "10.1.0.77");
                case 0 -> GatewayFixture.host(true, isIpv6);
                case 1 -> GatewayFixture.host(false, isIpv6);
                case 2 -> GatewayFixture.insideAddress(true, isIpv6);
                case 3 -> GatewayFixture.outsideAddress(true, isIpv6);
                case 4 -> GatewayFixture.outsideAddress(false, isIpv6);
                default -> IpAddress.parse(isIpv6 ? "2001:db8:2::9" : "192.0.2.9");
            };
        }

        private String forbidden(boolean isIpv6) {
            String[] all = isIpv6 ? new String[] {"::", "::1", "fe80::1", "ff0e::1", "2001:db8:a::1"}
                : new String[] {"0.0.0.0", "127.0.0.1", "169.254.1.1", "224.0.0.5", "255.255.255.255", "10.1.0.255"};
            return all[random.nextInt(all.length)];
        }
    }
}
