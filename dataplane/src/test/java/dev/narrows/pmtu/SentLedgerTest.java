package dev.narrows.pmtu;

import static java.nio.ByteOrder.BIG_ENDIAN;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.narrows.allocation.Allocation;
import dev.narrows.wire.InternetChecksum;
import dev.narrows.wire.IpProtocol;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the ledger finds is what was recorded, or nothing. */
class SentLedgerTest {
    private static final long SEED = 0x4C45_4447_4552L;
    private static final int SPI = 0x1001;
    private static final int PEER = SentLedger.peerHash(0, 0xFFFF_C000_0202L);
    private static final int OTHER_PEER = SentLedger.peerHash(0, 0xFFFF_C000_0302L);
    private static final int PATH = 3;

    private final SentLedger ledger = new SentLedger(64);

    private record Sent(int spi, long sequence, int outerLength, UnsafeBuffer start) {
    }

    @Test
    void shouldFindNothingInAnEmptyLedger() {
        assertFalse(ledger.find(SPI, PEER, 1));
        assertFalse(ledger.find(0, 0, 0), "an empty entry is no packet");
    }

    @ParameterizedTest
    @ValueSource(ints = {20, 21, 47, 48, 49, 1400, 65535})
    void shouldKeepTheStartOfThePacket(int innerLength) {
        byte[] packet = bytes(new Random(SEED), Math.max(innerLength, SentLedger.INNER_CAPACITY) + 7);
        ledger.record(SPI, PEER, PATH, 77, 1488, copyOf(packet).addressOffset() + 7, innerLength);

        assertTrue(ledger.find(SPI, PEER, 77));
        assertEquals(1488, ledger.outerLength());
        assertEquals(Math.min(innerLength, SentLedger.INNER_CAPACITY), ledger.innerLength());
        assertArrayEquals(Arrays.copyOfRange(packet, 7, 7 + ledger.innerLength()), inner(ledger));
    }

    /** RFC 792: the header and eight bytes; RFC 6864 4.1: the identification of what has DF means nothing. */
    @ParameterizedTest
    @CsvSource({"6, 28, 33", "6, 1400, 56", "17, 28, 255", "17, 9000, 0", "17, 65500, 35"})
    void shouldFoldPlainIpv4(int protocol, int length, int longer) {
        byte[] packet = plainIpv4(protocol, length, 0x4000);
        assertArrayEquals(Arrays.copyOf(packet, 28), recorded(packet, length, length + longer));
        assertEquals(length + longer, ledger.outerLength());
        assertEquals(SentLedger.LARGEST_PATH, ledger.path());
        byte[] identified = packet.clone();
        identified[5] = 1;
        assertArrayEquals(Arrays.copyOf(packet, 28), recorded(identified, length, length + longer));
    }

    /** Options, fragments, what left DF clear, other protocols and lengths: exact in all of its 48 bytes. */
    @Test
    void shouldFoldNothingElse() {
        byte[] plain = plainIpv4(IpProtocol.UDP, 1400, 0x4000);
        for (byte[] packet : List.of(plainIpv4(IpProtocol.ICMP, 1400, 0x4000), plainIpv4(IpProtocol.UDP, 1400, 0),
            plainIpv4(IpProtocol.UDP, 1400, 0x6000), plainIpv4(IpProtocol.TCP, 1400, 0x4001), with(plain, 0, 0x46),
            with(plain, 0, 0x60), with(plain, 3, 0))) {
            assertArrayEquals(Arrays.copyOf(packet, 48), recorded(packet, 1400, 1450));
            assertEquals(SentLedger.LARGEST_PATH, ledger.path());
        }
        assertArrayEquals(Arrays.copyOf(plain, 48), recorded(plain, 1400, 1656), "padded to hide its length");
        byte[] tiny = plainIpv4(IpProtocol.UDP, 27, 0x4000);
        assertArrayEquals(Arrays.copyOf(tiny, 27), recorded(tiny, 27, 600));
    }

