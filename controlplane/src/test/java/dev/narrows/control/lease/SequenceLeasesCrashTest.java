package dev.narrows.control.lease;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Whatever a crash or a bad disk leaves, no sequence number is granted twice. */
final class SequenceLeasesCrashTest {
    private static final long SEED = Long.getLong("narrows.test.seed", 20261123);
    private static final KeyIdentity A = new KeyIdentity(1, 2);
    private static final KeyIdentity B = new KeyIdentity(3, 4);
    private static final KeyIdentity C = new KeyIdentity(5, 6);
    private static final KeyIdentity D = new KeyIdentity(7, 8);
    private static final KeyIdentity E = new KeyIdentity(9, 1L << 40);
    private static final long START = 5L << 32;
    private static final long COUNT = 1L << 20;

    private final TestLeases clock = new TestLeases();
    private final Map<KeyIdentity, Long> granted = new HashMap<>();
    private final Set<KeyIdentity> received = new HashSet<>();

    @Test
    void shouldOpenAndNeverGoBackAfterCrashAtEveryStepAndEveryTornLength() throws IOException {
        int steps = stepsOfScript();
        for (int step = 0; step < steps; step++) {
            for (int torn = 0; torn <= LeaseSlot.LENGTH; torn++) {
                granted.clear();
        received.clear();
                CrashingStorage storage = TestLeases.storage();
                storage.crashAfter(step);
                assertThrows(Exception.class, () -> script(clock.open(storage)));
                int length = torn;
                byte[] left = storage.diskAfterCrash(whole -> Math.min(whole, length));
                expectAbove(clock.open(new CrashingStorage(left)), "step " + step + ", torn " + torn);
            }
        }
    }

    @Test
    void shouldOpenAndNeverGoBackThroughManyRandomCrashes() throws IOException {
        Random random = new Random(SEED);
        byte[] disk = TestLeases.storage().whole();
        for (int crash = 0; crash < 2000; crash++) {
            CrashingStorage storage = new CrashingStorage(disk);
            storage.crashAfter(random.nextInt(12));
            try {
                SequenceLeases leases = clock.open(storage);
                expectAbove(leases, "seed " + SEED + ", crash " + crash);
                script(leases);
            } catch (IOException | LeaseException e) {
                assertTrue(e.toString().contains("crashed") || e.toString().contains("needs a new one"),
                    () -> "seed " + SEED + ": " + e);
            }
            disk = storage.diskAfterCrash(whole -> random.nextInt(whole + 1));
        }
    }

    @Test
    void shouldRefuseOrStayAboveWhateverByteIsDamaged() throws IOException {
        byte[] whole = usedDisk();
        int records = LeaseMap.HEADER_LENGTH + (LeaseRecord.LENGTH << TestLeases.RECORDS_LOG);
        for (int index = 0; index < records; index++) {
            for (int mask : new int[]{0x01, 0x80, 0xFF, whole[index] & 0xFF}) {
                if (mask == 0) {
                    continue;
                }
                byte[] disk = whole.clone();
                disk[index] ^= (byte)mask;
                expectAboveOrRefused(disk, "byte " + index + " xor " + mask);
            }
        }
    }

    @Test
    void shouldStayAboveAfterRepairAndNextLeaseIsDamagedToo() throws IOException {
        byte[] disk = usedDisk();
        for (int round = 0; round < 4; round++) {
            for (int slot = 0; slot < 2; slot++) {
                disk[LeaseMap.HEADER_LENGTH + slot * LeaseSlot.LENGTH] ^= 1;
                CrashingStorage storage = new CrashingStorage(disk);
                SequenceLeases leases = clock.open(storage);
                expectAbove(leases, "round " + round);
                grant(leases, A);
                disk = storage.whole();
            }
        }
    }

    @Test
    void shouldRefuseEveryTruncation() throws IOException {
        byte[] whole = usedDisk();
        for (int length = 0; length < whole.length; length += length < 10_000 ? 1 : 997) {
            byte[] disk = java.util.Arrays.copyOf(whole, length);
            assertThrows(LeaseException.class, () -> clock.open(new CrashingStorage(disk)));
        }
    }

    @Test
    void shouldCutOffWhatCrashKeptFromBecomingPart() throws IOException {
        byte[] whole = usedDisk();
        for (int extra : new int[]{1, LeaseSlot.LENGTH, LeaseRecord.LENGTH, 100_000}) {
            CrashingStorage storage = new CrashingStorage(java.util.Arrays.copyOf(whole, whole.length + extra));
            expectAbove(clock.open(storage), extra + " more");
            assertEquals(whole.length, storage.size());
        }
    }

    @Test
    void shouldRefuseToLosePartsWithTheNewerOfItsPages() throws IOException {
        for (int page = 0; page < 2; page++) {
            granted.clear();
            CrashingStorage storage = TestLeases.storage();
            script(clock.open(storage));
            byte[] disk = storage.whole();
            disk[page * LeaseMap.PAGE + 17] ^= 1;
            expectAboveOrRefused(disk, "page " + page);
            disk[(1 - page) * LeaseMap.PAGE + 17] ^= 1;
            LeaseException refusal =
                assertThrows(LeaseException.class, () -> clock.open(new CrashingStorage(disk)));
            assertTrue(refusal.getMessage().contains("damaged"), refusal.getMessage());
        }
    }

