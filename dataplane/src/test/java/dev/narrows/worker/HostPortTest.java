package dev.narrows.worker;

import static dev.narrows.worker.GatewayFixture.HOST_PORT_MAC;
import static dev.narrows.worker.GatewayFixture.INSIDE_MAC;
import static dev.narrows.worker.GatewayFixture.OUTSIDE_MAC;
import static dev.narrows.worker.GatewayFixture.TAP_MAC;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.narrows.policy.IpPrefix;
import dev.narrows.policy.PolicyAction;
import dev.narrows.policy.Selectors;
import dev.narrows.stats.DropReason;
import dev.narrows.stats.WorkerCounter;
import dev.narrows.wire.Arp;
import dev.narrows.wire.Ethernet;
import dev.narrows.wire.Icmpv6;
import dev.narrows.wire.IpAddress;
import dev.narrows.wire.IpHeader;
import dev.narrows.wire.IpProtocol;
import dev.narrows.wire.Ipv4;
import dev.narrows.wire.Ipv6FrameBuilder;
import dev.narrows.wire.NeighbourMessage;
import dev.narrows.wire.TestPackets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The gateway's own host behind its port: in transport mode and in a tunnel, with and without a policy, and IKE. */
class HostPortTest {
    private static final int IKE = 500;
    private static final int IKE_NAT = 4500;
    private static final byte[] MARKED = {0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8};

