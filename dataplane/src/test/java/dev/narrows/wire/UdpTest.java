package dev.narrows.wire;

import static java.nio.ByteOrder.BIG_ENDIAN;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HexFormat;
import java.util.Random;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

class UdpTest {
    private static final long SEED = 768;
    private static final int SOURCE = 0x0A010002;
    private static final int DESTINATION = 0x0A020002;
    /** From 10.1.0.2:40000 to 10.2.0.2:53, "abc": an odd length. */
    private static final String KNOWN_DATAGRAM = "9c400035000b8af9616263";

    private final Udp udp = new Udp();

    @Test
    void shouldReadKnownDatagram() {
        udp.wrap(known(), 0);
        assertTrue(udp.isValid(11));
        assertEquals(40000, udp.sourcePort());
        assertEquals(53, udp.destinationPort());
        assertEquals(11, udp.length());
        assertEquals(0x8AF9, udp.checksum());
        assertTrue(udp.isChecksumRight(SOURCE, DESTINATION));
        assertFalse(udp.isChecksumRight(SOURCE, DESTINATION + 1));
    }

    @Test
    void shouldComputeKnownChecksum() {
        UnsafeBuffer buffer = known();
        buffer.putShort(Udp.CHECKSUM_OFFSET, (short)0x1234);
        assertEquals(0x8AF9, udp.wrap(buffer, 0).computeChecksum(SOURCE, DESTINATION).checksum());
    }

    @Test
    void shouldAcceptADatagramWithoutChecksum() {
        UnsafeBuffer buffer = known();
        buffer.putShort(Udp.CHECKSUM_OFFSET, (short)0);
        assertTrue(udp.wrap(buffer, 0).isChecksumRight(SOURCE, DESTINATION));
    }

    @Test
    void shouldNeverWriteTheChecksumThatMeansNone() {
        UnsafeBuffer buffer = new UnsafeBuffer(new byte[10]);
        udp.wrap(buffer, 0).length(10);
        // Protocol 17 and the length count twice, once in the pseudo header: the data make the sum FFFF.
        buffer.putShort(8, (short)(0xFFFF - 17 - 10 - 10), BIG_ENDIAN);
        assertEquals(0xFFFF, udp.computeChecksum(0, 0).checksum());
        assertTrue(udp.isChecksumRight(0, 0));
    }

    @Test
    void shouldTakeAddressesOfBothFamilies() {
        long source = IpAddress.mapped(SOURCE);
        long destination = IpAddress.mapped(DESTINATION);
        udp.wrap(known(), 0);
        int right = udp.checksum();
        assertTrue(udp.isChecksumRight(0, source, 0, destination));
        assertEquals(right, udp.computeChecksum(0, source, 0, destination).checksum());
        udp.computeChecksum(1, source, 0, destination);
        assertFalse(udp.isChecksumRight(0, source, 0, destination));
        assertTrue(udp.isChecksumRight(1, source, 0, destination));
    }

    @Test
    void shouldTakeNoChecksumWithIpv4Alone() {
        UnsafeBuffer buffer = known();
        buffer.putShort(Udp.CHECKSUM_OFFSET, (short)0);
        udp.wrap(buffer, 0);
        assertTrue(udp.isChecksumRight(0, IpAddress.mapped(SOURCE), 0, IpAddress.mapped(DESTINATION)));
        assertFalse(udp.isChecksumRight(1, 2, 3, 4));
    }

    @Test
    void shouldNoticeEveryFlippedBit() {
        for (int bit = 0; bit < 11 * 8; bit++) {
            UnsafeBuffer buffer = known();
            buffer.putByte(bit / 8, (byte)(buffer.getByte(bit / 8) ^ 1 << bit % 8));
            udp.wrap(buffer, 0);
            assertFalse(udp.isValid(11) && udp.isChecksumRight(SOURCE, DESTINATION), "bit " + bit);
        }
    }

    @Test
    void shouldReadBackWhatItWrote() {
        Random random = new Random(SEED);
        for (int i = 0; i < 10_000; i++) {
            int sourcePort = random.nextInt(0x10000);
            int destinationPort = random.nextInt(0x10000);
            byte[] bytes = new byte[8 + random.nextInt(64)];
            random.nextBytes(bytes);
            udp.wrap(new UnsafeBuffer(bytes), 0).sourcePort(sourcePort).destinationPort(destinationPort)
                .length(bytes.length).computeChecksum(SOURCE, DESTINATION);
            String where = "case " + i + ", seed " + SEED;
            assertTrue(udp.isValid(bytes.length), where);
            assertEquals(sourcePort, udp.sourcePort(), where);
            assertEquals(destinationPort, udp.destinationPort(), where);
            assertEquals(bytes.length, udp.length(), where);
            assertTrue(udp.isChecksumRight(SOURCE, DESTINATION), where);
        }
    }

    @Test
    void shouldAcceptOnlyConsistentLengths() {
        udp.wrap(known(), 0);
        assertFalse(udp.isValid(7));
        assertFalse(udp.isValid(10));
        assertTrue(udp.isValid(11));
        assertTrue(udp.isValid(12));
        assertFalse(udp.length(7).isValid(11));
        assertTrue(udp.length(8).isValid(8));
        assertFalse(udp.length(0xFFFF).isValid(11));
    }

    private static UnsafeBuffer known() {
        return new UnsafeBuffer(HexFormat.of().parseHex(KNOWN_DATAGRAM));
    }
}
