package dev.narrows.pmtu;

import static java.nio.ByteOrder.BIG_ENDIAN;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.narrows.fuzz.Mutator;
import dev.narrows.wire.FrameBuilder;
import dev.narrows.wire.IpAddress;
import dev.narrows.wire.IpHeader;
import dev.narrows.wire.IpProtocol;
import dev.narrows.wire.Ipv6FrameBuilder;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/**
 * Probes, answers and fragments of them, damaged anywhere, in a buffer that ends where they do. Whatever they are,
 * nothing beyond is read, what counts as a probe is what a second, slow reading of the bytes takes for one, and every
 * request that counts has an answer that counts.
 *
 * <p>{@code -Dnarrows.fuzz.rounds=N} makes it longer.
 */
class ProbeFuzzTest {
    private static final long SEED = 0x5052_4F42_45L;
    private static final int ROUNDS = Integer.getInteger("narrows.fuzz.rounds", 60_000);

    private final Random random = new Random(SEED);
    private final Mutator mutator = new Mutator(random);
    private final ProbeAnswerWriter answerWriter = new ProbeAnswerWriter();
    private int requests;
    private int answers;
    private int others;

    @Test
    void shouldTakeForProbesWhatTheBytesSay() {
        assertTrue(UnsafeBuffer.SHOULD_BOUNDS_CHECK, "without Agrona's bounds checks this test cannot fail");
        for (int round = 0; round < ROUNDS; round++) {
            byte[] packet = mutator.mutate(packet());
            IpHeader header = new IpHeader();
            if (header.parse(new UnsafeBuffer(packet), 0, packet.length)) {
                judge(header, Arrays.copyOf(packet, header.totalLength()), "round " + round + ": ");
            }
        }
        assertTrue(requests > ROUNDS / 50, requests + " requests");
        assertTrue(answers > ROUNDS / 50, answers + " answers");
        assertTrue(others > ROUNDS / 50, others + " others");
    }

    private void judge(IpHeader header, byte[] packet, String name) {
        boolean isRequest = Probe.isRequest(header);
        boolean isAnswer = Probe.isAnswer(header);
        String text = name + HexFormat.of().formatHex(packet);
        assertEquals(isEcho(header, packet, true), isRequest, text);
        assertEquals(isEcho(header, packet, false), isAnswer, text);
        if (isRequest) {
            requests++;
            long token = Probe.token(header);
            int length = answerWriter.write(header);
            IpHeader answer = new IpHeader();
            assertTrue(answer.parse(header.buffer(), 0, length), text);
            assertEquals(length, answer.totalLength(), text);
            assertTrue(Probe.isAnswer(answer), text);
            assertEquals(token, Probe.token(answer), text);
            assertEquals(header.sourceLow(), answer.destinationLow(), text);
            assertEquals(header.destinationLow(), answer.sourceLow(), text);
        } else if (isAnswer) {
            answers++;
        } else {
            others++;
        }
    }

    /** Reads the bytes of a packet whose header is valid, step by step, from the RFCs. */
    private static boolean isEcho(IpHeader header, byte[] packet, boolean isRequest) {
        boolean isIpv6 = packet[0] >>> 4 == 6;
        int start = header.headerLength();
        int length = packet.length - start;
        if (header.protocol() != (isIpv6 ? 58 : 1) || header.isLaterFragment() || length < 24) {
            return false;
        }
        UnsafeBuffer message = new UnsafeBuffer(packet, start, length);
        int type = isIpv6 ? isRequest ? 128 : 129 : isRequest ? 8 : 0;
        if ((message.getByte(0) & 0xFF) != type || message.getByte(1) != 0
            || !message.getStringWithoutLengthAscii(8, 8).equals("Narrows!")) {
            return false;
        }
        if (isRequest) {
            return start == (isIpv6 ? 40 : 20) && !header.isFragment() && sum(header, message, isIpv6) == 0xFFFF;
        }
        return header.isFragment() || sum(header, message, isIpv6) == 0xFFFF;
    }

    /** The ones' complement sum of the message and, with IPv6, the pseudo header, word by word. */
    private static int sum(IpHeader header, UnsafeBuffer message, boolean isIpv6) {
        long sum = 0;
        for (int i = 0; i + 1 < message.capacity(); i += 2) {
            sum += message.getShort(i, BIG_ENDIAN) & 0xFFFF;
        }
        if (message.capacity() % 2 != 0) {
            sum += (message.getByte(message.capacity() - 1) & 0xFF) << 8;
        }
        if (isIpv6) {
            for (long half : new long[] {
                header.sourceHigh(), header.sourceLow(), header.destinationHigh(), header.destinationLow()}) {
                sum += (half & 0xFFFF) + (half >>> 16 & 0xFFFF) + (half >>> 32 & 0xFFFF) + (half >>> 48);
            }
            sum += 58 + message.capacity();
        }
        while (sum > 0xFFFF) {
            sum = (sum & 0xFFFF) + (sum >>> 16);
        }
        return (int)sum;
    }

    private byte[] packet() {
        boolean isIpv6 = random.nextBoolean();
        IpAddress from = IpAddress.parse(isIpv6 ? "2001:db8:a::1" : "10.1.0.1");
        IpAddress to = IpAddress.parse(isIpv6 ? "2001:db8:d::1" : "10.2.0.1");
        int length = Probe.minLength(isIpv6) + (random.nextInt(3) == 0 ? 0 : random.nextInt(200));
        byte[] whole = random.nextBoolean() ? TestProbes.request(from, to, length, random.nextLong())
            : TestProbes.answer(from, to, length, random.nextLong());
        if (random.nextInt(4) != 0) {
            return whole;
        }
        byte[] part = Arrays.copyOfRange(whole, isIpv6 ? 40 : 20, (isIpv6 ? 40 : 20) + 8 * (1 + random.nextInt(6)));
        int start = random.nextInt(3) == 0 ? 8 * random.nextInt(3) : 0;
        return isIpv6
            ? new Ipv6FrameBuilder().addresses(from, to).fragment(random.nextBoolean(), start, 1)
                .payload(IpProtocol.ICMPV6, part).packet()
            : new FrameBuilder().addresses(from.ipv4(), to.ipv4()).fragment(random.nextBoolean(), start)
                .payload(IpProtocol.ICMP, part).packet();
    }
}
