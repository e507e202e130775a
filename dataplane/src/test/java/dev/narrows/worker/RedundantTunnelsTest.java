package dev.narrows.worker;

import static dev.narrows.worker.GatewayFixture.B_TO_C;
import static dev.narrows.worker.GatewayFixture.INSIDE_MAC;
import static dev.narrows.worker.GatewayFixture.OUTSIDE_MAC;
import static dev.narrows.worker.GatewayFixture.US_TO_SPOKE;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.narrows.packet.InMemoryPool;
import dev.narrows.policy.IpPrefix;
import dev.narrows.policy.Policy;
import dev.narrows.policy.PolicyAction;
import dev.narrows.policy.Selectors;
import dev.narrows.sa.Lifetime;
import dev.narrows.sa.OutboundSa;
import dev.narrows.sa.TunnelSettings;
import dev.narrows.stats.DropReason;
import dev.narrows.stats.WorkerCounter;
import dev.narrows.wire.IpAddress;
import dev.narrows.wire.IpProtocol;
import dev.narrows.wire.TestPackets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Two tunnels protect the same: the peer's comes first, the spoke's second. What leaves goes by the first that can
 * send, and by none in clear; what arrives by either is taken (RFC 4301 5.2).
 */
class RedundantTunnelsTest {
    private static final Lifetime THREE_PACKETS =
        new Lifetime(Lifetime.Limit.NONE, Lifetime.Limit.NONE, new Lifetime.Limit(Lifetime.Limit.UNSET, 3));

    private static GatewayOptions options(boolean isInterface) {
        GatewayOptions options = GatewayOptions.b().redundant();
        return isInterface ? options.asInterface(TunnelSettings.NO_MTU) : options;
    }

    /** The SPIs of what leaves when A sends a packet to D. */
    private static List<Integer> sent(GatewayFixture b, boolean isIpv6, int length) {
        b.deliver(b.inside, TestFrames.ofLength(INSIDE_MAC, GatewayFixture.host(true, isIpv6),
            GatewayFixture.host(false, isIpv6), length, true));
        List<Integer> spis = new ArrayList<>();
        for (byte[] frame : b.outside.takeSent()) {
            spis.add(TestFrames.spi(frame));
        }
        return spis;
    }

