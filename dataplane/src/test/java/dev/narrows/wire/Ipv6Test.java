package dev.narrows.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HexFormat;
import java.util.Random;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

class Ipv6Test {
    private static final long SEED = 8200;
    /** Traffic class b8, flow label 12345, payload 10, UDP, hop limit 63, 2001:db8::1 to 2001:db8:ffff::2. */
    private static final String KNOWN_HEADER =
        "6b812345000a113f20010db800000000000000000000000120010db8ffff00000000000000000002";

    private final Ipv6 ip = new Ipv6();

    @Test
    void shouldReadKnownHeader() {
        ip.wrap(hex(KNOWN_HEADER), 0);
        assertEquals(6, ip.version());
        assertEquals(0xB8, ip.trafficClass());
        assertEquals(Ecn.NOT_ECT, ip.ecn());
        assertEquals(0x12345, ip.flowLabel());
        assertEquals(10, ip.payloadLength());
        assertEquals(50, ip.totalLength());
        assertEquals(IpProtocol.UDP, ip.nextHeader());
        assertEquals(63, ip.hopLimit());
        assertEquals(IpAddress.parse("2001:db8::1"), new IpAddress(ip.sourceHigh(), ip.sourceLow()));
        assertEquals(IpAddress.parse("2001:db8:ffff::2"), new IpAddress(ip.destinationHigh(), ip.destinationLow()));
    }

    @Test
    void shouldReadBackWhatItWrote() {
        Random random = new Random(SEED);
        for (int i = 0; i < 20_000; i++) {
            int start = random.nextInt(16);
            byte[] bytes = new byte[start + 40];
            random.nextBytes(bytes);
            int trafficClass = random.nextInt(0x100);
            int flowLabel = random.nextInt(0x100000);
            int payloadLength = random.nextInt(0x10000);
            int nextHeader = random.nextInt(0x100);
            int hopLimit = random.nextInt(0x100);
            IpAddress source = new IpAddress(random.nextLong(), random.nextLong());
            IpAddress destination = new IpAddress(random.nextLong(), random.nextLong());
            ip.wrap(new UnsafeBuffer(bytes), start)
                .start(trafficClass, flowLabel).payloadLength(payloadLength).nextHeader(nextHeader).hopLimit(hopLimit)
                .source(source.high(), source.low()).destination(destination.high(), destination.low());
            String where = "case " + i + ", seed " + SEED;
            assertEquals(6, ip.version(), where);
            assertEquals(trafficClass, ip.trafficClass(), where);
            assertEquals(flowLabel, ip.flowLabel(), where);
            assertEquals(payloadLength, ip.payloadLength(), where);
            assertEquals(nextHeader, ip.nextHeader(), where);
            assertEquals(hopLimit, ip.hopLimit(), where);
            assertEquals(source, new IpAddress(ip.sourceHigh(), ip.sourceLow()), where);
            assertEquals(destination, new IpAddress(ip.destinationHigh(), ip.destinationLow()), where);
            int ecn = random.nextInt(4);
            ip.updateEcn(ecn);
            assertEquals((trafficClass & 0xFC) | ecn, ip.trafficClass(), where);
            assertEquals(flowLabel, ip.flowLabel(), where);
            assertEquals(6, ip.version(), where);
        }
    }

    @Test
    void shouldAcceptOnlyVersionSixAndLengthsThatFit() {
        UnsafeBuffer buffer = hex(KNOWN_HEADER);
        ip.wrap(buffer, 0);
        assertFalse(ip.isValid(39));
        assertFalse(ip.isValid(49));
        assertTrue(ip.isValid(50));
        assertTrue(ip.isValid(51), "link padding");
        ip.payloadLength(0);
        assertTrue(ip.isValid(40));
        for (int version = 0; version < 16; version++) {
            buffer.putByte(0, (byte)(version << 4));
            assertEquals(version == 6, ip.isValid(40), "version " + version);
        }
    }

    private static UnsafeBuffer hex(String text) {
        return new UnsafeBuffer(HexFormat.of().parseHex(text));
    }
}
