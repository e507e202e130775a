package dev.narrows.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Whatever a crash or a bad disk leaves, no sequence number is granted twice. */
final class SequenceLeasesCrashTest {
    private static final long SEED = Long.getLong("narrows.test.seed", 20261123);
    private static final int RECORDS = 6;
    private static final KeyIdentity A = new KeyIdentity(1, 2);
    private static final KeyIdentity B = new KeyIdentity(3, 4);
    private static final KeyIdentity C = new KeyIdentity(5, 6);
    private static final KeyIdentity D = new KeyIdentity(7, 8);
    private static final long START = 5L << 32;

    private final Map<KeyIdentity, Long> granted = new HashMap<>();

    @Test
    void shouldOpenAndNeverGoBackAfterCrashAtEveryStepAndEveryTornLength() throws IOException {
        int steps = stepsOfScript();
        for (int step = 0; step < steps; step++) {
            for (int torn = 0; torn <= LeaseSlot.LENGTH; torn++) {
                granted.clear();
                CrashingStorage storage = new CrashingStorage(SequenceLeases.empty(RECORDS).array());
                storage.crashAfter(step);
                assertThrows(LeaseException.class, () -> script(SequenceLeases.open("leases", storage)));
                int length = torn;
                byte[] left = storage.diskAfterCrash(whole -> Math.min(whole, length));
                expectAbove(SequenceLeases.open("leases", new CrashingStorage(left)), "step " + step + ", torn " + torn);
            }
        }
    }

    @Test
    void shouldOpenAndNeverGoBackThroughManyRandomCrashes() throws IOException {
        Random random = new Random(SEED);
        byte[] disk = SequenceLeases.empty(RECORDS).array();
        for (int crash = 0; crash < 2000; crash++) {
            CrashingStorage storage = new CrashingStorage(disk);
            storage.crashAfter(random.nextInt(12));
            try {
                SequenceLeases leases = SequenceLeases.open("leases", storage);
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
        for (int index = 0; index < whole.length; index++) {
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
                disk[SequenceLeases.HEADER_LENGTH + slot * LeaseSlot.LENGTH] ^= 1;
                CrashingStorage storage = new CrashingStorage(disk);
                SequenceLeases leases = SequenceLeases.open("leases", storage);
                expectAbove(leases, "round " + round);
                grant(leases, A);
                disk = storage.diskAfterCrash(length -> length);
            }
        }
    }

    @Test
    void shouldRefuseEveryTruncation() throws IOException {
        byte[] whole = usedDisk();
        for (int length = 0; length < whole.length; length++) {
            byte[] disk = java.util.Arrays.copyOf(whole, length);
            assertThrows(LeaseException.class, () -> SequenceLeases.open("leases", new CrashingStorage(disk)));
        }
    }

    @Test
    void shouldRefuseTrailingGarbage() throws IOException {
        byte[] whole = usedDisk();
        for (int extra : new int[]{1, LeaseSlot.LENGTH, LeaseRecord.LENGTH}) {
            byte[] disk = java.util.Arrays.copyOf(whole, whole.length + extra);
            assertThrows(LeaseException.class, () -> SequenceLeases.open("leases", new CrashingStorage(disk)));
        }
    }

    @Test
    void shouldRefuseBothSlotsOfRecordDamaged() throws IOException {
        byte[] disk = usedDisk();
        disk[SequenceLeases.HEADER_LENGTH + 3] ^= 4;
        disk[SequenceLeases.HEADER_LENGTH + LeaseSlot.LENGTH + 3] ^= 4;
        LeaseException refusal = assertThrows(LeaseException.class,
            () -> SequenceLeases.open("leases", new CrashingStorage(disk)));
        assertTrue(refusal.getMessage().contains("the record at byte 64"), refusal.getMessage());
    }

    @Test
    void shouldRefuseRecordsSwapped() throws IOException {
        byte[] whole = usedDisk();
        byte[] disk = whole.clone();
        System.arraycopy(whole, 64, disk, 128, LeaseRecord.LENGTH);
        System.arraycopy(whole, 128, disk, 64, LeaseRecord.LENGTH);
        assertThrows(LeaseException.class, () -> SequenceLeases.open("leases", new CrashingStorage(disk)));
    }

    @Test
    void shouldRepairFreeRecordThatIsHalfDamagedSinceItHoldsNoLease() throws IOException {
        byte[] disk = SequenceLeases.empty(RECORDS).array();
        disk[SequenceLeases.HEADER_LENGTH + 3 * LeaseRecord.LENGTH] ^= 1;
        CrashingStorage storage = new CrashingStorage(disk);
        SequenceLeases.open("leases", storage);
        byte[] repaired = storage.diskAfterCrash(length -> length);
        repaired[SequenceLeases.HEADER_LENGTH + 3 * LeaseRecord.LENGTH + LeaseSlot.LENGTH] ^= 1;
        script(SequenceLeases.open("leases", new CrashingStorage(repaired)));
    }

    @Test
    void shouldGrantNothingMoreOnceDiskHasFailed() throws IOException {
        CrashingStorage storage = new CrashingStorage(SequenceLeases.empty(RECORDS).array());
        SequenceLeases leases = SequenceLeases.open("leases", storage);
        storage.crashAfter(0);
        assertThrows(LeaseException.class, () -> leases.grant(List.of(LeaseRequest.next(A))));
        storage.crashAfter(100);
        LeaseException refusal = assertThrows(LeaseException.class, () -> leases.grant(List.of(LeaseRequest.next(A))));
        assertTrue(refusal.getMessage().contains("restart"), refusal.getMessage());
    }

    private int stepsOfScript() throws IOException {
        CrashingStorage storage = new CrashingStorage(SequenceLeases.empty(RECORDS).array());
        script(SequenceLeases.open("leases", storage));
        granted.clear();
        return storage.steps();
    }

    private byte[] usedDisk() throws IOException {
        CrashingStorage storage = new CrashingStorage(SequenceLeases.empty(RECORDS).array());
        script(SequenceLeases.open("leases", storage));
        return storage.diskAfterCrash(length -> length);
    }

    private void script(SequenceLeases leases) {
        grant(leases, A, B);
        grant(leases, A);
        grant(leases, A);
        grant(leases, C, B);
        grantAbove(leases, A, START);
        grantAbove(leases, D, START);
        grant(leases, A, D);
    }

    private void grant(SequenceLeases leases, KeyIdentity... keys) {
        grant(leases, Stream.of(keys).map(LeaseRequest::next).toList());
    }

    private void grantAbove(SequenceLeases leases, KeyIdentity key, long start) {
        grant(leases, List.of(new LeaseRequest(key, start)));
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
            expectAbove(SequenceLeases.open("leases", new CrashingStorage(disk)), what);
        } catch (LeaseException e) {
            assertTrue(e.getMessage().contains("damaged"), () -> what + ": " + e);
        }
    }

    private void expectAbove(SequenceLeases leases, String what) {
        for (Map.Entry<KeyIdentity, Long> entry : granted.entrySet()) {
            long until = leases.usedUntil(entry.getKey());
            assertTrue(until >= entry.getValue(), () -> what + ": " + until + " is below " + entry.getValue());
            assertEquals(until > 0, leases.isKnown(entry.getKey()));
        }
    }
}
