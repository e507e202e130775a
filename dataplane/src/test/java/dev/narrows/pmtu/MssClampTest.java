package dev.narrows.pmtu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.narrows.wire.FrameBuilder;
import dev.narrows.wire.InternetChecksum;
import dev.narrows.wire.IpAddress;
import dev.narrows.wire.IpHeader;
import dev.narrows.wire.IpProtocol;
import dev.narrows.wire.ScapyFrames;
import dev.narrows.wire.Tcp;
import dev.narrows.wire.TestTcp;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.Random;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a SYN promises, lowered. */
class MssClampTest {
    private static final IpAddress A = IpAddress.parse("10.1.0.2");
    private static final IpAddress D = IpAddress.parse("10.2.0.2");
    private static final IpAddress A6 = IpAddress.parse("2001:db8:a::2");
    private static final IpAddress D6 = IpAddress.parse("2001:db8:d::2");
    private static final int SYN_ACK = Tcp.FLAG_SYN | Tcp.FLAG_ACK;
    private static final int SYNS = 400;
    private static final int FUZZED = 200_000;
    private static final int SEED = 7;
    private static final int MOST_OPTIONS = 40;

    private final MssClamp clamp = new MssClamp();
    private final IpHeader header = new IpHeader();

    @ParameterizedTest
    @CsvSource({"false, 2, false", "false, 18, true", "true, 2, true", "true, 18, false"})
    void shouldLowerWhatIsTooMuchAndLeaveTheRest(boolean isIpv6, int flags, boolean isOdd) {
        for (int mss : new int[] {1407, 1406, 1405, 536, 0, 65535}) {
            byte[] packet = syn(isIpv6, flags, isOdd ? TestTcp.oddMss(mss) : TestTcp.mss(mss));
            byte[] expected = syn(isIpv6, flags, isOdd ? TestTcp.oddMss(Math.min(mss, 1406))
                : TestTcp.mss(Math.min(mss, 1406)));
            assertEquals(mss > 1406, clamp(packet, 1406));
            assertArrayEquals(expected, packet, "mss " + mss);
            assertTrue(TestTcp.isChecksumRight(packet));
        }
    }

    @Test
    void shouldLowerEachOfSeveral() {
        byte[] packet = syn(false, Tcp.FLAG_SYN, 2, 4, 0x23, 0, 1, 2, 4, 0x24, 0, 2, 4, 1, 0);
        assertTrue(clamp(packet, 0x0500));
        assertArrayEquals(syn(false, Tcp.FLAG_SYN, 2, 4, 5, 0, 1, 2, 4, 5, 0, 2, 4, 1, 0), packet);
    }

    /** Without the option, behind the list's end, of a wrong length, behind what is malformed, under a code. */
    @ParameterizedTest
    @ValueSource(strings = {"", "01010402", "00020405b4", "020305b4", "02060505b4", "03000204", "0801020405b4",
        "fd28020405b4", "02", "0204", "1d10000102030405060708090a0b0c0d020405b4", "020405b41d0400ff"})
    void shouldLeaveAlone(String options) {
        byte[] packet = TestTcp.packet(A, D, Tcp.FLAG_SYN, HexFormat.of().parseHex(options));
        byte[] before = packet.clone();
        assertTrue(parse(packet) && clamp.isSyn(header), "a SYN it is");
        assertFalse(clamp.lower(536));
        assertArrayEquals(before, packet);
    }

    @Test
    void shouldLowerUnderMd5WhichCoversNoOptions() {
        byte[] options = HexFormat.of().parseHex("1312000102030405060708090a0b0c0d0e0f020405b4");
        assertTrue(clamp(TestTcp.packet(A, D, Tcp.FLAG_SYN, options), 536));
    }

    @Test
    void shouldTakeNothingElseForSyn() {
        byte[] segment = TestTcp.segment(A, D, Tcp.FLAG_SYN, TestTcp.mss(1460));
        assertFalse(isSyn(TestTcp.packet(A, D, Tcp.FLAG_ACK, TestTcp.mss(1460))), "no SYN");
        assertFalse(isSyn(ipv4().payload(IpProtocol.UDP, segment).packet()), "no TCP");
        assertFalse(isSyn(ipv4().fragment(false, 24).payload(IpProtocol.TCP, segment).packet()), "a later fragment");
        assertTrue(isSyn(ipv4().fragment(true, 0).payload(IpProtocol.TCP, segment).packet()), "the first fragment");
        for (int length = 0; length < segment.length; length++) {
            assertFalse(isSyn(ipv4().fragment(true, 0).payload(IpProtocol.TCP, Arrays.copyOf(segment, length))
                .packet()),
                "cut off at " + length);
        }
        for (int dataOffset = 0; dataOffset < 16; dataOffset++) {
            segment[Tcp.DATA_OFFSET_OFFSET] = (byte)(dataOffset << 4);
            assertEquals(dataOffset >= 5 && dataOffset * 4 <= segment.length,
                isSyn(ipv4().payload(IpProtocol.TCP, segment).packet()), "data offset " + dataOffset);
        }
    }

    @Test
    void shouldKnowTheSegmentOfAPacket() {
        assertEquals(1406, MssClamp.segment(1446, false));
        assertEquals(1220, MssClamp.segment(1280, true));
    }

