package dev.narrows.worker;

import static dev.narrows.worker.GatewayFixture.OUTSIDE_MAC;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.narrows.crypto.Algorithm;
import dev.narrows.esp.EspDecapsulator;
import dev.narrows.packet.InMemoryPool;
import dev.narrows.packet.Packet;
import dev.narrows.packet.PacketPool;
import dev.narrows.pmtu.DfPolicy;
import dev.narrows.pmtu.Probe;
import dev.narrows.pmtu.TestProbes;
import dev.narrows.sa.OutboundSa;
import dev.narrows.sa.TunnelSettings;
import dev.narrows.stats.DropReason;
import dev.narrows.stats.WorkerCounter;
import dev.narrows.wire.FrameBuilder;
import dev.narrows.wire.Icmpv6;
import dev.narrows.wire.IpHeader;
import dev.narrows.wire.Ipv4;
import dev.narrows.wire.Ipv6FrameBuilder;
import dev.narrows.wire.TestPackets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Path probes through whole workers: how they leave and are answered, and what becomes of those that cannot go. */
class ProbingTest {
    private static final Algorithm GCM = Algorithm.AES_128_GCM_16;
    private static final long TOKEN = 0x8123_4567_89AB_CDEFL;
    private static final int MTU = GatewayFixture.MTU;
    /** What the path is thought to take, far below what is probed. */
    private static final int EFFECTIVE = 1280;

    private static Stream<ProbeKind> kinds() {
        return ProbeKind.all();
    }

    private static Stream<Arguments> all() {
        return Stream.of(Algorithm.values()).flatMap(algorithm -> kinds().map(kind -> Arguments.of(algorithm, kind)));
    }

