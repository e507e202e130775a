package dev.narrows.worker;

import static dev.narrows.worker.GatewayFixture.INSIDE_MAC;
import static dev.narrows.worker.GatewayFixture.OUTSIDE_MAC;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.narrows.pmtu.TestProbes;
import dev.narrows.stats.DropReason;
import dev.narrows.stats.WorkerCounter;
import dev.narrows.wire.Ethernet;
import dev.narrows.wire.IpAddress;
import dev.narrows.wire.IpProtocol;
import dev.narrows.wire.Ipv6FrameBuilder;
import dev.narrows.wire.TestPackets;
import java.util.Arrays;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What counts as the answer to a probe, and what is left to take its ordinary way. */
class ProbeAnswersTest {
    private static final long TOKEN = 0x0BAD_CAFE_0BAD_CAFEL;

    /** A peer that is no Narrows sends back all that it got (RFC 1122 3.2.2.6). */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldTakeAnswersAsLongAsTheProbe(boolean isIpv6) {
        Pair.with(options -> options.host().probed(isIpv6), (b, c) -> {
            for (int length : new int[] {64, 577, 1400}) {
                assertTaken(b, sealed(c, TestProbes.answer(peer(isIpv6), us(isIpv6), length, TOKEN)));
            }
        });
    }

