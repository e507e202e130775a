package dev.narrows.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HexFormat;
import java.util.Random;
import java.util.Set;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

class Icmpv4Test {
    private static final long SEED = 792;
    /** An echo request, identifier 1234 (hexadecimal), sequence 7, "abcde". */
    private static final String KNOWN_ECHO = "0800bbfd123400076162636465";
    /** "Fragmentation needed", next-hop MTU 1400, about an ESP packet of 1500 bytes with DF; 28 bytes are quoted. */
    private static final String KNOWN_TOO_BIG =
        "0304e78300000578450005dc000940003e32b3e2c0000102c000020200001001fffffffe";

    private final Icmpv4 icmp = new Icmpv4();

    @Test
    void shouldReadKnownEcho() {
        icmp.wrap(hex(KNOWN_ECHO), 0);
        assertTrue(icmp.isValid(13));
        assertEquals(Icmpv4.ECHO_REQUEST, icmp.type());
        assertEquals(0, icmp.code());
        assertEquals(0xBBFD, icmp.checksum());
        assertEquals(0x1234, icmp.identifier());
        assertEquals(7, icmp.sequence());
        assertEquals(0x12340007, icmp.restOfHeader());
        assertFalse(icmp.isFragmentationNeeded());
        assertTrue(icmp.isChecksumRight(13));
        assertFalse(icmp.isChecksumRight(12));
    }

    @Test
    void shouldReadKnownTooBigAndItsQuote() {
        UnsafeBuffer buffer = hex(KNOWN_TOO_BIG);
        icmp.wrap(buffer, 0);
        assertTrue(icmp.isValid(36));
        assertTrue(icmp.isFragmentationNeeded());
        assertEquals(1400, icmp.nextHopMtu());
        assertTrue(icmp.isChecksumRight(36));

        IcmpQuote quote = new IcmpQuote().wrap(buffer, Icmpv4.HEADER_LENGTH);
        assertTrue(quote.isValid(28));
        assertEquals(1500, quote.header().totalLength());
        assertEquals(IpProtocol.ESP, quote.header().protocol());
        assertEquals(IpAddress.mapped(0xC0000102), quote.header().sourceLow());
        assertEquals(IpAddress.mapped(0xC0000202), quote.header().destinationLow());
        assertTrue(quote.header().dontFragment());
        Esp esp = new Esp().wrap(buffer, quote.payloadOffset());
        assertEquals(0x1001, esp.spi());
        assertEquals(0xFFFFFFFEL, esp.sequence());
    }

    @Test
    void shouldComputeKnownChecksum() {
        UnsafeBuffer buffer = hex(KNOWN_ECHO);
        buffer.putShort(Icmpv4.CHECKSUM_OFFSET, (short)0x1234);
        assertEquals(0xBBFD, icmp.wrap(buffer, 0).computeChecksum(13).checksum());
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
            assertEquals(type == 3 && code == 4, icmp.isFragmentationNeeded(), where);
            icmp.identifier(upper).sequence(lower).computeChecksum(bytes.length);
            assertEquals(upper, icmp.identifier(), where);
            assertEquals(lower, icmp.sequence(), where);
            assertEquals(lower, icmp.nextHopMtu(), where);
            assertEquals(upper << 16 | lower, icmp.restOfHeader(), where);
            assertTrue(icmp.isChecksumRight(bytes.length), where);
            assertEquals(upper ^ 0xFFFF, icmp.nextHopMtu(upper ^ 0xFFFF).nextHopMtu(), where);
        }
    }

    @Test
    void shouldTellErrorsFromQueries() {
        Set<Integer> errors = Set.of(3, 4, 5, 11, 12);
        for (int type = 0; type < 0x100; type++) {
            assertEquals(errors.contains(type), Icmpv4.isError(type), "type " + type);
        }
    }

    @Test
    void shouldNeedEightBytes() {
        icmp.wrap(hex(KNOWN_ECHO), 0);
        assertFalse(icmp.isValid(7));
        assertTrue(icmp.isValid(8));
    }

    private static UnsafeBuffer hex(String text) {
        return new UnsafeBuffer(HexFormat.of().parseHex(text));
    }
}
