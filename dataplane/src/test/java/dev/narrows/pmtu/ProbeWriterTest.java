package dev.narrows.pmtu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.narrows.wire.FrameBuilder;
import dev.narrows.wire.IpAddress;
import dev.narrows.wire.IpHeader;
import dev.narrows.wire.Ipv6FrameBuilder;
import java.util.Arrays;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Probes and their answers, against packets built byte by byte from the RFCs by the tests' own builders. */
class ProbeWriterTest {
    private static final int IDENTIFIER = 0xABCD;
    private static final long TOKEN = 0x8000_0000_0000_0001L;
    private static final int OFFSET = 11;
    private static final IpAddress FROM_V4 = IpAddress.parse("10.1.0.1");
    private static final IpAddress TO_V4 = IpAddress.parse("10.2.0.1");
    private static final IpAddress FROM_V6 = IpAddress.parse("2001:db8:a::1");
    private static final IpAddress TO_V6 = IpAddress.parse("2001:db8:d::ffff");

    private final ProbeWriter writer = new ProbeWriter(IDENTIFIER);

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldWriteIpv4ProbesOfEveryLength(boolean dontFragment) {
        for (int length = 44; length <= 1600; length++) {
            int sequence = length - 43;
            byte[] expected = new FrameBuilder().addresses(FROM_V4.ipv4(), TO_V4.ipv4()).dontFragment(dontFragment)
                .identification(sequence)
                .icmp(8, 0, IDENTIFIER << 16 | sequence, TestProbes.data(TOKEN, length - 28)).packet();
            assertArrayEquals(expected, write(length, FROM_V4, TO_V4, dontFragment), "length " + length);
        }
    }

    @Test
    void shouldWriteIpv6ProbesOfEveryLength() {
        for (int length = 64; length <= 1600; length++) {
            byte[] expected = new Ipv6FrameBuilder().addresses(FROM_V6, TO_V6)
                .icmp(128, 0, IDENTIFIER << 16 | length - 63, TestProbes.data(TOKEN, length - 48)).packet();
            assertArrayEquals(expected, write(length, FROM_V6, TO_V6, true), "length " + length);
        }
    }

    @Test
    void shouldStartTheSequenceAnewAfterItsLast() {
        byte[] probe = null;
        for (int i = 0; i < 65536; i++) {
            probe = write(44, FROM_V4, TO_V4, false);
        }
        assertArrayEquals(new byte[] {(byte)0xAB, (byte)0xCD, 0, 0}, Arrays.copyOfRange(probe, 24, 28));
        assertArrayEquals(new byte[] {0, 1}, Arrays.copyOfRange(write(44, FROM_V4, TO_V4, false), 26, 28));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldAnswerIpv4ProbesShortly(boolean dontFragment) {
        for (int length = 44; length <= 1600; length++) {
            byte[] request = new FrameBuilder().addresses(FROM_V4.ipv4(), TO_V4.ipv4()).identification(77).ttl(3)
                .tos(0x28).dontFragment(dontFragment)
                .icmp(8, 0, 0x1234_5678, TestProbes.data(TOKEN, length - 28)).packet();
            byte[] expected = new FrameBuilder().addresses(TO_V4.ipv4(), FROM_V4.ipv4()).identification(77).tos(0x28)
                .dontFragment(dontFragment).icmp(0, 0, 0x1234_5678, TestProbes.data(TOKEN, 16)).packet();
            assertArrayEquals(expected, answer(request), "length " + length);
        }
    }

    @Test
    void shouldAnswerIpv6ProbesShortly() {
        for (int length = 64; length <= 1600; length++) {
            byte[] request = new Ipv6FrameBuilder().addresses(FROM_V6, TO_V6).hopLimit(3).trafficClass(0x28)
                .flowLabel(0x12345).icmp(128, 0, 0x1234_5678, TestProbes.data(TOKEN, length - 48)).packet();
            byte[] expected = new Ipv6FrameBuilder().addresses(TO_V6, FROM_V6).trafficClass(0x28).flowLabel(0x12345)
                .icmp(129, 0, 0x1234_5678, TestProbes.data(TOKEN, 16)).packet();
            assertArrayEquals(expected, answer(request), "length " + length);
        }
    }

    /** Writes into memory full of something else, and sees that nothing around the probe changes. */
    private byte[] write(int length, IpAddress from, IpAddress to, boolean dontFragment) {
        byte[] memory = new byte[OFFSET + length + OFFSET];
        Arrays.fill(memory, (byte)0xA5);
        writer.write(new UnsafeBuffer(memory), OFFSET, length, from, to, dontFragment, TOKEN);
        byte[] probe = Arrays.copyOfRange(memory, OFFSET, OFFSET + length);
        Arrays.fill(memory, OFFSET, OFFSET + length, (byte)0xA5);
        for (byte around : memory) {
            assertEquals((byte)0xA5, around);
        }
        return probe;
    }

    private static byte[] answer(byte[] request) {
        byte[] memory = request.clone();
        IpHeader header = new IpHeader();
        assertTrue(header.parse(new UnsafeBuffer(memory), 0, memory.length));
        assertTrue(Probe.isRequest(header));
        return Arrays.copyOf(memory, new ProbeAnswerWriter().write(header));
    }
}
