package dev.narrows.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HexFormat;
import java.util.Random;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

class Icmpv6Test {
    private static final long SEED = 4443;
    private static final IpAddress SOURCE = IpAddress.parse("2001:db8::1");
    private static final IpAddress DESTINATION = IpAddress.parse("2001:db8::2");
    /** An echo request of scapy's, identifier 1234 (hexadecimal), sequence 7, "abcde", from SOURCE to DESTINATION. */
    private static final String KNOWN_ECHO = "8000e840123400076162636465";
    /** "Packet too big" of scapy's, MTU 70000, that quotes "abcd". */
    private static final String KNOWN_TOO_BIG = "0200cc0c0001117061626364";

    private final Icmpv6 icmp = new Icmpv6();

    @Test
    void shouldReadKnownEcho() {
        icmp.wrap(hex(KNOWN_ECHO), 0);
        assertTrue(icmp.isValid(13));
        assertEquals(Icmpv6.ECHO_REQUEST, icmp.type());
        assertEquals(0, icmp.code());
        assertEquals(0x1234, icmp.identifier());
        assertEquals(7, icmp.sequence());
        assertEquals(0x12340007, icmp.restOfHeader());
        assertFalse(icmp.isPacketTooBig());
        assertTrue(icmp.isChecksumRight(pseudoHeader(13), 13));
        assertFalse(icmp.isChecksumRight(pseudoHeader(12), 12));
        assertFalse(icmp.isChecksumRight(0, 13), "without a pseudo header");
    }

    @Test
    void shouldReadKnownTooBigWithItsWholeMtu() {
        icmp.wrap(hex(KNOWN_TOO_BIG), 0);
        assertTrue(icmp.isPacketTooBig());
        assertEquals(70_000, icmp.mtu());
        assertTrue(icmp.isChecksumRight(pseudoHeader(12), 12));
        assertEquals(0xFFFF_FFFFL, icmp.restOfHeader(-1).mtu());
    }

    @Test
    void shouldComputeKnownChecksum() {
        UnsafeBuffer buffer = hex(KNOWN_ECHO);
        int right = icmp.wrap(buffer, 0).checksum();
        buffer.putShort(Icmpv6.CHECKSUM_OFFSET, (short)0x1234);
        assertEquals(right, icmp.computeChecksum(pseudoHeader(13), 13).checksum());
    }

    @Test
    void shouldReadBackWhatItWrote() {
        Random random = new Random(SEED);
        for (int i = 0; i < 10_000; i++) {
            int type = random.nextInt(0x100);
            int code = random.nextInt(0x100);
            int rest = random.nextInt();
            int upper = random.nextInt(0x10000);
            int lower = random.nextInt(0x10000);
            byte[] bytes = new byte[8 + random.nextInt(64)];
            random.nextBytes(bytes);
            icmp.wrap(new UnsafeBuffer(bytes), 0).type(type).code(code).restOfHeader(rest);
            String where = "case " + i + ", seed " + SEED;
            assertEquals(type, icmp.type(), where);
            assertEquals(code, icmp.code(), where);
            assertEquals(rest, icmp.restOfHeader(), where);
            assertEquals(Integer.toUnsignedLong(rest), icmp.mtu(), where);
            assertEquals(type == 2, icmp.isPacketTooBig(), where);
            int sum = pseudoHeader(bytes.length);
            icmp.identifier(upper).sequence(lower).computeChecksum(sum, bytes.length);
            assertEquals(upper, icmp.identifier(), where);
            assertEquals(lower, icmp.sequence(), where);
            assertEquals(upper << 16 | lower, icmp.restOfHeader(), where);
            assertTrue(icmp.isChecksumRight(sum, bytes.length), where);
        }
    }

    @Test
    void shouldTellErrorsAndNeighbourDiscovery() {
        for (int type = 0; type < 0x100; type++) {
            assertEquals(type <= 127, Icmpv6.isError(type), "type " + type);
            assertEquals(type >= 133 && type <= 137, Icmpv6.isNeighbourDiscovery(type), "type " + type);
        }
    }

    @Test
    void shouldNeedEightBytes() {
        icmp.wrap(hex(KNOWN_ECHO), 0);
        assertFalse(icmp.isValid(7));
        assertTrue(icmp.isValid(8));
    }

    private static int pseudoHeader(int length) {
        return InternetChecksum.pseudoHeaderSum(
            SOURCE.high(), SOURCE.low(), DESTINATION.high(), DESTINATION.low(), IpProtocol.ICMPV6, length);
    }

    private static UnsafeBuffer hex(String text) {
        return new UnsafeBuffer(HexFormat.of().parseHex(text));
    }
}
