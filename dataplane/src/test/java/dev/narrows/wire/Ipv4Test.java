package dev.narrows.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HexFormat;
import java.util.Random;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Ipv4Test {
    private static final long SEED = 791;
    /** The header that tutorials compute by hand: 192.168.0.1 to 192.168.0.199, UDP, checksum b861. */
    private static final String KNOWN_HEADER = "45000073000040004011b861c0a80001c0a800c7";

    private final Ipv4 ip = new Ipv4();

    @Test
    void shouldReadKnownHeader() {
        ip.wrap(hex(KNOWN_HEADER), 0);
        assertEquals(4, ip.version());
        assertEquals(20, ip.headerLength());
        assertEquals(0, ip.optionsLength());
        assertEquals(0, ip.tos());
        assertEquals(0x73, ip.totalLength());
        assertEquals(0x73 - 20, ip.payloadLength());
        assertEquals(20, ip.payloadOffset());
        assertEquals(0, ip.identification());
        assertTrue(ip.dontFragment());
        assertFalse(ip.isFragment());
        assertEquals(64, ip.ttl());
        assertEquals(IpProtocol.UDP, ip.protocol());
        assertEquals(0xB861, ip.checksum());
        assertEquals(0xC0A80001, ip.source());
        assertEquals(0xC0A800C7, ip.destination());
        assertTrue(ip.isChecksumRight());
    }

    @Test
    void shouldComputeKnownChecksum() {
        ip.wrap(hex(KNOWN_HEADER), 0).checksum(0x1234);
        assertFalse(ip.isChecksumRight());
        assertEquals(0xB861, ip.computeChecksum().checksum());
    }

    @Test
    void shouldReadBackWhatItWrote() {
        Random random = new Random(SEED);
        for (int i = 0; i < 20_000; i++) {
            int start = random.nextInt(16);
            byte[] bytes = new byte[start + 60];
            random.nextBytes(bytes);
            int headerLength = 20 + 4 * random.nextInt(11);
            int tos = random.nextInt(0x100);
            int totalLength = random.nextInt(0x10000);
            int identification = random.nextInt(0x10000);
            boolean dontFragment = random.nextBoolean();
            boolean moreFragments = random.nextBoolean();
            int fragmentOffset = 8 * random.nextInt(0x2000);
            int ttl = random.nextInt(0x100);
            int protocol = random.nextInt(0x100);
            int source = random.nextInt();
            int destination = random.nextInt();

            ip.wrap(new UnsafeBuffer(bytes), start)
                .headerLength(headerLength).tos(tos).totalLength(totalLength).identification(identification)
                .fragment(dontFragment, moreFragments, fragmentOffset).ttl(ttl).protocol(protocol)
                .source(source).destination(destination).computeChecksum();

            String where = "case " + i + ", seed " + SEED;
            assertEquals(start, ip.offset(), where);
            assertEquals(4, ip.version(), where);
            assertEquals(headerLength, ip.headerLength(), where);
            assertEquals(headerLength - 20, ip.optionsLength(), where);
            assertEquals(tos, ip.tos(), where);
            assertEquals(tos >> 2, ip.dscp(), where);
            assertEquals(tos & 3, ip.ecn(), where);
            assertEquals(totalLength, ip.totalLength(), where);
            assertEquals(totalLength - headerLength, ip.payloadLength(), where);
            assertEquals(start + headerLength, ip.payloadOffset(), where);
            assertEquals(identification, ip.identification(), where);
            assertEquals(dontFragment, ip.dontFragment(), where);
            assertEquals(moreFragments, ip.moreFragments(), where);
            assertEquals(fragmentOffset, ip.fragmentOffset(), where);
            assertEquals(moreFragments || fragmentOffset > 0, ip.isFragment(), where);
            assertEquals(moreFragments && fragmentOffset == 0, ip.isFirstFragment(), where);
            assertEquals(fragmentOffset > 0, ip.isLaterFragment(), where);
            assertEquals(ttl, ip.ttl(), where);
            assertEquals(protocol, ip.protocol(), where);
            assertEquals(source, ip.source(), where);
            assertEquals(destination, ip.destination(), where);
            assertTrue(ip.isChecksumRight(), where);
        }
    }

    @Test
    void shouldUpdateChecksumAsIfComputedInFull() {
        Random random = new Random(SEED);
        for (int i = 0; i < 100_000; i++) {
            byte[] bytes = new byte[20 + 4 * random.nextInt(11)];
            random.nextBytes(bytes);
            ip.wrap(new UnsafeBuffer(bytes), 0).headerLength(bytes.length).ttl(1 + random.nextInt(0xFF));
            if (random.nextInt(4) == 0) {
                ip.tos(random.nextBoolean() ? 0 : 0xFF).protocol(random.nextBoolean() ? 0 : 0xFF);
            }
            ip.computeChecksum();
            int dscp = ip.dscp();
            int ttl = ip.ttl();
            int protocol = ip.protocol();
            int ecn = random.nextInt(4);
            int tos = random.nextInt(0x100);
            String where = "case " + i + ", seed " + SEED;

            ip.decrementTtl();
            assertEquals(ttl - 1, ip.ttl(), where);
            assertEquals(protocol, ip.protocol(), where);
            assertChecksumAsComputed(where);

            ip.updateEcn(ecn);
            assertEquals(ecn, ip.ecn(), where);
            assertEquals(dscp, ip.dscp(), where);
            assertChecksumAsComputed(where);

            ip.updateTos(tos);
            assertEquals(tos, ip.tos(), where);
            assertEquals(bytes.length, ip.headerLength(), where);
            assertChecksumAsComputed(where);
        }
    }

    @Test
    void shouldKeepAWrongChecksumWrong() {
        ip.wrap(hex(KNOWN_HEADER), 0).checksum(0xB860);
        ip.decrementTtl();
        ip.updateEcn(Ecn.CE);
        assertFalse(ip.isChecksumRight());
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "exactly the packet,        4, 20,  40,  40, true",
        "padding after the packet,  4, 20,  20,  46, true",
        "no payload,                4, 20,  20,  20, true",
        "full options,              4, 60,  60,  60, true",
        "no bytes,                  4, 20,  20,   0, false",
        "header cut short,          4, 20,  20,  19, false",
        "options cut short,         4, 24,  24,  23, false",
        "version 6,                 6, 20,  40,  40, false",
        "version 0,                 0, 20,  40,  40, false",
        "header length 0,           4,  0,  40,  40, false",
        "header length 16,          4, 16,  40,  40, false",
        "total length 0,            4, 20,   0,  40, false",
        "total below header,        4, 24,  23,  40, false",
        "total beyond the packet,   4, 20,  41,  40, false",
    })
    void shouldAcceptOnlyConsistentLengths(
        String name, int version, int headerLength, int totalLength, int length, boolean valid) {
        UnsafeBuffer buffer = new UnsafeBuffer(new byte[64]);
        ip.wrap(buffer, 0).totalLength(totalLength);
        buffer.putByte(0, (byte)(version << 4 | headerLength >> 2));
        assertEquals(valid, ip.isValid(length), name);
    }

    @Test
    void shouldClearReservedFlag() {
        UnsafeBuffer buffer = hex(KNOWN_HEADER);
        buffer.putByte(Ipv4.FRAGMENT_OFFSET, (byte)0xFF);
        ip.wrap(buffer, 0).fragment(false, true, 65528);
        assertEquals(0x3F, buffer.getByte(Ipv4.FRAGMENT_OFFSET));
        assertEquals(65528, ip.fragmentOffset());
    }

    private void assertChecksumAsComputed(String where) {
        int updated = ip.checksum();
        assertEquals(ip.computeChecksum().checksum(), updated, where);
    }

    private static UnsafeBuffer hex(String text) {
        return new UnsafeBuffer(HexFormat.of().parseHex(text));
    }
}
