package dev.narrows.worker;

import static dev.narrows.worker.GatewayFixture.A;
import static dev.narrows.worker.GatewayFixture.B_INSIDE;
import static dev.narrows.worker.GatewayFixture.B_OUTSIDE;
import static dev.narrows.worker.GatewayFixture.HOST_MAC;
import static dev.narrows.worker.GatewayFixture.INSIDE_MAC;
import static dev.narrows.worker.GatewayFixture.OUTSIDE_MAC;
import static dev.narrows.worker.GatewayFixture.R1;
import static dev.narrows.worker.GatewayFixture.ROUTER_MAC;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.narrows.pmtu.DfPolicy;
import dev.narrows.stats.DropReason;
import dev.narrows.wire.Ipv4Address;
import dev.narrows.wire.TestPackets;
import dev.narrows.worker.LinkLimiter.Standing;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** ARP on its way to the control plane: what can matter there, and no more of it than can be dealt with. */
class ArpStageTest {
    private static final int STRANGER = Ipv4Address.parse("10.1.0.77");
    private static final int OTHER = Ipv4Address.parse("10.1.0.78");
    private static final int ELSEWHERE = Ipv4Address.parse("172.16.0.9");
    private static final long STRANGER_MAC = 0x02_00_00_00_0A_01L;

    private final GatewayFixture b = GatewayFixture.b(DfPolicy.COPY);

    @AfterEach
    void shouldHaveEndedEveryPacketOnce() {
        b.assertBalanced();
    }

    @Test
    void shouldTakeWhatAsksUsWhoeverAsksAndWhatTakesOurAddress() {
        b.deliver(b.inside, TestPackets.arpRequest(STRANGER_MAC, STRANGER, B_INSIDE));
        b.deliver(b.inside, TestPackets.arpRequest(STRANGER_MAC, ELSEWHERE, B_INSIDE));
        b.deliver(b.inside, TestPackets.arpRequest(STRANGER_MAC, B_INSIDE, B_INSIDE));
        b.deliver(b.inside, TestPackets.arpReply(STRANGER_MAC, B_INSIDE, INSIDE_MAC, OTHER));
        assertEquals(4, b.count(DropReason.ARP_TAKEN));
    }

    @Test
    void shouldTakeWhatNeighbourInUseSaysWhoeverItTalksToAsRfc826HasIt() {
        b.deliver(b.inside, TestPackets.arpRequest(HOST_MAC, A, OTHER));
        b.deliver(b.outside, TestPackets.arpRequest(ROUTER_MAC, R1, Ipv4Address.parse("192.0.1.9")));
        assertEquals(2, b.count(DropReason.ARP_TAKEN));
    }

    @Test
    void shouldTakeAnnouncementsAndLeaveToOthersWhatIsTheirs() {
        b.deliver(b.inside, TestPackets.arpRequest(STRANGER_MAC, STRANGER, STRANGER));
        assertEquals(1, b.count(DropReason.ARP_TAKEN));
        b.deliver(b.inside, TestPackets.arpRequest(STRANGER_MAC, STRANGER, OTHER));
        b.deliver(b.inside, TestPackets.arpRequest(STRANGER_MAC, STRANGER, B_OUTSIDE));
        assertEquals(2, b.count(DropReason.ARP_OF_OTHERS));
        assertEquals(1, b.seen.size());
    }

    @Test
    void shouldDropWhatIsCutShortOrNotAboutIpv4OverEthernet() {
        byte[] frame = TestPackets.arpRequest(STRANGER_MAC, STRANGER, B_INSIDE);
        b.deliver(b.inside, Arrays.copyOf(frame, 14 + 27));
        frame[14 + 1] = 6;
        b.deliver(b.inside, frame);
        assertEquals(2, b.count(DropReason.BAD_ARP));
    }

    @Test
    void shouldHearTheRouterWhileStrangersFlood() {
        flood(3000, B_OUTSIDE);
        assertEquals(Standing.STRANGER.perSecond(), b.count(DropReason.ARP_TAKEN));
        assertEquals(2000, b.count(DropReason.LINK_FLOOD));
        b.deliver(b.outside, TestPackets.arpReply(ROUTER_MAC, R1, OUTSIDE_MAC, B_OUTSIDE));
        b.deliver(b.outside,
            TestPackets.arpReply(STRANGER_MAC, Ipv4Address.parse("192.0.1.9"), OUTSIDE_MAC, B_OUTSIDE));
        assertEquals(Standing.STRANGER.perSecond() + 2, b.count(DropReason.ARP_TAKEN), "a router, and who answers us");
        b.advance(1, TimeUnit.SECONDS);
        b.deliver(b.outside, TestPackets.arpRequest(STRANGER_MAC, Ipv4Address.parse("192.0.1.7"), B_OUTSIDE));
        assertEquals(Standing.STRANGER.perSecond() + 3, b.count(DropReason.ARP_TAKEN), "and strangers again");
    }

    @Test
    void shouldBoundWhatOneAddressSays() {
        for (int i = 0; i < 100; i++) {
            b.deliver(b.inside, TestPackets.arpRequest(STRANGER_MAC + (i & 1), STRANGER, B_INSIDE));
        }
        assertEquals(LinkLimiter.PER_ADDRESS, b.count(DropReason.ARP_TAKEN));
    }

    @Test
    void shouldLetNoMorePacketsWaitForDeadAddressesThanTheControlPlaneCanTake() {
        GatewayFixture c = GatewayFixture.c(DfPolicy.COPY);
        for (int i = 0; i < 3000; i++) {
            byte[] inner = TestPackets.packetOf(TestPackets.ipv4OfLength(
                GatewayFixture.D, Ipv4Address.parse("10.1.0.3") + i % 250, 100, true));
            b.deliver(b.outside, TestEsp.seal(c.outboundSa, inner, OUTSIDE_MAC));
        }
        assertTrue(b.count(DropReason.NEIGHBOUR_AWAITED) <= Standing.STRANGER.perSecond(),
            b.count(DropReason.NEIGHBOUR_AWAITED) + " awaited");
        assertTrue(b.count(DropReason.NEIGHBOUR_UNRESOLVED) >= 2000, b.count(DropReason.NEIGHBOUR_UNRESOLVED) + " not");
    }

    private void flood(int count, int target) {
        for (int i = 0; i < count; i++) {
            b.deliver(b.outside, TestPackets.arpRequest(STRANGER_MAC, Ipv4Address.parse("172.16.0.0") + i, target));
        }
    }
}