    /** Of the exact length, with DF although the tunnel clears it, unpadded although it pads, and answered shortly. */
    @ParameterizedTest
    @MethodSource("all")
    void shouldSendProbesOfEveryLengthAndHearOfTheirAnswers(Algorithm algorithm, ProbeKind kind) {
        Pair.with(options -> probing(options, kind).algorithm(algorithm), (b, c) -> {
            b.order(worker -> worker.onSetPathMtu(0, EFFECTIVE, true));
            int least = Probe.minLength(kind.isInnerIpv6());
            int answerLength = kind.outerLength(algorithm, least);
            List<Integer> outerLengths = new ArrayList<>();
            for (int length : lengths(least, kind.largest(algorithm, MTU))) {
                long token = TOKEN * length;
                b.counts(() -> probe(b, length, token),
                    WorkerCounter.MADE, WorkerCounter.PROBES_SENT, WorkerCounter.SENT);
                byte[] outer = TestFrames.outer(b);
                IpHeader header = TestFrames.header(outer);
                assertEquals(kind.outerLength(algorithm, length), header.totalLength(), "length " + length);
                assertTrue(header.dontFragment() && !header.isFragment());
                outerLengths.add(header.totalLength());

                c.counts(() -> c.deliver(c.outside, outer), WorkerCounter.RECEIVED, WorkerCounter.DECAPSULATED,
                    WorkerCounter.PROBES_ANSWERED, WorkerCounter.ENCAPSULATED, WorkerCounter.SENT);
                byte[] answer = TestFrames.outer(c);
                assertEquals(answerLength, TestFrames.header(answer).totalLength());
                b.counts(() -> b.deliver(b.outside, answer),
                    WorkerCounter.RECEIVED, WorkerCounter.PROBE_ANSWERS, DropReason.PROBE_ANSWER_TAKEN);
                assertEquals(List.of("probe 0 " + token), b.seen);
                b.seen.clear();
            }
            assertTrue(outerLengths.getLast() > MTU - algorithm.alignment(), "up to what the link takes");
            assertEquals(List.of(), b.host.takeSent());
            assertEquals(List.of(), c.host.takeSent());
            assertEquals(outerLengths.size(), b.outboundSa.packets());
            assertEquals(outerLengths.size(), b.inboundSa.packets());
        });
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void shouldSendNoProbeThatTheLinkItselfCannotTake(ProbeKind kind) {
        Pair.with(kind::of, (b, c) -> {
            int largest = kind.largest(GCM, MTU);
            b.counts(() -> probe(b, largest + 1, TOKEN), WorkerCounter.MADE, DropReason.PROBE_TOO_BIG);
            b.counts(() -> probe(b, 65000, TOKEN), WorkerCounter.MADE, DropReason.NO_ROOM);
            assertEquals(0, b.outboundSa.sequence(), "no number is used up");
            b.counts(() -> probe(b, largest, TOKEN), WorkerCounter.MADE, WorkerCounter.PROBES_SENT, WorkerCounter.SENT);
        });
    }

    /** Whatever the tunnel's own MTU as an interface. */
    @Test
    void shouldProbeInterfaces() {
        for (boolean isIpv6 : new boolean[] {false, true}) {
            Pair.with(options -> options.asInterface(1200).probed(isIpv6), (b, c) -> {
                probe(b, 1400, TOKEN);
                c.deliver(c.outside, TestFrames.outer(b));
                b.deliver(b.outside, TestFrames.outer(c));
                assertEquals(List.of("probe 0 " + TOKEN), b.seen);
            });
        }
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void shouldCarryNothingButAnEchoRequest(ProbeKind kind) {
        Pair.with(kind::of, (b, c) -> {
            int length = 1301;
            probe(b, length, TOKEN);
            byte[] first = open(c, kind, TestFrames.outer(b));
            probe(b, length, TOKEN);
            byte[] second = open(c, kind, TestFrames.outer(b));

            IpHeader header = new IpHeader();
            assertTrue(header.parse(new UnsafeBuffer(first), 0, first.length) && Probe.isRequest(header));
            assertEquals(kind.isTransport() || kind.isInnerIpv6(), header.dontFragment());
            int data = header.payloadOffset() + 8;
            byte[] expected = TestProbes.request(kind.address(true), kind.address(false), length, TOKEN);
            assertArrayEquals(Arrays.copyOfRange(expected, data, length), Arrays.copyOfRange(first, data, length));
            assertArrayEquals(Arrays.copyOfRange(expected, header.headerLength() - 8, header.headerLength()),
                Arrays.copyOfRange(first, header.headerLength() - 8, header.headerLength()), "addresses");
            assertArrayEquals(Arrays.copyOfRange(first, data - 4, data - 2),
                Arrays.copyOfRange(second, data - 4, data - 2), "one identifier");
            assertEquals(first[data - 1] + 1, second[data - 1], "the next sequence number");
        });
    }

    /** A router that drops a probe is heard: the ledger has it, also where the tunnel's packets have no DF. */
    @ParameterizedTest
    @MethodSource("kinds")
    void shouldKnowItsProbesWhereARouterClaimsThatOneWasTooBig(ProbeKind kind) {
        Pair.with(options -> probing(options, kind), (b, c) -> {
            b.order(worker -> worker.onSetPathMtu(0, EFFECTIVE, true));
            probe(b, 1400, TOKEN);
            byte[] outer = TestPackets.packetOf(TestFrames.outer(b));
            byte[] quote = Arrays.copyOf(outer, (kind.isOuterIpv6() ? 40 : 20) + 16);
            byte[] claim = kind.isOuterIpv6()
                ? new Ipv6FrameBuilder().addresses(GatewayFixture.outsideAddress(false, true),
                    GatewayFixture.outsideAddress(true, true)).icmp(Icmpv6.PACKET_TOO_BIG, 0, 1390, quote).frame()
                : new FrameBuilder().addresses(GatewayFixture.R1, GatewayFixture.B_OUTSIDE)
                    .icmp(3, 4, 1390, quote).frame();
            b.deliver(b.outside, TestFrames.to(OUTSIDE_MAC, claim));
            assertEquals(1, b.seen.size());
            String claimed = b.seen.getFirst();
            assertTrue(claimed.endsWith("1390 spi 1001 seq 1 sent " + outer.length + " inner 48"), claimed);
        });
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void shouldCountProbesThatCannotGo(ProbeKind kind) {
        Pair.with(kind::of, (b, c) -> {
            OutboundSa leased = b.outboundSa(5, GatewayFixture.B_TO_C, 0, 2);
            b.order(worker -> worker.onAddOutboundSa(leased));
            b.order(worker -> worker.onRemoveOutboundSa(b.outboundSa));
            b.seen.clear();
            probe(b, 100, TOKEN);
            assertEquals(List.of("lease 5 1"), b.seen);
            probe(b, 100, TOKEN);
            b.counts(() -> probe(b, 100, TOKEN), WorkerCounter.MADE, DropReason.LEASE_EXHAUSTED);
            b.order(worker -> worker.onRemoveOutboundSa(leased));
            b.counts(() -> probe(b, 100, TOKEN), WorkerCounter.MADE, DropReason.NO_OUTBOUND_SA);

            List<Long> taken = new ArrayList<>();
            for (long handle = b.pool.allocate(); handle != PacketPool.EXHAUSTED; handle = b.pool.allocate()) {
                taken.add(handle);
            }
            b.counts(() -> probe(b, 100, TOKEN), WorkerCounter.NOT_MADE);
            taken.forEach(b.pool::free);
        });
    }

    /** Nobody sent what a router complains of but ourselves: without a port to it there is no host to tell. */
    @ParameterizedTest
    @MethodSource("kinds")
    void shouldTellOfALostProbeWhoeverIsThere(ProbeKind kind) {
        Pair.with(kind::of, (b, c) -> {
            byte[] start = Arrays.copyOf(TestProbes.request(kind.address(true), kind.address(false), 1400, TOKEN), 48);
            if (kind.isTransport()) {
                if (!kind.isInnerIpv6()) {
                    // In transport mode a probe's own header has DF.
                    new Ipv4().wrap(new UnsafeBuffer(start), 0).fragment(true, false, 0).computeChecksum();
                }
                b.order(worker -> worker.onReportTooBig(start, 1300));
                byte[] error = TestFrames.only(b.host.takeSent());
                assertEquals(1300, TestFrames.mtuTold(error));
                assertEquals(kind.address(true), TestFrames.destination(error));
            } else {
                b.counts(() -> b.order(worker -> worker.onReportTooBig(start, 1300)), WorkerCounter.ICMP_FORBIDDEN);
                assertEquals(List.of(), b.seen);
            }
        });
    }

    @Test
    void shouldCountAnAnswerThatTheControlPlaneHasNoRoomFor() {
        Pair.with(options -> options.probed(false), (b, c) -> {
            probe(b, 100, TOKEN);
            c.deliver(c.outside, TestFrames.outer(b));
            byte[] answer = TestFrames.outer(c);
            int waiting = 0;
            while (b.events.saReleased(7)) {
                waiting++;
            }
            b.counts(() -> b.deliver(b.outside, answer), WorkerCounter.RECEIVED, WorkerCounter.PROBE_ANSWERS,
                DropReason.CONTROL_RING_FULL, WorkerCounter.EVENTS_LOST);
            assertEquals(waiting, b.seen.size());
            assertFalse(b.seen.contains("probe 0 " + TOKEN));
        });
    }

    private static GatewayOptions probing(GatewayOptions options, ProbeKind kind) {
        GatewayOptions probed = kind.of(options).df(DfPolicy.CLEAR);
        return options.isB ? probed.tfc(TunnelSettings.TFC_TO_MTU) : probed;
    }

    private static int[] lengths(int least, int largest) {
        return new int[] {least, least + 1, least + 2, least + 3, 577, 1000, 1280, largest - 1, largest};
    }

    private static void probe(GatewayFixture gateway, int length, long token) {
        gateway.order(worker -> worker.onSendProbe(gateway.tunnel, length, token));
    }

    /** {@return what is in an outer packet} */
    private static byte[] open(GatewayFixture receiver, ProbeKind kind, byte[] outer) {
        try (InMemoryPool pool = new InMemoryPool(1)) {
            long handle = pool.allocate(TestPackets.packetOf(outer));
            Packet packet = new Packet();
            packet.wrap(handle);
            IpHeader header = new IpHeader();
            assertTrue(header.parse(packet.buffer(), packet.offset(), packet.length()));
            assertNull(new EspDecapsulator().decapsulate(
                packet, header, header.payloadOffset() + (kind.isUdp() ? 8 : 0), receiver.inboundSa));
            packet.store();
            byte[] inner = pool.copy(handle);
            pool.free(handle);
            return inner;
        }
    }
}
