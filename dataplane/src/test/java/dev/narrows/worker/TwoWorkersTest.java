package dev.narrows.worker;

import static dev.narrows.worker.GatewayFixture.A;
import static dev.narrows.worker.GatewayFixture.B_OUTSIDE;
import static dev.narrows.worker.GatewayFixture.B_TO_C;
import static dev.narrows.worker.GatewayFixture.C_TO_B;
import static dev.narrows.worker.GatewayFixture.D;
import static dev.narrows.worker.GatewayFixture.INSIDE_MAC;
import static dev.narrows.worker.GatewayFixture.OUTSIDE_MAC;
import static dev.narrows.worker.GatewayFixture.R1;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.narrows.channel.Command;
import dev.narrows.pmtu.ClaimLimiter;
import dev.narrows.policy.IpPrefix;
import dev.narrows.policy.Policy;
import dev.narrows.policy.PolicyAction;
import dev.narrows.policy.PortRange;
import dev.narrows.policy.Selectors;
import dev.narrows.sa.TunnelSettings;
import dev.narrows.stats.DropReason;
import dev.narrows.stats.WorkerCounter;
import dev.narrows.wire.Ethernet;
import dev.narrows.wire.IpAddress;
import dev.narrows.wire.IpProtocol;
import dev.narrows.wire.Ipv4;
import dev.narrows.wire.Tcp;
import dev.narrows.wire.TestPackets;
import dev.narrows.worker.GatewayOptions.Leads;
import java.util.Arrays;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A gateway with two workers: what arrives at the wrong one goes on at the right one, as if there were but one. */
class TwoWorkersTest {
    private static final IpAddress HOST_A = IpAddress.ofIpv4(A);
    private static final IpAddress HOST_D = IpAddress.ofIpv4(D);

    @Test
    void shouldSealAtTheWorkerThatHasTheTunnel() {
        try (TwoWorkers b = TwoWorkers.start()) {
            byte[] frame = outbound(500, true);
            b.second.inside.inject(frame);
            b.cycle();

            assertEquals(List.of(), b.second.outside.takeSent());
            b.c.deliver(b.c.outside, TestFrames.outer(b.first));
            assertArrayEquals(TestFrames.after(2, frame), TestFrames.packetOf(b.c.inside.takeSent()));
            assertEquals(1, b.second.count(WorkerCounter.HANDED_OVER));
            assertEquals(1, b.first.count(WorkerCounter.TAKEN_OVER));
            assertEquals(1, b.first.count(WorkerCounter.ENCAPSULATED));
            assertEquals(0, b.second.count(WorkerCounter.ENCAPSULATED));
        }
    }

    @Test
    void shouldHandNothingOverThatArrivesAtItsOwner() {
        try (TwoWorkers b = TwoWorkers.start()) {
            b.first.inside.inject(outbound(500, true));
            b.second.outside.inject(inbound(b.c, 500));
            b.cycle();

            assertEquals(1, b.first.outside.takeSent().size());
            assertEquals(1, b.second.inside.takeSent().size());
            assertEquals(0, b.count(WorkerCounter.HANDED_OVER));
        }
    }

    @ParameterizedTest
    @CsvSource({"false, false", "false, true", "true, false", "true, true"})
    void shouldOpenAtTheWorkerThatHasTheSa(boolean isOuterIpv6, boolean isUdp) {
        try (TwoWorkers b = TwoWorkers.start(options -> options.outer(isOuterIpv6, isUdp))) {
            b.c.deliver(b.c.inside, TestFrames.ofLength(INSIDE_MAC, HOST_D, HOST_A, 500, false));
            byte[] esp = TestFrames.outer(b.c);
            b.first.outside.inject(esp);
            b.cycle();

            assertEquals(500 + Ethernet.HEADER_LENGTH, TestFrames.only(b.second.inside.takeSent()).length);
            assertEquals(1, b.second.count(WorkerCounter.DECAPSULATED));
            assertEquals(0, b.first.count(WorkerCounter.DECAPSULATED));

            b.first.outside.inject(esp);
            b.second.outside.inject(esp);
            b.cycle();
            assertEquals(2, b.second.count(DropReason.REPLAYED), "one window, wherever a packet arrives");
        }
    }