    /** A place is used by one form after the other. */
    @Test
    void shouldForgetTheFormOfTheEntryBefore() {
        byte[] plain = plainIpv4(IpProtocol.TCP, 1400, 0x4000);
        byte[] random = bytes(new Random(SEED), 48);
        for (int i = 0; i < 3; i++) {
            assertArrayEquals(random, recorded(random, 1400, 1450));
            assertArrayEquals(Arrays.copyOf(plain, 28), recorded(plain, 1400, 1450));
        }
    }

    private byte[] recorded(byte[] packet, int length, int outerLength) {
        UnsafeBuffer copy = copyOf(Arrays.copyOf(packet, Math.max(packet.length, SentLedger.INNER_CAPACITY)));
        ledger.record(SPI, PEER, SentLedger.LARGEST_PATH, 9, outerLength, copy.addressOffset(), length);
        assertTrue(ledger.find(SPI, PEER, 9));
        return inner(ledger);
    }

    private static byte[] plainIpv4(int protocol, int length, int fragmentField) {
        byte[] packet = bytes(new Random(SEED), length);
        UnsafeBuffer buffer = new UnsafeBuffer(packet);
        buffer.putShort(0, (short)0x45B8, BIG_ENDIAN);
        buffer.putShort(2, (short)length, BIG_ENDIAN);
        buffer.putShort(4, (short)0, BIG_ENDIAN);
        buffer.putShort(6, (short)fragmentField, BIG_ENDIAN);
        buffer.putByte(8, (byte)0xC3);
        buffer.putByte(9, (byte)protocol);
        buffer.putShort(10, (short)0, BIG_ENDIAN);
        buffer.putShort(10, (short)InternetChecksum.compute(buffer, 0, 20), BIG_ENDIAN);
        return packet;
    }

    private static byte[] with(byte[] packet, int offset, int value) {
        byte[] changed = packet.clone();
        changed[offset] = (byte)value;
        return changed;
    }

    @Test
    void shouldKeepExtremeValuesApart() {
        record(ledger, new Sent(-1, 0xFFFF_FFFFL, 65535, nativeBuffer(48)));
        assertTrue(ledger.find(-1, PEER, -1));
        assertEquals(65535, ledger.outerLength());
        record(ledger, new Sent(0x8000_0000, 0x8000_0000L, 1, nativeBuffer(48)));
        assertTrue(ledger.find(0x8000_0000, PEER, 0x8000_0000));
        assertEquals(1, ledger.outerLength());
        assertFalse(ledger.find(0x8000_0000, PEER, 0));
    }

    @Test
    void shouldNotFindAnotherPacketInTheSamePlace() {
        record(ledger, new Sent(SPI, 5, 1000, nativeBuffer(48)));
        assertFalse(ledger.find(SPI, PEER, 5 + 64));
        assertFalse(ledger.find(SPI, PEER, 4));
        for (int spi = 256; spi < 10_000; spi++) {
            assertEquals(spi == SPI, ledger.find(spi, PEER, 5));
        }
    }

    @Test
    void shouldFindPacketWithExtendedNumberByTheHalfThatItCarries() {
        record(ledger, new Sent(SPI, 0x7_0000_0005L, 1000, nativeBuffer(48)));
        assertTrue(ledger.find(SPI, PEER, 5));
        assertEquals(1000, ledger.outerLength());
        record(ledger, new Sent(SPI, 0x8_0000_0005L, 1200, nativeBuffer(48)));
        assertTrue(ledger.find(SPI, PEER, 5), "the later of two with one lower half");
        assertEquals(1200, ledger.outerLength());
        assertFalse(ledger.find(SPI, PEER, 7));
    }

    /** RFC 4301 4.1: an SPI is the peer's choice, so that two peers may choose the same. */
    @Test
    void shouldKeepPeersThatChoseTheSameSpiApart() {
        UnsafeBuffer start = nativeBuffer(48);
        for (int sequence = 1; sequence <= 16; sequence++) {
            ledger.record(SPI, PEER, PATH, sequence, 1400, start.addressOffset(), 48);
            ledger.record(SPI, OTHER_PEER, PATH + 1, sequence, 1300, start.addressOffset(), 48);
        }
        for (int sequence = 1; sequence <= 16; sequence++) {
            assertTrue(ledger.find(SPI, PEER, sequence));
            assertEquals(1400, ledger.outerLength());
            assertEquals(PATH, ledger.path());
            assertTrue(ledger.find(SPI, OTHER_PEER, sequence));
            assertEquals(1300, ledger.outerLength());
            assertEquals(PATH + 1, ledger.path());
        }
    }