    @Test
    void shouldRefuseBothSlotsOfRecordDamaged() throws IOException {
        byte[] disk = usedDisk();
        disk[LeaseMap.HEADER_LENGTH + 3] ^= 4;
        disk[LeaseMap.HEADER_LENGTH + LeaseSlot.LENGTH + 3] ^= 4;
        LeaseException refusal = assertThrows(LeaseException.class,
            () -> clock.open(new CrashingStorage(disk)));
        assertTrue(refusal.getMessage().contains("the record at byte 8192"), refusal.getMessage());
    }

    @Test
    void shouldRefuseRecordsSwapped() throws IOException {
        byte[] whole = usedDisk();
        byte[] disk = whole.clone();
        int first = LeaseMap.HEADER_LENGTH;
        int second = first + LeaseRecord.LENGTH;
        System.arraycopy(whole, first, disk, second, LeaseRecord.LENGTH);
        System.arraycopy(whole, second, disk, first, LeaseRecord.LENGTH);
        assertThrows(LeaseException.class, () -> clock.open(new CrashingStorage(disk)));
    }

    @Test
    void shouldRepairFreeRecordThatIsHalfDamagedSinceItHoldsNoLease() throws IOException {
        byte[] disk = TestLeases.storage().whole();
        disk[LeaseMap.HEADER_LENGTH + 3 * LeaseRecord.LENGTH] ^= 1;
        CrashingStorage storage = new CrashingStorage(disk);
        clock.open(storage);
        byte[] repaired = storage.whole();
        repaired[LeaseMap.HEADER_LENGTH + 3 * LeaseRecord.LENGTH + LeaseSlot.LENGTH] ^= 1;
        script(clock.open(new CrashingStorage(repaired)));
    }

    @Test
    void shouldGrantNothingMoreOnceDiskHasFailed() throws IOException {
        CrashingStorage storage = TestLeases.storage();
        SequenceLeases leases = clock.open(storage);
        storage.crashAfter(0);
        assertThrows(LeaseException.class, () -> leases.grant(List.of(next(A))));
        storage.crashAfter(100);
        LeaseException refusal = assertThrows(LeaseException.class, () -> leases.grant(List.of(next(A))));
        assertTrue(refusal.getMessage().contains("restart"), refusal.getMessage());
    }

    private int stepsOfScript() throws IOException {
        CrashingStorage storage = TestLeases.storage();
        script(clock.open(storage));
        granted.clear();
        received.clear();
        return storage.steps();
    }

    private byte[] usedDisk() throws IOException {
        CrashingStorage storage = TestLeases.storage();
        script(clock.open(storage));
        return storage.whole();
    }

    private void script(SequenceLeases leases) {
        grant(leases, A, B);
        grant(leases, A);
        grant(leases, A);
        grant(leases, C, B);
        grantAbove(leases, A, START);
        grantAbove(leases, D, START);
        grant(leases, A, D);
        release(leases, C, 5);
        receive(leases, E);
        grant(leases, C);
        release(leases, B, 9);
        clock.seconds += TestLeases.RETENTION.toSeconds() + 100;
        leases.forget();
        grant(leases, A);
    }

    private void release(SequenceLeases leases, KeyIdentity key, long used) {
        long before = granted.get(key) - COUNT;
        granted.put(key, before + used);
        leases.release(key, before + used);
    }

    private void receive(SequenceLeases leases, KeyIdentity key) {
        leases.admit(List.of(key), List.of());
        received.add(key);
    }

    private static LeaseRequest next(KeyIdentity key) {
        return TestLeases.request(key, 0, COUNT);
    }

    private void grant(SequenceLeases leases, KeyIdentity... keys) {
        grant(leases, Stream.of(keys).map(SequenceLeasesCrashTest::next).toList());
    }

    private void grantAbove(SequenceLeases leases, KeyIdentity key, long start) {
        grant(leases, List.of(TestLeases.request(key, start, COUNT)));
    }

    private void grant(SequenceLeases leases, List<LeaseRequest> wanted) {
        List<Lease> leased = leases.grant(wanted);
        for (int i = 0; i < wanted.size(); i++) {
            Lease lease = leased.get(i);
            long before = Math.max(wanted.get(i).start(), granted.getOrDefault(wanted.get(i).key(), 0L));
            assertTrue(lease.lastUsed() >= before, () -> "seed " + SEED + ": " + lease + " after " + before);
            assertTrue(lease.end() > lease.lastUsed(), lease.toString());
            granted.put(wanted.get(i).key(), lease.end());
        }
    }

    private void expectAboveOrRefused(byte[] disk, String what) throws IOException {
        try {
            expectAbove(clock.open(new CrashingStorage(disk)), what);
        } catch (LeaseException e) {
            assertTrue(e.getMessage().contains("damaged"), () -> what + ": " + e);
        }
    }

    private void expectAbove(SequenceLeases leases, String what) {
        for (Map.Entry<KeyIdentity, Long> entry : granted.entrySet()) {
            long until = leases.usedUntil(entry.getKey());
            assertTrue(until >= entry.getValue() || leases.isForgotten(entry.getKey()),
                () -> what + ": " + until + " is below " + entry.getValue());
            assertTrue(leases.wasSentWith(entry.getKey()), what);
        }
        received.forEach(key -> assertTrue(leases.wasReceivedWith(key), what));
    }
}
