package dev.narrows.pmtu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.narrows.allocation.Allocation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
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
        ledger.record(SPI, PEER, PATH, 77, 1488, new UnsafeBuffer(packet), 7, innerLength);

        assertTrue(ledger.find(SPI, PEER, 77));
        assertEquals(1488, ledger.outerLength());
        assertEquals(Math.min(innerLength, SentLedger.INNER_CAPACITY), ledger.innerLength());
        assertArrayEquals(Arrays.copyOfRange(packet, 7, 7 + ledger.innerLength()), inner(ledger));
    }

    @Test
    void shouldKeepExtremeValuesApart() {
        record(ledger, new Sent(-1, 0xFFFF_FFFFL, 65535, new UnsafeBuffer(new byte[48])));
        assertTrue(ledger.find(-1, PEER, -1));
        assertEquals(65535, ledger.outerLength());
        record(ledger, new Sent(0x8000_0000, 0x8000_0000L, 1, new UnsafeBuffer(new byte[48])));
        assertTrue(ledger.find(0x8000_0000, PEER, 0x8000_0000));
        assertEquals(1, ledger.outerLength());
        assertFalse(ledger.find(0x8000_0000, PEER, 0));
    }

    @Test
    void shouldNotFindAnotherPacketInTheSamePlace() {
        record(ledger, new Sent(SPI, 5, 1000, new UnsafeBuffer(new byte[48])));
        assertFalse(ledger.find(SPI, PEER, 5 + 64));
        assertFalse(ledger.find(SPI, PEER, 4));
        for (int spi = 256; spi < 10_000; spi++) {
            assertEquals(spi == SPI, ledger.find(spi, PEER, 5));
        }
    }

    @Test
    void shouldFindPacketWithExtendedNumberByTheHalfThatItCarries() {
        record(ledger, new Sent(SPI, 0x7_0000_0005L, 1000, new UnsafeBuffer(new byte[48])));
        assertTrue(ledger.find(SPI, PEER, 5));
        assertEquals(1000, ledger.outerLength());
        record(ledger, new Sent(SPI, 0x8_0000_0005L, 1200, new UnsafeBuffer(new byte[48])));
        assertTrue(ledger.find(SPI, PEER, 5), "the later of two with one lower half");
        assertEquals(1200, ledger.outerLength());
        assertFalse(ledger.find(SPI, PEER, 7));
    }

    /** RFC 4301 4.1: an SPI is the peer's choice, so that two peers may choose the same. */
    @Test
    void shouldKeepPeersThatChoseTheSameSpiApart() {
        UnsafeBuffer start = new UnsafeBuffer(new byte[48]);
        for (int sequence = 1; sequence <= 16; sequence++) {
            ledger.record(SPI, PEER, PATH, sequence, 1400, start, 0, 48);
            ledger.record(SPI, OTHER_PEER, PATH + 1, sequence, 1300, start, 0, 48);
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
        UnsafeBuffer packet = new UnsafeBuffer(new byte[48]);
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
                new UnsafeBuffer(bytes(random, 48)));
            sent.removeIf(other -> other.spi == packet.spi && other.sequence == packet.sequence);
            sent.add(packet);
            record(ledger, packet);
            Sent candidate = sent.get(random.nextInt(sent.size()));
            if (ledger.find(candidate.spi, PEER, (int)candidate.sequence)) {
                assertEquals(candidate.outerLength, ledger.outerLength(), "seed " + SEED + ", packet " + i);
                assertArrayEquals(candidate.start.byteArray(), inner(ledger), "seed " + SEED + ", packet " + i);
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
        record(one, new Sent(SPI, 1, 1000, new UnsafeBuffer(new byte[48])));
        record(one, new Sent(SPI, 2, 1001, new UnsafeBuffer(new byte[48])));
        assertFalse(one.find(SPI, PEER, 1));
        assertTrue(one.find(SPI, PEER, 2));
    }

    @Test
    void shouldRecordAndFindWithoutAllocation() {
        UnsafeBuffer packet = new UnsafeBuffer(new byte[2048]);
        boolean[] isFound = new boolean[1];
        assertEquals(0, Allocation.perRun(() -> {
            for (int i = 1; i < 1000; i++) {
                ledger.record(SPI, PEER, PATH, i, 1400, packet, 128, 1340);
                isFound[0] |= ledger.find(SPI, PEER, i - 1);
            }
        }));
        assertTrue(isFound[0]);
    }

    private static void record(SentLedger ledger, Sent sent) {
        ledger.record(sent.spi, PEER, PATH, sent.sequence, sent.outerLength, sent.start, 0, sent.start.capacity());
    }

    private static byte[] inner(SentLedger ledger) {
        byte[] inner = new byte[ledger.innerLength()];
        ledger.inner().getBytes(ledger.innerOffset(), inner);
        return inner;
    }

    private static byte[] bytes(Random random, int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }
}