    @Test
    void shouldTellTheSenderOfWhatIsTooBigAtTheOwner() {
        try (TwoWorkers b = TwoWorkers.start()) {
            b.second.inside.inject(outbound(1447, true));
            b.cycle();

            assertEquals(1446, TestFrames.mtuTold(TestFrames.only(b.first.inside.takeSent())));
            assertEquals(1, b.first.count(DropReason.TOO_BIG));
        }
    }

    @Test
    void shouldPutFragmentsTogetherAtOneWorkerWhereverTheyArrive() {
        try (TwoWorkers b = TwoWorkers.start()) {
            int datagrams = 40;
            for (int i = 0; i < datagrams; i++) {
                List<byte[]> parts = TestFragments.split(identified(inbound(b.c, 1200), i), 600);
                b.first.outside.inject(parts.get(i % 2));
                b.second.outside.inject(parts.get((i + 1) % 2));
                b.cycle();
            }

            assertEquals(datagrams, b.second.inside.takeSent().size());
            assertEquals(datagrams, b.count(WorkerCounter.REASSEMBLED));
            assertTrue(b.first.count(WorkerCounter.REASSEMBLED) > 0, "both share the work");
            assertTrue(b.second.count(WorkerCounter.REASSEMBLED) > 0, "both share the work");
            assertEquals(datagrams, b.second.count(WorkerCounter.DECAPSULATED));
        }
    }

    @Test
    void shouldLetFragmentsInClearFollowTheirFirstWhereverTheyArrive() {
        Selectors ports = new Selectors(IpPrefix.parse("10.1.0.0/24"), IpPrefix.parse("10.2.0.0/24"), IpProtocol.UDP,
            PortRange.ANY, PortRange.of(TestFrames.DESTINATION_PORT));
        try (TwoWorkers b = TwoWorkers.start(options -> options.policy(PolicyAction.PROTECT, ports, Leads.TO_THE_PEER)
            .policy(PolicyAction.DISCARD, "10.1.0.0/24", "10.2.0.0/24"))) {
            int datagrams = 20;
            for (int i = 0; i < datagrams; i++) {
                List<byte[]> parts = TestFragments.split(identified(outbound(1200, false), i), 600);
                b.first.inside.inject(parts.get(0));
                b.first.cycle();
                b.second.cycle();
                b.second.inside.inject(parts.get(1));
                b.cycle();
            }

            assertEquals(2 * datagrams, b.first.outside.takeSent().size());
            assertEquals(2L * datagrams, b.first.count(WorkerCounter.ENCAPSULATED));
        }
    }

    @Test
    void shouldTakeClaimToTheWorkerWhoseLedgerKnowsThePacket() {
        try (TwoWorkers b = TwoWorkers.start()) {
            b.first.inside.inject(outbound(1446, true));
            b.cycle();
            byte[] quote = Arrays.copyOf(TestFrames.packetOf(b.first.outside.takeSent()), 28);
            b.second.outside.inject(
                TestFrames.to(OUTSIDE_MAC, TestPackets.icmpFragmentationNeeded(R1, B_OUTSIDE, 1300, quote)));
            b.cycle();

            assertEquals(List.of(), b.second.seen);
            assertEquals(1, b.first.seen.size());
            assertTrue(b.first.seen.getFirst().startsWith("claim 192.0.1.1 1300 spi 1001 seq 1 sent 1500 "),
                b.first.seen::getFirst);
        }
    }

