package dev.narrows.worker;

import dev.narrows.pmtu.DfPolicy;
import dev.narrows.policy.IpPrefix;
import dev.narrows.policy.PolicyAction;
import dev.narrows.policy.PortRange;
import dev.narrows.policy.Selectors;
import dev.narrows.stats.DropReason;
import dev.narrows.stats.WorkerCounter;
import dev.narrows.wire.Icmpv6;
import dev.narrows.wire.IpAddress;
import dev.narrows.wire.IpProtocol;
import dev.narrows.wire.Ipv6FrameBuilder;
import dev.narrows.wire.TestPackets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * IPv6 packets whose addresses are IPv4's, mapped or compatible (RFC 4291 2.5.5): never on a wire (RFC 6890 2.2.3), and
 * no way to what is said of IPv4 addresses. They are not sealed, not opened, not answered and not believed.
 */
class MappedAddressesTest {
    private static final byte[] DATA = TestPackets.pattern(32);
    private static final IpAddress A6 = GatewayFixture.host(true, true);
    private static final IpAddress D6 = GatewayFixture.host(false, true);

    /** How an IPv4 address is written into an IPv6 one. */
    enum Form {
        MAPPED, COMPATIBLE;

        IpAddress of(IpAddress ipv4) {
            return this == MAPPED ? ipv4 : new IpAddress(0, Integer.toUnsignedLong(ipv4.ipv4()));
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldNotBeSealed(Form form) {
        IpAddress a = form.of(GatewayFixture.host(true, false));
        IpAddress d = form.of(GatewayFixture.host(false, false));
        try (GatewayFixture b = GatewayOptions.b().policy(PolicyAction.PROTECT, everything("::/0"),
            GatewayOptions.Leads.TO_THE_PEER).start()) {
            for (byte[] frame : List.of(udp(a, d), udp(a, D6), udp(A6, d), fragment(a, d, 0), fragment(a, d, 64))) {
                b.counts(() -> b.deliver(b.inside, TestFrames.to(GatewayFixture.INSIDE_MAC, frame)),
                    WorkerCounter.RECEIVED, DropReason.BAD_IPV6_HEADER);
            }
            b.counts(() -> b.deliver(b.inside, TestFrames.to(GatewayFixture.INSIDE_MAC, udp(A6, D6))),
                WorkerCounter.RECEIVED, WorkerCounter.ENCAPSULATED, WorkerCounter.SENT);
            b.outside.takeSent();
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldNotComeOutOfATunnel(Form form) {
        IpAddress a = form.of(GatewayFixture.host(true, false));
        IpAddress d = form.of(GatewayFixture.host(false, false));
        Pair.with(options -> options, (b, c) -> {
            for (byte[] frame : List.of(udp(a, d), udp(a, D6), udp(A6, d), fragment(a, d, 0), fragment(a, d, 64))) {
                byte[] sealed = TestEsp.seal(b.outboundSa, TestPackets.packetOf(frame), GatewayFixture.OUTSIDE_MAC);
                c.counts(() -> c.deliver(c.outside, sealed), WorkerCounter.RECEIVED, DropReason.BAD_INNER);
            }
        });
    }

    @ParameterizedTest
    @EnumSource
    void shouldNotBeAnswered(Form form) {
        try (GatewayFixture b = GatewayFixture.b(DfPolicy.COPY)) {
            IpAddress us = form.of(GatewayFixture.outsideAddress(true, false));
            IpAddress router = form.of(IpAddress.ofIpv4(GatewayFixture.R1));
            byte[] ping = new Ipv6FrameBuilder().macs(GatewayFixture.ROUTER_MAC, GatewayFixture.OUTSIDE_MAC)
                .addresses(router, us).icmp(Icmpv6.ECHO_REQUEST, 0, 1, DATA).frame();
            b.counts(() -> b.deliver(b.outside, ping), WorkerCounter.RECEIVED, DropReason.BAD_IPV6_HEADER);
            byte[] expiring = new Ipv6FrameBuilder().macs(GatewayFixture.HOST_MAC, GatewayFixture.INSIDE_MAC)
                .addresses(form.of(GatewayFixture.host(true, false)), D6).hopLimit(1).udp(1, 2, DATA).frame();
            b.counts(() -> b.deliver(b.inside, expiring), WorkerCounter.RECEIVED, DropReason.BAD_IPV6_HEADER);
        }
    }

    /** The tunnel over IPv4 has its SPI and its key, but not its family. */
    @ParameterizedTest
    @EnumSource
    void shouldNotOpenEspOfAnIpv4Tunnel(Form form) {
        Pair.with(options -> options, (b, c) -> {
            byte[] esp = TestEsp.esp(b.outboundSa, TestPackets.packetOf(udp4()), IpProtocol.IPIP, 1);
            byte[] wrapped = new Ipv6FrameBuilder().macs(GatewayFixture.ROUTER_MAC, GatewayFixture.OUTSIDE_MAC)
                .addresses(form.of(GatewayFixture.outsideAddress(true, false)),
                    form.of(GatewayFixture.outsideAddress(false, false))).payload(IpProtocol.ESP, esp).frame();
            c.counts(() -> c.deliver(c.outside, wrapped), WorkerCounter.RECEIVED, DropReason.BAD_IPV6_HEADER);
            byte[] real = TestFrames.payload(GatewayFixture.OUTSIDE_MAC, GatewayFixture.outsideAddress(true, false),
                GatewayFixture.outsideAddress(false, false), IpProtocol.ESP, esp);
            c.counts(() -> c.deliver(c.outside, real),
                WorkerCounter.RECEIVED, WorkerCounter.DECAPSULATED, WorkerCounter.SENT);
        });
    }

    /** RFC 4303 2.6: next header 4 is IPv4, 41 is IPv6, and the other family behind it is neither. */
    @Test
    void shouldNotTakeOneFamilyForTheOther() {
        byte[] ipv4 = TestPackets.packetOf(udp4());
        byte[] ipv6 = TestPackets.packetOf(TestFrames.udp(0, A6, D6, 1, 2, DATA));
        for (boolean isOuterIpv6 : new boolean[] {false, true}) {
            Pair.with(options -> options.outer(isOuterIpv6, false), (b, c) -> {
                expect(b, c, ipv4, IpProtocol.IPV6, 1, DropReason.BAD_INNER);
                expect(b, c, ipv6, IpProtocol.IPIP, 2, DropReason.BAD_INNER);
                expect(b, c, ipv4, IpProtocol.IPIP, 3, WorkerCounter.DECAPSULATED, WorkerCounter.SENT);
                expect(b, c, ipv6, IpProtocol.IPV6, 4, WorkerCounter.DECAPSULATED, WorkerCounter.SENT);
            });
        }
    }

    /** A "too big" of either family that quotes ESP between such addresses quotes nothing that we sent. */
    @ParameterizedTest
    @EnumSource
    void shouldNotBeBelievedInAQuote(Form form) {
        Pair.with(options -> options, (b, c) -> {
            IpAddress us = GatewayFixture.outsideAddress(true, false);
            byte[] quote = TestPackets.packetOf(new Ipv6FrameBuilder().addresses(form.of(us),
                form.of(GatewayFixture.outsideAddress(false, false))).payload(IpProtocol.ESP, new byte[40]).frame());
            byte[] claim = TestPackets.icmpFragmentationNeeded(GatewayFixture.R1, us.ipv4(), 1300, quote);
            b.counts(() -> b.deliver(b.outside, TestFrames.to(GatewayFixture.OUTSIDE_MAC, claim)),
                WorkerCounter.RECEIVED, DropReason.BAD_ICMP);
            byte[] claim6 = new Ipv6FrameBuilder().macs(GatewayFixture.ROUTER_MAC, GatewayFixture.OUTSIDE_MAC)
                .addresses(IpAddress.parse("2001:db8:1::1"), GatewayFixture.outsideAddress(true, true))
                .icmp(Icmpv6.PACKET_TOO_BIG, 0, 1300, quote).frame();
            b.counts(() -> b.deliver(b.outside, claim6), WorkerCounter.RECEIVED, DropReason.BAD_ICMP);
        });
    }

    @ParameterizedTest
    @EnumSource
    void shouldNotComeFromTheHost(Form form) {
        try (GatewayFixture b = GatewayOptions.b().host().start()) {
            byte[] frame = new Ipv6FrameBuilder().macs(GatewayFixture.TAP_MAC, GatewayFixture.HOST_PORT_MAC)
                .addresses(form.of(GatewayFixture.insideAddress(true, false)),
                    form.of(GatewayFixture.host(false, false)))
                .udp(1, 2, DATA).frame();
            b.counts(() -> b.deliver(b.host, frame), WorkerCounter.RECEIVED, DropReason.BAD_IPV6_HEADER);
        }
    }

    /** The host that no policy lets speak by ICMP over IPv4 does not do so by ICMPv6. */
    @Test
    void shouldNotPassAPolicyOfTheOtherFamily() {
        Selectors icmp = new Selectors(IpPrefix.parse("10.1.0.0/24"), IpPrefix.parse("10.2.0.0/24"), IpProtocol.ICMP,
            PortRange.ANY, PortRange.ANY);
        try (GatewayFixture b =
            GatewayOptions.b().policy(PolicyAction.DISCARD, icmp, GatewayOptions.Leads.NOWHERE).start()) {
            b.counts(() -> b.deliver(b.inside, TestFrames.echoRequest(GatewayFixture.INSIDE_MAC,
                GatewayFixture.host(true, false), GatewayFixture.host(false, false))),
                WorkerCounter.RECEIVED, DropReason.POLICY_DISCARD);
            byte[] ping = new Ipv6FrameBuilder().macs(GatewayFixture.HOST_MAC, GatewayFixture.INSIDE_MAC)
                .addresses(GatewayFixture.host(true, false), GatewayFixture.host(false, false))
                .icmp(Icmpv6.ECHO_REQUEST, 0, 1, DATA).frame();
            b.counts(() -> b.deliver(b.inside, ping), WorkerCounter.RECEIVED, DropReason.BAD_IPV6_HEADER);
        }
    }

    private static void expect(GatewayFixture b, GatewayFixture c, byte[] inner, int nextHeader, long sequence,
        Enum<?>... counters) {
        byte[] esp = TestEsp.esp(b.outboundSa, inner, nextHeader, sequence);
        byte[] frame = TestFrames.payload(GatewayFixture.OUTSIDE_MAC, b.path.endpoints().local(),
            b.path.endpoints().remote(), IpProtocol.ESP, esp);
        Enum<?>[] all = Arrays.copyOf(counters, counters.length + 1);
        all[counters.length] = WorkerCounter.RECEIVED;
        c.counts(() -> c.deliver(c.outside, frame), all);
    }

    private static byte[] udp4() {
        return TestFrames.udp(0, GatewayFixture.host(true, false), GatewayFixture.host(false, false), 1, 2, DATA);
    }

    private static byte[] udp(IpAddress from, IpAddress to) {
        return new Ipv6FrameBuilder().macs(GatewayFixture.HOST_MAC, 0).addresses(from, to).udp(1, 2, DATA).frame();
    }

    private static byte[] fragment(IpAddress from, IpAddress to, int offset) {
        return new Ipv6FrameBuilder().macs(GatewayFixture.HOST_MAC, 0).addresses(from, to).fragment(true, offset, 1)
            .payload(IpProtocol.UDP, DATA).frame();
    }

    private static Selectors everything(String prefix) {
        return Selectors.of(IpPrefix.parse(prefix), IpPrefix.parse(prefix));
    }
}
