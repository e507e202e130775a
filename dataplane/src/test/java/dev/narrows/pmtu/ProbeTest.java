package dev.narrows.pmtu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.narrows.allocation.Allocation;
import dev.narrows.wire.FrameBuilder;
import dev.narrows.wire.IpAddress;
import dev.narrows.wire.IpHeader;
import dev.narrows.wire.IpProtocol;
import dev.narrows.wire.Ipv4;
import dev.narrows.wire.Ipv6FrameBuilder;
import java.util.Arrays;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProbeTest {
    private static final long TOKEN = 0xFEDC_BA98_7654_3210L;
    private static final int RUNS = 1000;

    @Test
    void shouldHaveRoomForHeadersMagicAndToken() {
        assertEquals(20 + 8 + 16, Probe.minLength(false));
        assertEquals(40 + 8 + 16, Probe.minLength(true));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldKnowProbesOfEveryLengthAndTheirToken(boolean isIpv6) {
        for (int length = Probe.minLength(isIpv6); length < 1500; length++) {
            IpHeader request = parse(TestProbes.request(from(isIpv6), to(isIpv6), length, TOKEN));
            assertTrue(Probe.isRequest(request), "length " + length);
            assertFalse(Probe.isAnswer(request), "length " + length);
            assertEquals(TOKEN, Probe.token(request));
            IpHeader answer = parse(TestProbes.answer(from(isIpv6), to(isIpv6), length, -TOKEN));
            assertTrue(Probe.isAnswer(answer), "length " + length);
            assertFalse(Probe.isRequest(answer), "length " + length);
            assertEquals(-TOKEN, Probe.token(answer));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldLeavePingsAlone(boolean isIpv6) {
        byte[] other = new byte[56];
        for (int length : new int[] {0, 1, 7, 8, 15, 16, 17, 56}) {
            assertNeither(TestProbes.echo(from(isIpv6), to(isIpv6), true, Arrays.copyOf(other, length)));
            assertNeither(TestProbes.echo(from(isIpv6), to(isIpv6), false, Arrays.copyOf(other, length)));
        }
        byte[] data = TestProbes.data(TOKEN, 32);
        for (int length = 0; length < 16; length++) {
            assertNeither(TestProbes.echo(from(isIpv6), to(isIpv6), true, Arrays.copyOf(data, length)));
            assertNeither(TestProbes.echo(from(isIpv6), to(isIpv6), false, Arrays.copyOf(data, length)));
        }
    }

    /** Type, code and magic are read, and the checksum knows of every other bit. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldRefuseEachSingleWrongBit(boolean isIpv6) {
        byte[] request = TestProbes.request(from(isIpv6), to(isIpv6), 100, TOKEN);
        byte[] answer = TestProbes.answer(from(isIpv6), to(isIpv6), 100, TOKEN);
        for (int bit = (isIpv6 ? 40 : 20) * 8; bit < 100 * 8; bit++) {
            request[bit / 8] ^= (byte)(1 << bit % 8);
            answer[bit / 8] ^= (byte)(1 << bit % 8);
            assertNeither(request);
            assertNeither(answer);
            request[bit / 8] ^= (byte)(1 << bit % 8);
            answer[bit / 8] ^= (byte)(1 << bit % 8);
        }
        assertTrue(Probe.isRequest(parse(request)) && Probe.isAnswer(parse(answer)));
    }

    @Test
    void shouldRefuseOtherMessagesWithTheMagic() {
        byte[] data = TestProbes.data(TOKEN, 56);
        for (int type = 0; type < 256; type++) {
            for (int code = 0; code < 2; code++) {
                IpHeader ipv4 =
                    parse(new FrameBuilder().addresses(1 << 24, 2 << 24).icmp(type, code, 1, data).packet());
                assertEquals(type == 8 && code == 0, Probe.isRequest(ipv4), "type " + type);
                assertEquals(type == 0 && code == 0, Probe.isAnswer(ipv4), "type " + type);
                IpHeader ipv6 = parse(
                    new Ipv6FrameBuilder().addresses(from(true), to(true)).icmp(type, code, 1, data).packet());
                assertEquals(type == 128 && code == 0, Probe.isRequest(ipv6), "type " + type);
                assertEquals(type == 129 && code == 0, Probe.isAnswer(ipv6), "type " + type);
            }
        }
    }

    /** Where ICMP has its type and code, others have ports; and an ICMP of the other family is none (CVE-2009-0687). */
    @Test
    void shouldRefuseOtherProtocols() {
        byte[] request = TestProbes.request(from(false), to(false), 100, TOKEN);
        byte[] answer = TestProbes.answer(from(false), to(false), 100, TOKEN);
        for (int protocol = 0; protocol < 256; protocol++) {
            if (protocol != IpProtocol.ICMP) {
                byte[] other = Arrays.copyOfRange(protocol % 2 == 0 ? request : answer, 20, 100);
                assertNeither(new FrameBuilder().addresses(1 << 24, 2 << 24).payload(protocol, other).packet());
            }
        }
        assertNeither(new Ipv6FrameBuilder().addresses(from(true), to(true))
            .payload(IpProtocol.ICMP, Arrays.copyOfRange(answer, 20, 100)).packet());
        assertNeither(new FrameBuilder().addresses(1 << 24, 2 << 24).payload(IpProtocol.ICMPV6,
            Arrays.copyOfRange(TestProbes.answer(from(true), to(true), 100, TOKEN), 40, 100)).packet());
    }

    @Test
    void shouldTakeRequestsWithoutOptionsAndExtensionsAlone() {
        byte[] payload = Arrays.copyOfRange(TestProbes.request(from(false), to(false), 100, TOKEN), 20, 100);
        assertNeither(new FrameBuilder().addresses(1 << 24, 2 << 24).options(new byte[4])
            .payload(IpProtocol.ICMP, payload).packet());
        byte[] payloadOfIpv6 = Arrays.copyOfRange(TestProbes.request(from(true), to(true), 100, TOKEN), 40, 100);
        assertNeither(new Ipv6FrameBuilder().addresses(from(true), to(true))
            .options(IpProtocol.DESTINATION_OPTIONS, 8).payload(IpProtocol.ICMPV6, payloadOfIpv6).packet());
    }

    /** An answer that a narrower way back cut in pieces is known by the first; no other shows a header. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldTakeTheFirstFragmentOfAnAnswerAndOfNoRequest(boolean isIpv6) {
        byte[] answer = TestProbes.answer(from(isIpv6), to(isIpv6), 1400, TOKEN);
        assertTrue(Probe.isAnswer(parse(fragment(answer, isIpv6, 0, 600))));
        assertEquals(TOKEN, Probe.token(parse(fragment(answer, isIpv6, 0, 600))));
        assertTrue(Probe.isAnswer(parse(fragment(answer, isIpv6, 0, 24))));
        assertNeither(fragment(answer, isIpv6, 0, 16));
        assertNeither(fragment(answer, isIpv6, 600, 1200));
        byte[] request = TestProbes.request(from(isIpv6), to(isIpv6), 1400, TOKEN);
        assertNeither(fragment(request, isIpv6, 0, 600));
        // Its data look like a probe's, but it is a later part of something else.
        byte[] hidden = new byte[1400];
        System.arraycopy(answer, 0, hidden, 0, isIpv6 ? 40 : 20);
        System.arraycopy(answer, isIpv6 ? 40 : 20, hidden, (isIpv6 ? 40 : 20) + 8, 100);
        assertNeither(fragment(hidden, isIpv6, 8, 200));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldAllocateNothing(boolean isIpv6) {
        IpHeader answer = parse(TestProbes.answer(from(isIpv6), to(isIpv6), 1400, TOKEN));
        UnsafeBuffer buffer = new UnsafeBuffer(new byte[1400]);
        IpHeader written = new IpHeader();
        ProbeWriter writer = new ProbeWriter(1);
        ProbeAnswerWriter answerWriter = new ProbeAnswerWriter();
        IpAddress from = from(isIpv6);
        IpAddress to = to(isIpv6);
        assertEquals(0, Allocation.perRun(() -> {
            for (int i = 0; i < RUNS; i++) {
                writer.write(buffer, 0, 1400, from, to, false, i);
                boolean isWhole = written.parse(buffer, 0, 1400);
                if (!isWhole || !Probe.isRequest(written) || Probe.token(written) != i
                    || answerWriter.write(written) > 64 || !Probe.isAnswer(answer)) {
                    throw new AssertionError("no probe");
                }
            }
        }));
    }

    private static byte[] fragment(byte[] packet, boolean isIpv6, int start, int end) {
        int headerLength = isIpv6 ? 40 : Ipv4.MIN_HEADER_LENGTH;
        byte[] part = Arrays.copyOfRange(packet, headerLength + start, headerLength + end);
        return isIpv6
            ? new Ipv6FrameBuilder().addresses(from(true), to(true)).fragment(true, start, 5)
                .payload(IpProtocol.ICMPV6, part).packet()
            : new FrameBuilder().addresses(from(false).ipv4(), to(false).ipv4()).fragment(true, start)
                .payload(IpProtocol.ICMP, part).packet();
    }

    private static void assertNeither(byte[] packet) {
        IpHeader header = parse(packet);
        assertFalse(Probe.isRequest(header));
        assertFalse(Probe.isAnswer(header));
    }

    private static IpHeader parse(byte[] packet) {
        IpHeader header = new IpHeader();
        assertTrue(header.parse(new UnsafeBuffer(packet), 0, packet.length));
        return header;
    }

    private static IpAddress from(boolean isIpv6) {
        return IpAddress.parse(isIpv6 ? "2001:db8:a::1" : "10.1.0.1");
    }

    private static IpAddress to(boolean isIpv6) {
        return IpAddress.parse(isIpv6 ? "2001:db8:d::1" : "10.2.0.1");
    }
}