    @Test
    void shouldMakeThePacketsThatScapyMakes() throws Exception {
        int lowered = 0;
        for (String line : ScapyFrames.lines("/dev/narrows/pmtu/reference_syns.py", SYNS, SEED)) {
            String[] parts = line.split(" ", -1);
            Map<String, String> fields = ScapyFrames.fields(parts);
            byte[] packet = HexFormat.of().parseHex(parts[0]);
            byte[] before = packet.clone();
            boolean isLowered = clamp(packet, Integer.parseInt(fields.get("limit")));
            assertEquals(fields.get("clamped"), HexFormat.of().formatHex(packet), line);
            assertEquals(!Arrays.equals(before, packet), isLowered);
            lowered += isLowered ? 1 : 0;
        }
        assertTrue(lowered > SYNS / 2, lowered + " lowered");
    }

    /** Nothing changes but what is promised and the checksum, which stays as right or wrong as it was. */
    @Test
    void shouldNeitherLoopNorRunOverWhateverTheOptionsAre() {
        Random random = new Random(SEED);
        int lowered = 0;
        for (int i = 0; i < FUZZED; i++) {
            byte[] options = options(random);
            byte[] packet = syn(random.nextBoolean(), random.nextBoolean() ? Tcp.FLAG_SYN : SYN_ACK, options);
            if (random.nextInt(4) == 0) {
                packet[packet.length - 1 - random.nextInt(packet.length / 2)] ^= (byte)random.nextInt(256);
            }
            byte[] before = packet.clone();
            int limit = random.nextInt(2000);
            if (!parse(packet) || !clamp.isSyn(header)) {
                continue;
            }
            int start = header.payloadOffset();
            boolean isLowered = clamp.lower(limit);
            lowered += isLowered ? 1 : 0;
            byte[] expected = before.clone();
            lower(expected, start, limit);
            System.arraycopy(packet, start + Tcp.CHECKSUM_OFFSET, expected, start + Tcp.CHECKSUM_OFFSET, 2);
            assertArrayEquals(expected, packet, () -> HexFormat.of().formatHex(before) + " limit " + limit);
            assertEquals(sum(before, start), sum(packet, start), () -> HexFormat.of().formatHex(before));
            assertEquals(isLowered, !Arrays.equals(before, packet));
        }
        assertTrue(lowered > FUZZED / 4, lowered + " lowered");
    }

    /** The same, written as receivers read: option after option, until one makes no sense. */
    private static void lower(byte[] packet, int start, int limit) {
        int end = start + ((packet[start + Tcp.DATA_OFFSET_OFFSET] & 0xF0) >> 2);
        byte[] lowered = packet.clone();
        int at = start + Tcp.MIN_HEADER_LENGTH;
        while (at < end && packet[at] != 0) {
            int length = packet[at] == 1 ? 1 : at + 1 < end ? packet[at + 1] & 0xFF : 0;
            if (length == 0 || (length == 1 && packet[at] != 1) || length > end - at) {
                break;
            }
            if (packet[at] == 29) {
                return;
            }
            if (packet[at] == 2 && length == 4) {
                int mss = Math.min(limit, (packet[at + 2] & 0xFF) << 8 | (packet[at + 3] & 0xFF));
                lowered[at + 2] = (byte)(mss >> 8);
                lowered[at + 3] = (byte)mss;
            }
            at += length;
        }
        System.arraycopy(lowered, 0, packet, 0, packet.length);
    }

    private static byte[] options(Random random) {
        byte[] options = new byte[random.nextInt(MOST_OPTIONS + 1)];
        random.nextBytes(options);
        byte[] kinds = {0, 1, 1, 2, 2, 2, 3, 4, 8, 19, 29};
        for (int at = 0; at + 1 < options.length && random.nextInt(20) > 0;) {
            options[at] = kinds[random.nextInt(random.nextInt(8) == 0 ? kinds.length : kinds.length - 1)];
            options[at + 1] = (byte)(options[at] == 2 && random.nextInt(8) > 0 ? 4 : random.nextInt(12));
            at += options[at] == 1 ? 1 : Math.max(1, options[at + 1]);
        }
        return options;
    }

    private static int sum(byte[] packet, int start) {
        // 0 and 0xFFFF are one number.
        return InternetChecksum.sum(new UnsafeBuffer(packet), start, packet.length - start) % 0xFFFF;
    }

    private static byte[] syn(boolean isIpv6, int flags, byte... options) {
        return TestTcp.packet(isIpv6 ? A6 : A, isIpv6 ? D6 : D, flags, options);
    }

    private static byte[] syn(boolean isIpv6, int flags, int... options) {
        byte[] bytes = new byte[options.length];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte)options[i];
        }
        return syn(isIpv6, flags, bytes);
    }

    private static FrameBuilder ipv4() {
        return new FrameBuilder().addresses(A.ipv4(), D.ipv4());
    }

    private boolean clamp(byte[] packet, int mss) {
        return isSyn(packet) && clamp.lower(mss);
    }

    private boolean isSyn(byte[] packet) {
        assertTrue(parse(packet));
        return clamp.isSyn(header);
    }

    private boolean parse(byte[] packet) {
        return header.parse(new UnsafeBuffer(packet), 0, packet.length);
    }
}