    /** Where the way back is narrower, the peer may send the answer in pieces: the first tells all. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldTakeTheFirstPieceOfAnAnswerAndLeaveTheOthers(boolean isIpv6) {
        Pair.with(options -> options.probed(isIpv6), (b, c) -> {
            byte[] answer = TestProbes.answer(peer(isIpv6), us(isIpv6), 1400, TOKEN);
            assertTaken(b, sealed(c, piece(answer, isIpv6, 0, 800)));
            byte[] rest = sealed(c, piece(answer, isIpv6, 800, answer.length - (isIpv6 ? 40 : 20)));
            b.counts(() -> b.deliver(b.outside, rest),
                WorkerCounter.RECEIVED, WorkerCounter.DECAPSULATED, DropReason.NOT_SERVED);
        });
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldLeavePingsToTheHost(boolean isIpv6) {
        Pair.with(options -> options.host().probed(isIpv6), (b, c) -> {
            assertToHost(b, sealed(c, TestProbes.echo(peer(isIpv6), us(isIpv6), false, TestPackets.pattern(56))));
            assertToHost(b, sealed(c, TestProbes.echo(peer(isIpv6), us(isIpv6), true, TestPackets.pattern(56))));
            byte[] wrongMagic = TestProbes.data(TOKEN, 56);
            wrongMagic[7] ^= 1;
            assertToHost(b, sealed(c, TestProbes.echo(peer(isIpv6), us(isIpv6), false, wrongMagic)));
            assertToHost(b, sealed(c, TestProbes.echo(peer(isIpv6), us(isIpv6), true, wrongMagic)));
            byte[] wrongChecksum = TestProbes.answer(peer(isIpv6), us(isIpv6), 100, TOKEN);
            wrongChecksum[99] ^= 1;
            assertToHost(b, sealed(c, wrongChecksum));
        });
    }

    /** The tunnel carries much, and whoever is behind the peer may write the magic; but only from his own address. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldLeaveAnswersBetweenOtherAddresses(boolean isIpv6) {
        Pair.with(options -> options.host().probed(isIpv6), (b, c) -> {
            IpAddress d = GatewayFixture.host(false, isIpv6);
            IpAddress a = GatewayFixture.host(true, isIpv6);
            assertToHost(b, sealed(c, TestProbes.answer(d, us(isIpv6), 100, TOKEN)));
            byte[] toA = TestProbes.answer(peer(isIpv6), a, 100, TOKEN);
            byte[] outer = sealed(c, toA);
            b.counts(() -> b.deliver(b.outside, outer),
                WorkerCounter.RECEIVED, WorkerCounter.DECAPSULATED, WorkerCounter.SENT);
            assertEquals(toA.length, TestFrames.packetOf(b.inside.takeSent()).length);
            assertEquals(List.of(), b.seen);
        });
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldTakeNoAnswerByAnotherTunnel(boolean isIpv6) {
        Pair.with(options -> options.host().probed(isIpv6), (b, c) -> {
            byte[] esp = TestEsp.esp(b.outboundSa(9, GatewayFixture.SPOKE_TO_US, 0, 100),
                TestProbes.answer(peer(isIpv6), us(isIpv6), 100, TOKEN),
                isIpv6 ? IpProtocol.IPV6 : IpProtocol.IPIP, 1);
            byte[] outer = TestFrames.payload(OUTSIDE_MAC, IpAddress.parse(GatewayFixture.SPOKE),
                GatewayFixture.outsideAddress(true, false), IpProtocol.ESP, esp);
            b.counts(() -> b.deliver(b.outside, outer), WorkerCounter.RECEIVED, DropReason.SELECTOR_MISMATCH);
            assertEquals(List.of(), b.seen);
        });
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldTakeNoAnswerTwiceNorDamaged(boolean isIpv6) {
        Pair.with(options -> options.probed(isIpv6), (b, c) -> {
            byte[] outer = sealed(c, TestProbes.answer(peer(isIpv6), us(isIpv6), 100, TOKEN));
            byte[] damaged = outer.clone();
            damaged[damaged.length - 1] ^= 1;
            b.counts(() -> b.deliver(b.outside, damaged), WorkerCounter.RECEIVED, DropReason.BAD_ICV);
            assertTaken(b, outer);
            b.counts(() -> b.deliver(b.outside, outer), WorkerCounter.RECEIVED, DropReason.REPLAYED);
        });
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldTakeNoAnswerInClear(boolean isIpv6) {
        Pair.with(options -> options.host().probed(isIpv6), (b, c) ->
            assertRefusedInClear(b, TestProbes.answer(peer(isIpv6), us(isIpv6), 100, TOKEN)));
        Pair.with(options -> options.transport().outer(isIpv6, false).probed(isIpv6), (b, c) ->
            assertRefusedInClear(b, TestProbes.answer(GatewayFixture.outsideAddress(false, isIpv6),
                GatewayFixture.outsideAddress(true, isIpv6), 100, TOKEN)));
    }

    /** Short answers are for tunnels: in clear, an echo is an echo, and its answer as long as itself. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldAnswerProbesInClearAsAnyEcho(boolean isIpv6) {
        Pair.with(options -> options.probed(isIpv6), (b, c) -> {
            byte[] probe = TestProbes.request(GatewayFixture.host(true, isIpv6), us(isIpv6), 1000, TOKEN);
            b.counts(() -> b.deliver(b.inside, framed(INSIDE_MAC, probe)), WorkerCounter.RECEIVED, WorkerCounter.SENT);
            assertEquals(1000, TestFrames.packetOf(b.inside.takeSent()).length);
            byte[] stranger = TestProbes.request(IpAddress.parse(isIpv6 ? "2001:db8:2::9" : "192.0.2.9"),
                GatewayFixture.outsideAddress(true, isIpv6), 1000, TOKEN);
            b.counts(() -> b.deliver(b.outside, framed(OUTSIDE_MAC, stranger)),
                WorkerCounter.RECEIVED, WorkerCounter.SENT);
            assertEquals(1000, TestFrames.packetOf(b.outside.takeSent()).length);
        });
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldAnswerAPeersProbeThoughItSendsNoneItself(boolean isIpv6) {
        Pair.with(options -> options.host(), (b, c) -> {
            byte[] outer = sealed(c, TestProbes.request(peer(isIpv6), us(isIpv6), 1400, TOKEN));
            b.counts(() -> b.deliver(b.outside, outer), WorkerCounter.RECEIVED, WorkerCounter.DECAPSULATED,
                WorkerCounter.PROBES_ANSWERED, WorkerCounter.ENCAPSULATED, WorkerCounter.SENT);
            assertTrue(TestFrames.header(TestFrames.outer(b)).totalLength() < 150);
            assertToHost(b, sealed(c, TestProbes.answer(peer(isIpv6), us(isIpv6), 100, TOKEN)));
            // Behind us, too, but not us.
            byte[] toA = sealed(c, TestProbes.request(peer(isIpv6), GatewayFixture.host(true, isIpv6), 1400, TOKEN));
            b.counts(() -> b.deliver(b.outside, toA),
                WorkerCounter.RECEIVED, WorkerCounter.DECAPSULATED, WorkerCounter.SENT);
            assertEquals(1400, TestFrames.packetOf(b.inside.takeSent()).length);
        });
    }

    private static void assertTaken(GatewayFixture b, byte[] outer) {
        b.counts(() -> b.deliver(b.outside, outer),
            WorkerCounter.RECEIVED, WorkerCounter.PROBE_ANSWERS, DropReason.PROBE_ANSWER_TAKEN);
        assertEquals(List.of("probe 0 " + TOKEN), b.seen);
        b.seen.clear();
        assertEquals(List.of(), b.host.takeSent());
    }

    private static void assertToHost(GatewayFixture b, byte[] outer) {
        b.counts(() -> b.deliver(b.outside, outer),
            WorkerCounter.RECEIVED, WorkerCounter.DECAPSULATED, WorkerCounter.SENT);
        assertEquals(1, b.host.takeSent().size());
        assertEquals(List.of(), b.outside.takeSent());
        assertEquals(List.of(), b.seen);
    }

    private static void assertRefusedInClear(GatewayFixture b, byte[] answer) {
        b.counts(() -> b.deliver(b.outside, framed(OUTSIDE_MAC, answer)),
            WorkerCounter.RECEIVED, DropReason.CLEARTEXT_FROM_UNPROTECTED);
        assertEquals(List.of(), b.seen);
        assertEquals(List.of(), b.host.takeSent());
    }

    private static byte[] sealed(GatewayFixture sender, byte[] inner) {
        return TestEsp.seal(sender.outboundSa, inner, OUTSIDE_MAC);
    }

    private static byte[] framed(long mac, byte[] packet) {
        byte[] frame = new byte[Ethernet.HEADER_LENGTH + packet.length];
        System.arraycopy(packet, 0, frame, Ethernet.HEADER_LENGTH, packet.length);
        new Ethernet().wrap(new UnsafeBuffer(frame), 0).destination(mac).source(GatewayFixture.HOST_MAC)
            .type(packet[0] >>> 4 == 6 ? Ethernet.TYPE_IPV6 : Ethernet.TYPE_IPV4);
        return frame;
    }

    private static byte[] piece(byte[] packet, boolean isIpv6, int start, int end) {
        if (!isIpv6) {
            List<byte[]> pieces = TestFragments.split(framed(0, packet), start == 0 ? end : start);
            return TestPackets.packetOf(pieces.get(start == 0 ? 0 : 1));
        }
        return new Ipv6FrameBuilder().addresses(peer(true), us(true)).fragment(40 + end < packet.length, start, 5)
            .payload(IpProtocol.ICMPV6, Arrays.copyOfRange(packet, 40 + start, 40 + end)).packet();
    }

    private static IpAddress us(boolean isIpv6) {
        return GatewayFixture.insideAddress(true, isIpv6);
    }

    private static IpAddress peer(boolean isIpv6) {
        return GatewayFixture.insideAddress(false, isIpv6);
    }
}