    @Test
    void shouldRememberAsManyAsItHasEntriesWhereOneSaSends() {
        UnsafeBuffer packet = nativeBuffer(48);
        for (long sequence = 1; sequence <= 1000; sequence++) {
            record(ledger, new Sent(SPI, sequence, (int)sequence, packet));
        }
        for (long sequence = 1; sequence <= 1000; sequence++) {
            boolean isFound = ledger.find(SPI, PEER, (int)sequence);
            assertEquals(sequence > 1000 - 64, isFound, "sequence " + sequence);
            assertTrue(!isFound || ledger.outerLength() == sequence);
        }
    }

    @Test
    void shouldBeExactWhereManySasCollide() {
        Random random = new Random(SEED);
        List<Sent> sent = new ArrayList<>();
        int found = 0;
        for (int i = 0; i < 20_000; i++) {
            Sent packet = new Sent(256 + random.nextInt(8), 1 + random.nextInt(100), 1 + random.nextInt(65535),
                copyOf(bytes(random, 48)));
            sent.removeIf(other -> other.spi == packet.spi && other.sequence == packet.sequence);
            sent.add(packet);
            record(ledger, packet);
            Sent candidate = sent.get(random.nextInt(sent.size()));
            if (ledger.find(candidate.spi, PEER, (int)candidate.sequence)) {
                assertEquals(candidate.outerLength, ledger.outerLength(), "seed " + SEED + ", packet " + i);
                assertArrayEquals(bytesOf(candidate.start), inner(ledger), "seed " + SEED + ", packet " + i);
                found++;
            }
            assertTrue(ledger.find(packet.spi, PEER, (int)packet.sequence), "the last one is always there");
        }
        assertTrue(found > 500, found + " found");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, 3, 100, 1 << 25, Integer.MIN_VALUE})
    void shouldRefuseACapacityThatIsNoPowerOfTwo(int capacity) {
        assertThrows(IllegalArgumentException.class, () -> new SentLedger(capacity));
    }

    @Test
    void shouldWorkWithOneEntry() {
        SentLedger one = new SentLedger(1);
        record(one, new Sent(SPI, 1, 1000, nativeBuffer(48)));
        record(one, new Sent(SPI, 2, 1001, nativeBuffer(48)));
        assertFalse(one.find(SPI, PEER, 1));
        assertTrue(one.find(SPI, PEER, 2));
    }

    @Test
    void shouldRecordAndFindWithoutAllocation() {
        UnsafeBuffer packet = nativeBuffer(2048);
        boolean[] isFound = new boolean[1];
        assertEquals(0, Allocation.perRun(() -> {
            for (int i = 1; i < 1000; i++) {
                ledger.record(SPI, PEER, PATH, i, 1400, packet.addressOffset() + 128, 1340);
                isFound[0] |= ledger.find(SPI, PEER, i - 1);
            }
        }));
        assertTrue(isFound[0]);
    }

    private static void record(SentLedger ledger, Sent sent) {
        ledger.record(sent.spi, PEER, PATH, sent.sequence, sent.outerLength, sent.start.addressOffset(),
            sent.start.capacity());
    }

    private static byte[] inner(SentLedger ledger) {
        byte[] inner = new byte[ledger.innerLength()];
        ledger.inner().getBytes(0, inner);
        return inner;
    }

    private static UnsafeBuffer nativeBuffer(int length) {
        return new UnsafeBuffer(ByteBuffer.allocateDirect(length));
    }

    private static UnsafeBuffer copyOf(byte[] bytes) {
        UnsafeBuffer copy = nativeBuffer(bytes.length);
        copy.putBytes(0, bytes);
        return copy;
    }

    private static byte[] bytesOf(UnsafeBuffer buffer) {
        byte[] bytes = new byte[buffer.capacity()];
        buffer.getBytes(0, bytes);
        return bytes;
    }

    private static byte[] bytes(Random random, int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }
}