    /** RFC 4301 4.1: SPIs are the peers' choice, and two may choose the same. */
    @Test
    void shouldTakeClaimsAboutOneSpiOfTwoPeersEachToTheWorkerThatSentToThatPeer() {
        try (TwoWorkers b = TwoWorkers.start()) {
            IpAddress spoke = IpAddress.parse(GatewayFixture.SPOKE);
            b.second.order(worker -> worker.onAddOutboundSa(b.second.outboundSa(b.second.spoke, 9, B_TO_C, 0, 100)));
            b.first.order(worker -> worker.onSetOutboundOwner(B_TO_C, spoke, 1));
            b.second.order(worker -> worker.onAddPolicy(new Policy(7, -7, Selectors.of(IpPrefix.parse("10.1.0.0/24"),
                IpPrefix.parse("10.2.0.0/24")), PolicyAction.PROTECT, b.second.spoke)));
            b.cycle();
            b.cycle();
            b.first.inside.inject(outbound(1446, true));
            b.second.inside.inject(outbound(1346, true));
            b.cycle();
            byte[] toPeer = Arrays.copyOf(TestFrames.packetOf(b.first.outside.takeSent()), 28);
            byte[] toSpoke = Arrays.copyOf(TestFrames.packetOf(b.second.outside.takeSent()), 28);
            for (byte[] quote : List.of(toPeer, toSpoke)) {
                byte[] claim =
                    TestFrames.to(OUTSIDE_MAC, TestPackets.icmpFragmentationNeeded(R1, B_OUTSIDE, 1300, quote));
                b.first.outside.inject(claim);
                b.second.outside.inject(claim);
                b.cycle();
            }

            for (String seen : b.first.seen) {
                assertTrue(seen.startsWith("claim 192.0.1.1 1300 spi 1001 seq 1 sent 1500 "), seen);
            }
            for (String seen : b.second.seen) {
                assertTrue(seen.startsWith("claim 192.0.1.1 1300 spi 1001 seq 1 sent 1400 "), seen);
            }
            assertEquals(2, b.first.seen.size());
            assertEquals(2, b.second.seen.size());
        }
    }

    @Test
    void shouldBoundWhatFloodOfClaimsTakesOfTheRing() {
        try (TwoWorkers b = TwoWorkers.start()) {
            b.first.inside.inject(outbound(1446, true));
            b.cycle();
            byte[] quote = Arrays.copyOf(TestFrames.packetOf(b.first.outside.takeSent()), 28);
            byte[] claim = TestFrames.to(OUTSIDE_MAC, TestPackets.icmpFragmentationNeeded(R1, B_OUTSIDE, 1300, quote));
            for (int i = 0; i < ClaimLimiter.KNOWN_PER_SECOND + 10; i++) {
                b.second.outside.inject(claim);
                b.cycle();
            }

            assertEquals(10, b.second.count(DropReason.CLAIM_FLOOD));
            assertEquals(ClaimLimiter.KNOWN_PER_SECOND, b.second.count(WorkerCounter.HANDED_OVER));
        }
    }

    @Test
    void shouldDropWhatTheRingTakesNoMoreOfAndCountIt() {
        try (TwoWorkers b = TwoWorkers.withRingsOf(4)) {
            for (int i = 0; i < 10; i++) {
                b.second.inside.inject(outbound(500, true));
            }
            b.second.cycle();
            assertEquals(6, b.second.count(DropReason.HAND_OVER_FULL));
            b.cycle();

            assertEquals(4, b.first.outside.takeSent().size());
        }
    }

    @Test
    void shouldGiveBackWhatIsOnItsWayWhenWorkersStop() {
        TwoWorkers b = TwoWorkers.start();
        for (int i = 0; i < 10; i++) {
            b.second.inside.inject(outbound(500, true));
            b.first.outside.inject(inbound(b.c, 500));
        }
        b.second.step();
        b.first.step();
        b.second.step();
        b.second.inside.inject(outbound(500, true));
        b.second.step();

        assertTrue(b.pool.inUse() > 0, "packets are in the rings");
        // Closing takes them out of the rings, and finds every packet at home.
        b.close();
    }