    @ParameterizedTest
    @CsvSource({"false,false", "false,true", "true,false", "true,true"})
    void shouldSendByTheNextTunnelWhereTheFirstYieldsAndByTheFirstWhereBothDo(boolean isInterface, boolean isIpv6) {
        try (GatewayFixture b = options(isInterface).start()) {
            assertEquals(List.of(B_TO_C), sent(b, isIpv6, 200));
            b.order(worker -> worker.onSetYielding(b.tunnel, true));
            assertEquals(List.of(US_TO_SPOKE), sent(b, isIpv6, 200));
            b.order(worker -> worker.onSetYielding(b.spoke, true));
            assertEquals(List.of(B_TO_C), sent(b, isIpv6, 200), "the first does what it can");
            b.order(worker -> worker.onSetYielding(b.tunnel, false));
            assertEquals(List.of(B_TO_C), sent(b, isIpv6, 200));
            b.order(worker -> worker.onSetYielding(b.spoke, false));
            b.order(worker -> worker.onSetYielding(b.tunnel, true));
            assertEquals(List.of(US_TO_SPOKE), sent(b, isIpv6, 200));
            assertEquals(0, b.counters.dropped());
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldSendByTheNextTunnelWhereTheFirstHasNoSa(boolean isInterface) {
        try (GatewayFixture b = options(isInterface).start()) {
            b.order(worker -> worker.onRemoveOutboundSa(b.outboundSa));
            assertEquals(List.of(US_TO_SPOKE), sent(b, false, 200));
            b.order(worker -> worker.onAddOutboundSa(b.outboundSa(9, B_TO_C, 0, 100)));
            assertEquals(List.of(B_TO_C), sent(b, false, 200));
        }
    }

    /** Before the conductor knows, with the very packet that the SA has no room for any more. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldLoseNothingWhereAnSaEnds(boolean isInterface) {
        try (GatewayFixture b = options(isInterface).start()) {
            OutboundSa three = b.outboundSa(9, B_TO_C, 0, 100);
            three.lifetime(THREE_PACKETS);
            b.order(worker -> worker.onAddOutboundSa(three));
            List<Integer> spis = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                spis.addAll(sent(b, false, 200));
            }
            assertEquals(List.of(B_TO_C, B_TO_C, B_TO_C, US_TO_SPOKE, US_TO_SPOKE), spis);
            OutboundSa leased = b.outboundSa(10, B_TO_C, 0, 1);
            b.order(worker -> worker.onAddOutboundSa(leased));
            spis.clear();
            spis.addAll(sent(b, false, 200));
            spis.addAll(sent(b, false, 200));
            b.order(worker -> worker.onExtendLease(leased, 2));
            spis.addAll(sent(b, false, 200));
            assertEquals(List.of(B_TO_C, US_TO_SPOKE, B_TO_C), spis);
            assertEquals(0, b.counters.dropped());
        }
    }

    @Test
    void shouldDropWhereNoTunnelCanSend() {
        try (GatewayFixture b = options(false).start()) {
            b.order(worker -> worker.onSetYielding(b.tunnel, true));
            b.order(worker -> worker.onRemoveOutboundSa(b.outboundSa));
            b.order(worker -> worker.onSetYielding(b.spoke, true));
            assertEquals(List.of(), sent(b, false, 200));
            assertEquals(1, b.count(DropReason.NO_OUTBOUND_SA));
        }
    }

    /** Nothing leaves in clear, or past a discard, for want of a tunnel. */
    @ParameterizedTest
    @ValueSource(strings = {"DISCARD", "BYPASS"})
    void shouldNotGoPastAPolicyThatDiscardsOrBypasses(String action) {
        try (GatewayFixture b = GatewayOptions.b().start()) {
            Selectors selectors = Selectors.of(IpPrefix.parse("10.1.0.0/16"), IpPrefix.parse("10.2.0.0/16"));
            b.order(worker -> worker.onAddPolicy(new Policy(20, 20, selectors, PolicyAction.valueOf(action), null)));
            b.order(worker -> worker.onAddPolicy(new Policy(21, 21, selectors, PolicyAction.PROTECT, b.spoke)));
            b.order(worker -> worker.onRemoveOutboundSa(b.outboundSa));
            assertEquals(List.of(), sent(b, false, 200));
            assertEquals(1, b.count(DropReason.NO_OUTBOUND_SA));
        }
    }

    @ParameterizedTest
    @CsvSource({"false,false", "false,true", "true,false", "true,true"})
    void shouldTakeWhatArrivesByEitherTunnelWhetherItYieldsOrNot(boolean isInterface, boolean yields) {
        try (GatewayFixture b = options(isInterface).start(); GatewayFixture c = GatewayOptions.c().start()) {
            b.order(worker -> worker.onSetYielding(b.tunnel, yields));
            byte[] fromD = TestFrames.ofLength(
                0, GatewayFixture.host(false, false), GatewayFixture.host(true, false), 200, true);
            byte[] packet = TestPackets.packetOf(fromD);
            b.deliver(b.outside, TestEsp.seal(c.outboundSa, packet.clone(), OUTSIDE_MAC));
            byte[] esp = TestEsp.esp(b.outboundSa(9, GatewayFixture.SPOKE_TO_US, 0, 100), packet, IpProtocol.IPIP, 1);
            b.deliver(b.outside, TestFrames.payload(OUTSIDE_MAC, IpAddress.parse(GatewayFixture.SPOKE),
                GatewayFixture.outsideAddress(true, false), IpProtocol.ESP, esp));
            assertEquals(2, b.inside.takeSent().size());
            assertEquals(2, b.count(WorkerCounter.DECAPSULATED));
        }
    }

    /** The next tunnel's SA is another worker's, and so may the first one's have been. */
    @Test
    void shouldHandOverToTheWorkerThatHasTheNextTunnelsSa() {
        WorkerMesh mesh = new WorkerMesh(2, 16);
        InMemoryPool pool = new InMemoryPool(256);
        try (GatewayFixture first = options(false).member(new GatewayOptions.Member(0, mesh, pool, true)).start();
            GatewayFixture second = options(false).member(new GatewayOptions.Member(1, mesh, pool, true)).start()) {
            first.order(worker -> worker.onRemoveOutboundSa(first.outboundSa));
            byte[] packet = TestFrames.ofLength(INSIDE_MAC, GatewayFixture.host(true, false),
                GatewayFixture.host(false, false), 200, true);
            second.inside.inject(packet);
            for (int i = 0; i < 4; i++) {
                second.cycle();
                first.cycle();
            }
            assertEquals(US_TO_SPOKE, TestFrames.spi(TestFrames.only(second.outside.takeSent())));
            first.inside.inject(packet);
            for (int i = 0; i < 4; i++) {
                second.cycle();
                first.cycle();
            }
            assertEquals(US_TO_SPOKE, TestFrames.spi(TestFrames.only(second.outside.takeSent())));
            assertEquals(0, first.counters.dropped() + second.counters.dropped());
        }
    }
}