    @ParameterizedTest
    @CsvSource({"false, false", "true, false", "false, true", "true, true"})
    void shouldCarryTransportModeBetweenHosts(boolean isIpv6, boolean isUdp) {
        Pair.with(options -> options.transport().outer(isIpv6, isUdp), (b, c) -> {
            byte[] frame = fromHost(b, isIpv6, 500);
            b.counts(() -> b.deliver(b.host, frame),
                WorkerCounter.RECEIVED, WorkerCounter.ENCAPSULATED, WorkerCounter.SENT);
            byte[] outer = TestFrames.outer(b);
            assertEquals(isUdp ? IpProtocol.UDP : IpProtocol.ESP, TestFrames.header(outer).protocol());
            c.counts(() -> c.deliver(c.outside, outer),
                WorkerCounter.RECEIVED, WorkerCounter.DECAPSULATED, WorkerCounter.SENT);
            byte[] arrived = TestFrames.only(c.host.takeSent());
            assertArrayEquals(TestPackets.packetOf(frame), TestPackets.packetOf(arrived), "no hop is counted");
            assertEquals(TAP_MAC, new Ethernet().wrap(new UnsafeBuffer(arrived), 0).destination());
            assertEquals(HOST_PORT_MAC, new Ethernet().wrap(new UnsafeBuffer(arrived), 0).source());
        });
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldDropInClearWhatTransportModeProtects(boolean isIpv6) {
        Pair.with(options -> options.transport().outer(isIpv6, false), (b, c) -> {
            byte[] clear = TestFrames.ofLength(OUTSIDE_MAC, GatewayFixture.outsideAddress(true, isIpv6),
                GatewayFixture.outsideAddress(false, isIpv6), 200, true);
            c.counts(() -> c.deliver(c.outside, clear),
                WorkerCounter.RECEIVED, DropReason.CLEARTEXT_FROM_UNPROTECTED);
            byte[] echo = TestFrames.echoRequest(OUTSIDE_MAC, GatewayFixture.outsideAddress(true, isIpv6),
                GatewayFixture.outsideAddress(false, isIpv6));
            c.counts(() -> c.deliver(c.outside, echo),
                WorkerCounter.RECEIVED, DropReason.CLEARTEXT_FROM_UNPROTECTED);
            assertEquals(List.of(), c.host.takeSent());
        });
    }

    @ParameterizedTest
    @CsvSource({"false, 500", "true, 500", "false, 4500", "true, 4500"})
    void shouldLetIkePassInClearAlthoughAPolicyProtectsTheHosts(boolean isIpv6, int port) {
        Pair.with(options -> options.transport().outer(isIpv6, false), (b, c) -> {
            byte[] frame = TestFrames.udp(HOST_PORT_MAC, GatewayFixture.outsideAddress(true, isIpv6),
                GatewayFixture.outsideAddress(false, isIpv6), port, port, MARKED);
            b.counts(() -> b.deliver(b.host, fromTap(frame)), WorkerCounter.RECEIVED, WorkerCounter.SENT);
            byte[] outer = TestFrames.outer(b);
            assertArrayEquals(TestPackets.packetOf(frame), TestPackets.packetOf(outer));
            c.counts(() -> c.deliver(c.outside, outer), WorkerCounter.RECEIVED, WorkerCounter.SENT);
            assertArrayEquals(TestPackets.packetOf(frame), TestFrames.packetOf(c.host.takeSent()));
            // From an address of ours alone: what the host forwards for others is no IKE of ours.
            byte[] foreign = TestFrames.udp(HOST_PORT_MAC, IpAddress.parse(isIpv6 ? "2001:db8:9::9" : "10.9.0.9"),
                GatewayFixture.outsideAddress(false, isIpv6), port, port, MARKED);
            b.counts(() -> b.deliver(b.host, fromTap(foreign)),
                WorkerCounter.RECEIVED, DropReason.CLEARTEXT_TO_UNPROTECTED);
        });
    }

    /**
     * A certificate makes IKE longer than the link: its later fragments, which show no ports, go the way of the first.
     */
    @Test
    void shouldLetFragmentsOfIkePassInClear() {
        Pair.with(options -> options.transport(), (b, c) -> {
            byte[] frame = TestFrames.udp(HOST_PORT_MAC, GatewayFixture.outsideAddress(true, false),
                GatewayFixture.outsideAddress(false, false), IKE, IKE, new byte[700]);
            List<byte[]> fragments = TestFragments.split(frame, 400);
            b.counts(() -> b.deliver(b.host, fromTap(fragments.get(1))),
                WorkerCounter.RECEIVED, DropReason.UNFIT_FOR_TRANSPORT);
            for (byte[] fragment : fragments) {
                b.counts(() -> b.deliver(b.host, fromTap(fragment)), WorkerCounter.RECEIVED, WorkerCounter.SENT);
                c.deliver(c.outside, TestFrames.outer(b));
            }
            assertEquals(frame.length, TestFrames.only(c.host.takeSent()).length);
            b.advance(6, TimeUnit.SECONDS);
            b.counts(() -> b.deliver(b.host, fromTap(fragments.get(1))),
                WorkerCounter.RECEIVED, DropReason.UNFIT_FOR_TRANSPORT);
        });
    }

    /** RFC 3948 2.2: IKE shares the port that ESP comes in by, and is told apart by four zero bytes. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldGiveMarkedDatagramsToTheHost(boolean isIpv6) {
        Pair.with(options -> options.host().outer(isIpv6, true), (b, c) -> {
            byte[] frame = TestFrames.udp(OUTSIDE_MAC, GatewayFixture.outsideAddress(false, isIpv6),
                GatewayFixture.outsideAddress(true, isIpv6), GatewayFixture.C_UDP_PORT, IKE_NAT, MARKED);
            b.counts(() -> b.deliver(b.outside, frame), WorkerCounter.RECEIVED, WorkerCounter.SENT);
            assertArrayEquals(TestPackets.packetOf(frame), TestFrames.packetOf(b.host.takeSent()));
            byte[] answer = TestFrames.udp(HOST_PORT_MAC, GatewayFixture.outsideAddress(true, isIpv6),
                GatewayFixture.outsideAddress(false, isIpv6), IKE_NAT, GatewayFixture.C_UDP_PORT, MARKED);
            b.counts(() -> b.deliver(b.host, fromTap(answer)), WorkerCounter.RECEIVED, WorkerCounter.SENT);
            assertArrayEquals(TestPackets.packetOf(answer), TestPackets.packetOf(TestFrames.outer(b)));
        });
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldSendTheHostsPacketsThroughATunnelThatAPolicyNames(boolean isIpv6) {
        Pair.with(options -> options.host(), (b, c) -> {
            byte[] frame = fromTap(TestFrames.ofLength(HOST_PORT_MAC, GatewayFixture.insideAddress(true, isIpv6),
                GatewayFixture.host(false, isIpv6), 300, true));
            b.counts(() -> b.deliver(b.host, frame),
                WorkerCounter.RECEIVED, WorkerCounter.ENCAPSULATED, WorkerCounter.SENT);
            c.counts(() -> c.deliver(c.outside, TestFrames.outer(b)),
                WorkerCounter.RECEIVED, WorkerCounter.DECAPSULATED, WorkerCounter.SENT);
            assertArrayEquals(TestFrames.after(1, frame), TestFrames.packetOf(c.inside.takeSent()));

            byte[] back = TestFrames.ofLength(INSIDE_MAC, GatewayFixture.host(false, isIpv6),
                GatewayFixture.insideAddress(true, isIpv6), 300, true);
            c.deliver(c.inside, back);
            b.counts(() -> b.deliver(b.outside, TestFrames.outer(c)),
                WorkerCounter.RECEIVED, WorkerCounter.DECAPSULATED, WorkerCounter.SENT);
            assertArrayEquals(TestFrames.after(1, back), TestFrames.packetOf(b.host.takeSent()));
        });
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldLetTheHostSpeakInClearFromThePortsOwnAddressAlone(boolean isIpv6) {
        Pair.with(options -> options.host(), (b, c) -> {
            IpAddress peer = GatewayFixture.outsideAddress(false, isIpv6);
            byte[] own = fromTap(TestFrames.ofLength(
                HOST_PORT_MAC, GatewayFixture.outsideAddress(true, isIpv6), peer, 300, true));
            b.counts(() -> b.deliver(b.host, own), WorkerCounter.RECEIVED, WorkerCounter.SENT);
            assertArrayEquals(TestPackets.packetOf(own), TestPackets.packetOf(TestFrames.outer(b)));
            byte[] inner = fromTap(TestFrames.ofLength(
                HOST_PORT_MAC, GatewayFixture.insideAddress(true, isIpv6), peer, 300, true));
            b.counts(() -> b.deliver(b.host, inner),
                WorkerCounter.RECEIVED, DropReason.CLEARTEXT_TO_UNPROTECTED);
            byte[] toA = fromTap(TestFrames.ofLength(HOST_PORT_MAC, GatewayFixture.insideAddress(true, isIpv6),
                GatewayFixture.host(true, isIpv6), 300, true));
            b.counts(() -> b.deliver(b.host, toA), WorkerCounter.RECEIVED, WorkerCounter.SENT);
            assertArrayEquals(TestPackets.packetOf(toA), TestFrames.packetOf(b.inside.takeSent()));
            byte[] fromA = TestFrames.ofLength(INSIDE_MAC, GatewayFixture.host(true, isIpv6),
                GatewayFixture.insideAddress(true, isIpv6), 300, true);
            b.counts(() -> b.deliver(b.inside, fromA), WorkerCounter.RECEIVED, WorkerCounter.SENT);
            assertArrayEquals(TestPackets.packetOf(fromA), TestFrames.packetOf(b.host.takeSent()));
        });
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldKeepTheHostToItsPolicies(boolean isIpv6) {
        String ours = isIpv6 ? "2001:db8:1::2/128" : "192.0.1.2/32";
        String peers = isIpv6 ? "2001:db8:2::/64" : "192.0.2.0/24";
        byte[] frame = fromTap(TestFrames.ofLength(HOST_PORT_MAC, GatewayFixture.outsideAddress(true, isIpv6),
            GatewayFixture.outsideAddress(false, isIpv6), 300, true));
        byte[] answer = TestFrames.ofLength(OUTSIDE_MAC, GatewayFixture.outsideAddress(false, isIpv6),
            GatewayFixture.outsideAddress(true, isIpv6), 300, true);
        try (GatewayFixture b = GatewayOptions.b().host().policy(PolicyAction.DISCARD, ours, peers).start()) {
            b.counts(() -> b.deliver(b.host, frame), WorkerCounter.RECEIVED, DropReason.POLICY_DISCARD);
            b.counts(() -> b.deliver(b.outside, answer), WorkerCounter.RECEIVED, DropReason.POLICY_DISCARD);
        }
        try (GatewayFixture b = GatewayOptions.b().host().policy(PolicyAction.BYPASS, ours, peers).start()) {
            b.counts(() -> b.deliver(b.host, frame), WorkerCounter.RECEIVED, WorkerCounter.SENT);
            b.counts(() -> b.deliver(b.outside, answer), WorkerCounter.RECEIVED, WorkerCounter.SENT);
            assertArrayEquals(TestPackets.packetOf(frame), TestPackets.packetOf(TestFrames.outer(b)));
            assertArrayEquals(TestPackets.packetOf(answer), TestFrames.packetOf(b.host.takeSent()));
        }
    }

    /**
     * The host's stack drops what claims to come from its own addresses, so the error comes from where it was going.
     */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldTellTheHostWhatFitsFromAnAddressThatIsNotOurs(boolean isIpv6) {
        Pair.with(options -> options.transport().outer(isIpv6, false), (b, c) -> {
            byte[] full = fromHost(b, isIpv6, 1466);
            b.counts(() -> b.deliver(b.host, full),
                WorkerCounter.RECEIVED, WorkerCounter.ENCAPSULATED, WorkerCounter.SENT);
            assertEquals(1500, TestFrames.header(TestFrames.outer(b)).totalLength());
            b.counts(() -> b.deliver(b.host, fromHost(b, isIpv6, 1467)), WorkerCounter.RECEIVED, DropReason.TOO_BIG,
                WorkerCounter.MADE, WorkerCounter.TOO_BIG_SENT, WorkerCounter.SENT);
            byte[] error = TestFrames.only(b.host.takeSent());
            assertEquals(1466, TestFrames.mtuTold(error));
            assertEquals(GatewayFixture.outsideAddress(false, isIpv6), TestFrames.source(error));
            assertEquals(GatewayFixture.outsideAddress(true, isIpv6), TestFrames.destination(error));
            assertEquals(List.of(), b.outside.takeSent());
        });
    }

    /** RFC 4303 3.3.4: transport mode protects whole packets; fragments are made of what came of it. */
    @ParameterizedTest
    @CsvSource({"false, false, 1500, 1500", "false, true, 1500, 1500", "true, false, 1280, 1280",
        "true, true, 1280, 1280"})
    void shouldFragmentOutsideWhatIsTooLongForTransport(boolean isIpv6, boolean isUdp, int pathMtu, int length) {
        Pair.with(options -> options.transport().outer(isIpv6, isUdp), (b, c) -> {
            b.order(worker -> worker.onSetPathMtu(0, pathMtu, false));
            byte[] frame = fromTap(TestFrames.ofLength(HOST_PORT_MAC, GatewayFixture.outsideAddress(true, isIpv6),
                GatewayFixture.outsideAddress(false, isIpv6), length, false));
            b.counts(() -> b.deliver(b.host, frame), WorkerCounter.RECEIVED, WorkerCounter.ENCAPSULATED,
                WorkerCounter.FRAGMENTED_OUTSIDE, DropReason.FRAGMENTED, WorkerCounter.MADE, WorkerCounter.MADE,
                WorkerCounter.SENT, WorkerCounter.SENT);
            List<byte[]> fragments = b.outside.takeSent();
            fragments.forEach(fragment -> assertTrue(TestFrames.header(fragment).totalLength() <= pathMtu));
            c.countsReassembly(c.outside, TestFrames.to(OUTSIDE_MAC, fragments.get(0)),
                TestFrames.to(OUTSIDE_MAC, fragments.get(1)),
                WorkerCounter.DECAPSULATED, WorkerCounter.SENT);
            if (!isIpv6) {
                // Behind ESP the host's protocols are one: what is fragmented gets an identification of ours.
                new Ipv4().wrap(new UnsafeBuffer(frame), Ethernet.HEADER_LENGTH)
                    .identification(TestFrames.header(fragments.get(0)).ipv4().identification()).computeChecksum();
            }
            assertArrayEquals(TestPackets.packetOf(frame), TestFrames.packetOf(c.host.takeSent()));
        });
    }

    @Test
    void shouldRefuseFragmentsForTransport() {
        try (GatewayFixture b = GatewayOptions.b().transport().start();
            GatewayFixture ipv6 = GatewayOptions.b().transport().outer(true, false).start()) {
            for (byte[] part : TestFragments.split(fromHost(b, false, 300), 80)) {
                b.counts(() -> b.deliver(b.host, fromTap(part)),
                    WorkerCounter.RECEIVED, DropReason.UNFIT_FOR_TRANSPORT);
            }
            for (int offset : new int[] {0, 80}) {
                byte[] part = new Ipv6FrameBuilder().macs(TAP_MAC, HOST_PORT_MAC)
                    .addresses(GatewayFixture.outsideAddress(true, true), GatewayFixture.outsideAddress(false, true))
                    .fragment(offset == 0, offset, 7).udp(7, 7, new byte[72]).frame();
                ipv6.counts(() -> ipv6.deliver(ipv6.host, part),
                    WorkerCounter.RECEIVED, DropReason.UNFIT_FOR_TRANSPORT);
            }
            assertEquals(0, b.outboundSa.sequence());
            assertEquals(0, ipv6.outboundSa.sequence());
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldRefuseForTransportWhatIsNotBetweenTheHosts(boolean isIpv6) {
        String ours = isIpv6 ? "2001:db8:a::1/128" : "10.1.0.1/32";
        String theirs = isIpv6 ? "2001:db8:2::2/128" : "192.0.2.2/32";
        try (GatewayFixture b = GatewayOptions.b().transport().outer(isIpv6, false)
            .policy(PolicyAction.PROTECT, Selectors.of(IpPrefix.parse(ours),
                IpPrefix.parse(theirs)), GatewayOptions.Leads.TO_THE_PEER).start()) {
            byte[] frame = fromTap(TestFrames.ofLength(HOST_PORT_MAC, GatewayFixture.insideAddress(true, isIpv6),
                GatewayFixture.outsideAddress(false, isIpv6), 300, false));
            b.counts(() -> b.deliver(b.host, frame), WorkerCounter.RECEIVED, DropReason.UNFIT_FOR_TRANSPORT);
            assertEquals(0, b.outboundSa.sequence());
        }
    }

    @Test
    void shouldAnswerTheHostsArpForEveryAddressButItsOwn() {
        try (GatewayFixture b = GatewayOptions.b().host().start()) {
            int own = GatewayFixture.B_OUTSIDE;
            byte[] request = TestPackets.arpRequest(TAP_MAC, own, GatewayFixture.D);
            b.counts(() -> b.deliver(b.host, request), WorkerCounter.RECEIVED, WorkerCounter.SENT);
            byte[] reply = TestFrames.only(b.host.takeSent());
            Arp arp = new Arp().wrap(new UnsafeBuffer(reply), Ethernet.HEADER_LENGTH);
            assertEquals(Arp.REPLY, arp.operation());
            assertEquals(HOST_PORT_MAC, arp.senderMac());
            assertEquals(GatewayFixture.D, arp.senderAddress());
            assertEquals(TAP_MAC, arp.targetMac());
            assertEquals(own, arp.targetAddress());
            assertNotEquals(TAP_MAC, HOST_PORT_MAC);
            b.counts(() -> b.deliver(b.host, TestPackets.arpRequest(TAP_MAC, own, own)),
                WorkerCounter.RECEIVED, DropReason.HOST_LINK);
            b.counts(() -> b.deliver(b.host, TestPackets.arpReply(TAP_MAC, own, HOST_PORT_MAC, GatewayFixture.D)),
                WorkerCounter.RECEIVED, DropReason.HOST_LINK);
            assertTrue(b.seen.isEmpty(), "the control plane hears nothing of it");
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {0x3333_FF00_0002L, HOST_PORT_MAC})
    void shouldAnswerTheHostsSolicitationsForEveryAddressButItsOwn(long to) {
        try (GatewayFixture b = GatewayOptions.b().host().outer(true, false).start()) {
            IpAddress us = GatewayFixture.outsideAddress(true, true);
            IpAddress peer = GatewayFixture.outsideAddress(false, true);
            b.counts(() -> b.deliver(b.host, solicitation(us, peer, TAP_MAC, to)),
                WorkerCounter.RECEIVED, WorkerCounter.SENT);
            byte[] reply = TestFrames.only(b.host.takeSent());
            assertEquals(TAP_MAC, new Ethernet().wrap(new UnsafeBuffer(reply), 0).destination());
            IpHeader header = TestFrames.header(reply);
            NeighbourMessage message = new NeighbourMessage();
            assertTrue(message.parse(header) && message.isAdvertisement() && message.isSolicited());
            assertEquals(HOST_PORT_MAC, message.mac());
            assertEquals(peer, new IpAddress(message.targetHigh(), message.targetLow()));
            assertEquals(us, new IpAddress(header.destinationHigh(), header.destinationLow()));
            b.counts(() -> b.deliver(b.host, solicitation(us, us, TAP_MAC, to)),
                WorkerCounter.RECEIVED, DropReason.HOST_LINK);
            b.counts(() -> b.deliver(b.host, solicitation(IpAddress.UNSPECIFIED, peer, NeighbourMessage.NO_MAC, to)),
                WorkerCounter.RECEIVED, DropReason.HOST_LINK);
            assertTrue(b.seen.isEmpty(), "the control plane hears nothing of it");
        }
    }

    @Test
    void shouldCountWhatTheHostMustNotSend() {
        try (GatewayFixture b = GatewayOptions.b().host().start()) {
            IpAddress us = GatewayFixture.outsideAddress(true, false);
            IpAddress peer = GatewayFixture.outsideAddress(false, false);
            b.counts(() -> b.deliver(b.host, TestFrames.ofLength(TAP_MAC, us, peer, 100, true)),
                WorkerCounter.RECEIVED, DropReason.NOT_OUR_MAC);
            b.counts(() -> b.deliver(b.host, fromTap(TestFrames.ofLength(HOST_PORT_MAC, us, us, 100, true))),
                WorkerCounter.RECEIVED, DropReason.INVALID_ADDRESS);
            b.counts(() -> b.deliver(b.host, fromTap(TestFrames.ofLength(
                HOST_PORT_MAC, us, IpAddress.parse("198.51.100.1"), 100, true))),
                WorkerCounter.RECEIVED, DropReason.NO_ROUTE, WorkerCounter.MADE, WorkerCounter.SENT);
            assertError(TestFrames.only(b.host.takeSent()), IpAddress.parse("198.51.100.1"), us, 3, 0);
            byte[] broken = TestFrames.ofLength(HOST_PORT_MAC, us, peer, 100, true);
            broken[Ethernet.HEADER_LENGTH + 10] ^= 1;
            b.counts(() -> b.deliver(b.host, fromTap(broken)), WorkerCounter.RECEIVED, DropReason.BAD_IPV4_HEADER);
            byte[] unknown = TestFrames.ofLength(HOST_PORT_MAC, us, peer, 100, true);
            unknown[12] = 0x12;
            b.counts(() -> b.deliver(b.host, fromTap(unknown)),
                WorkerCounter.RECEIVED, DropReason.UNKNOWN_ETHERTYPE);
            b.counts(() -> b.deliver(b.host, new byte[13]), WorkerCounter.RECEIVED, DropReason.RUNT_FRAME);
            assertEquals(List.of(), b.outside.takeSent());
        }
    }

    @ParameterizedTest
    @CsvSource({"false, 500", "false, 7", "true, 500", "true, 7"})
    void shouldGiveTheHostWhatIsForItInClear(boolean isIpv6, int port) {
        try (GatewayFixture b = GatewayOptions.b().host().start()) {
            byte[] frame = TestFrames.udp(OUTSIDE_MAC, GatewayFixture.outsideAddress(false, isIpv6),
                GatewayFixture.outsideAddress(true, isIpv6), IKE, port, new byte[30]);
            b.counts(() -> b.deliver(b.outside, frame), WorkerCounter.RECEIVED, WorkerCounter.SENT);
            assertArrayEquals(TestPackets.packetOf(frame), TestFrames.packetOf(b.host.takeSent()));
        }
    }

    private static byte[] fromHost(GatewayFixture gateway, boolean isIpv6, int length) {
        IpAddress local = gateway.path.endpoints().local();
        assertEquals(isIpv6, !local.isIpv4());
        return fromTap(TestFrames.ofLength(HOST_PORT_MAC, local, gateway.path.endpoints().remote(), length, true));
    }

    private static byte[] fromTap(byte[] frame) {
        byte[] copy = frame.clone();
        new Ethernet().wrap(new UnsafeBuffer(copy), 0).source(TAP_MAC);
        return copy;
    }

    private static byte[] solicitation(IpAddress source, IpAddress target, long mac, long to) {
        UnsafeBuffer body = new UnsafeBuffer(new byte[NeighbourMessage.LENGTH_WITH_MAC]);
        int length = new NeighbourMessage().writeSolicitation(body, 0, target.high(), target.low(), mac);
        byte[] content = new byte[length - Icmpv6.HEADER_LENGTH];
        body.getBytes(Icmpv6.HEADER_LENGTH, content);
        IpAddress group = new IpAddress(0xFF02L << 48, 0x0000_0001_FF00_0000L | (target.low() & 0xFF_FFFF));
        return new Ipv6FrameBuilder().addresses(source.toString(), group.toString())
            .hopLimit(NeighbourMessage.HOP_LIMIT)
            .icmp(Icmpv6.NEIGHBOUR_SOLICITATION, 0, 0, content).macs(TAP_MAC, to).frame();
    }

    private static void assertError(byte[] frame, IpAddress from, IpAddress to, int type, int code) {
        assertEquals(List.of(from, to), List.of(TestFrames.source(frame), TestFrames.destination(frame)));
        assertEquals(type << 8 | code, TestFrames.header(frame).sourcePort());
    }
}