    @Test
    void shouldEndPacketThatTwoWorkersTakeEachOtherToOwn() {
        try (TwoWorkers b = TwoWorkers.start()) {
            b.second.order(worker -> worker.onRemoveInboundSa(b.second.inboundSa));
            b.second.order(worker -> worker.onSetInboundOwner(C_TO_B, 0));
            b.first.outside.inject(inbound(b.c, 500));
            b.cycle();

            assertEquals(1, b.second.count(DropReason.UNKNOWN_SPI));
            assertEquals(1, b.count(WorkerCounter.HANDED_OVER));
        }
    }

    @Test
    void shouldForgetAnOwner() {
        try (TwoWorkers b = TwoWorkers.start()) {
            b.first.order(worker -> worker.onSetInboundOwner(C_TO_B, Command.NO_WORKER));
            b.first.outside.inject(inbound(b.c, 500));
            b.cycle();

            assertEquals(1, b.first.count(DropReason.UNKNOWN_SPI));
        }
    }

    @Test
    void shouldDropAtTheOwnerWhereTheTunnelHasNoSa() {
        try (TwoWorkers b = TwoWorkers.start()) {
            b.first.order(worker -> worker.onRemoveOutboundSa(b.first.outboundSa));
            b.first.order(worker -> worker.onSetOutboundOwner(B_TO_C, b.first.path.endpoints().remote(),
                Command.NO_WORKER));
            b.second.inside.inject(outbound(500, true));
            b.cycle();

            assertEquals(1, b.first.count(DropReason.NO_OUTBOUND_SA));
            assertEquals(0, b.second.counters.dropped());
        }
    }

    @Test
    void shouldSendByTheFirstWorkerWhereAPortHasNoQueueForTheSecond() {
        try (TwoWorkers b = TwoWorkers.withoutSecondQueues()) {
            b.first.outside.inject(inbound(b.c, 500));
            b.cycle();

            assertEquals(1, b.first.inside.takeSent().size());
            assertEquals(1, b.second.count(WorkerCounter.DECAPSULATED));
            assertEquals(1, b.first.count(WorkerCounter.SENT));
            assertEquals(2, b.count(WorkerCounter.TAKEN_OVER), "there to be opened, and back to be sent");
        }
    }

    @Test
    void shouldClampInboundSynsByWhatTheOtherWorkersSaAdds() {
        try (TwoWorkers b = TwoWorkers.start(options -> options.isB
            ? options.tcpMss(TunnelSettings.CLAMP_TO_MTU) : options)) {
            b.c.deliver(b.c.inside, TunnelMssTest.syn(false, false, Tcp.FLAG_SYN | Tcp.FLAG_ACK, 8960));
            b.second.outside.inject(TestFrames.outer(b.c));
            b.cycle();

            TunnelMssTest.assertMss(1406, TestFrames.only(b.second.inside.takeSent()));
            assertEquals(1, b.second.count(WorkerCounter.MSS_CLAMPED));
        }
    }

    private static byte[] outbound(int length, boolean dontFragment) {
        return TestFrames.ofLength(INSIDE_MAC, HOST_A, HOST_D, length, dontFragment);
    }

    /** {@return c's ESP, on its way to b} */
    private static byte[] inbound(GatewayFixture c, int length) {
        c.deliver(c.inside, TestFrames.ofLength(INSIDE_MAC, HOST_D, HOST_A, length, false));
        return TestFrames.outer(c);
    }

    private static byte[] identified(byte[] frame, int identification) {
        byte[] copy = frame.clone();
        new Ipv4().wrap(new UnsafeBuffer(copy), Ethernet.HEADER_LENGTH).identification(identification)
            .computeChecksum();
        return copy;
    }
}
