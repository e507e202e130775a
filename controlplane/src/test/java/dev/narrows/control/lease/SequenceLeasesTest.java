package dev.narrows.control.lease;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.narrows.sa.SequenceSpace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SequenceLeasesTest {
    private static final KeyIdentity KEY = new KeyIdentity(7, 8);
    private static final KeyIdentity OTHER = new KeyIdentity(1, 1);
    private static final long COUNT = 1L << 20;

    @TempDir
    private Path directory;
    private Path stateDir;
    private final TestLeases clock = new TestLeases();

    @BeforeEach
    void init() {
        stateDir = directory.resolve("state");
        SequenceLeases.init(stateDir);
    }

    @Test
    void shouldGoOnWhereTheLastProcessMayHaveStopped() {
        long end = 0;
        for (int start = 0; start < 3; start++) {
            try (SequenceLeases leases = clock.open(stateDir)) {
                Lease lease = leases.grant(List.of(next(KEY))).getFirst();
                assertEquals(new Lease(end, end + COUNT), lease);
                end = lease.end();
            }
        }
    }

    @Test
    void shouldMakeTheFileItsOwnersAloneAndNothingElse() throws IOException {
        Path file = stateDir.resolve(SequenceLeases.FILE_NAME);
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        try (Stream<Path> files = Files.list(stateDir)) {
            assertEquals(List.of(file), files.toList());
        }
    }

    @Test
    void shouldSayHowToMakeMissingFile() throws IOException {
        Files.delete(stateDir.resolve(SequenceLeases.FILE_NAME));
        LeaseException refusal = assertThrows(LeaseException.class, () -> clock.open(stateDir));
        assertTrue(refusal.getMessage().contains("if none of these keys was ever used, run: narrows init CONFIG"),
            refusal.getMessage());
        assertFalse(Files.exists(stateDir.resolve(SequenceLeases.FILE_NAME)));
    }

    @Test
    void shouldNeverReplaceFileThatExists() throws IOException {
        byte[] before = Files.readAllBytes(stateDir.resolve(SequenceLeases.FILE_NAME));
        LeaseException refusal = assertThrows(LeaseException.class, () -> SequenceLeases.init(stateDir));
        assertTrue(refusal.getMessage().contains("exists already"), refusal.getMessage());
        assertEquals(-1, java.util.Arrays.mismatch(before,
            Files.readAllBytes(stateDir.resolve(SequenceLeases.FILE_NAME))));
    }

    @Test
    void shouldNotBeSharedByTwoGateways() {
        try (SequenceLeases first = clock.open(stateDir)) {
            LeaseException refusal = assertThrows(LeaseException.class, () -> clock.open(stateDir));
            assertTrue(refusal.getMessage().contains("another gateway"), refusal.getMessage());
            assertEquals(0, first.usedUntil(KEY));
        }
        try (SequenceLeases second = clock.open(stateDir)) {
            assertFalse(second.wasSentWith(KEY));
        }
    }

    @Test
    void shouldRefuseKeyWhoseNumbersAreUsedUp() throws IOException {
        CrashingStorage storage = TestLeases.storage();
        try (SequenceLeases leases = clock.open(storage)) {
            long end = 0;
            long start = SequenceSpace.EXTENDED.last() - 5 * COUNT / 2;
            while (end < SequenceSpace.EXTENDED.last()) {
                Lease lease = leases.grant(List.of(TestLeases.request(KEY, start, COUNT))).getFirst();
                assertEquals(Math.max(start, end), lease.lastUsed());
                end = lease.end();
            }
            LeaseException refusal =
                assertThrows(LeaseException.class, () -> leases.grant(List.of(next(KEY))));
            assertTrue(refusal.getMessage().contains("needs a new one"), refusal.getMessage());
            LeaseRequest other = next(OTHER);
            assertEquals(COUNT, leases.grant(List.of(other)).getFirst().end());
        }
    }

    @Test
    void shouldGrowForAsManyKeysAsThereAreAndKnowAllOfThemAfterwards() throws IOException {
        CrashingStorage storage = TestLeases.storage();
        List<KeyIdentity> keys = keys(10_000);
        try (SequenceLeases leases = clock.open(storage)) {
            leases.grant(keys.stream().map(SequenceLeasesTest::next).toList());
        }
        try (SequenceLeases leases = clock.open(new CrashingStorage(storage.whole()))) {
            keys.forEach(key -> assertEquals(COUNT, leases.usedUntil(key)));
            assertFalse(leases.wasSentWith(KEY));
        }
    }

    @Test
    void shouldGiveBackWhatKeyThatIsLetGoOfHasNotUsed() throws IOException {
        CrashingStorage storage = TestLeases.storage();
        try (SequenceLeases leases = clock.open(storage)) {
            leases.grant(List.of(next(KEY), next(OTHER)));
            leases.release(KEY, 17);
            assertEquals(17, leases.usedUntil(KEY));
        }
        SequenceLeases again = clock.open(new CrashingStorage(storage.whole()));
        assertEquals(17, again.usedUntil(KEY));
        assertEquals(COUNT, again.usedUntil(OTHER), "nobody said that it was let go of");
        assertEquals(List.of(new Lease(17, 17 + COUNT)), again.grant(List.of(next(KEY))));
    }

    @Test
    void shouldNotBurnNumbersOfKeyThatSentNothingByStarts() {
        for (int start = 0; start < 100; start++) {
            try (SequenceLeases leases = clock.open(stateDir)) {
                assertEquals(List.of(new Lease(0, COUNT)), leases.grant(List.of(next(KEY))));
                leases.release(KEY, 0);
            }
        }
    }

    @Test
    void shouldForgetHowFarKeyWasUsedThatIsGoneForLongButNotThatItWas() throws IOException {
        CrashingStorage storage = TestLeases.storage();
        try (SequenceLeases leases = clock.open(storage)) {
            leases.grant(List.of(next(KEY), next(OTHER)));
            leases.release(KEY, 17);
            clock.seconds += TestLeases.RETENTION.toSeconds() - 1;
            assertEquals(0, leases.forget());
            assertEquals(17, leases.usedUntil(KEY));
            clock.seconds += 60;
            assertEquals(1, leases.forget(), "the other one is in use");
            expectForgotten(leases);
        }
        expectForgotten(clock.open(new CrashingStorage(storage.whole())));
    }

    private static void expectForgotten(SequenceLeases leases) {
        assertTrue(leases.wasSentWith(KEY));
        assertTrue(leases.isForgotten(KEY));
        assertFalse(leases.wasReceivedWith(KEY));
        assertFalse(leases.isForgotten(OTHER));
    }

    @Test
    void shouldGiveRoomOfForgottenKeysToOthersForYears() throws IOException {
        CrashingStorage storage = TestLeases.storage();
        try (SequenceLeases leases = clock.open(storage)) {
            long size = 0;
            List<KeyIdentity> keys = keys(30_000);
            for (int hour = 0; hour < 300; hour++) {
                List<KeyIdentity> now = keys.subList(100 * hour, 100 * hour + 100);
                leases.grant(now.stream().map(SequenceLeasesTest::next).toList());
                now.forEach(key -> leases.release(key, 1));
                clock.seconds += 3600;
                leases.forget();
                size = hour == 100 ? storage.size() : size;
            }
            keys.forEach(key -> assertTrue(leases.wasSentWith(key)));
            assertTrue(storage.size() - size < 20_000 * 32, "32 bytes a key at the most: " + (storage.size() - size));
            assertEquals(23 * 100, keys.stream().filter(key -> !leases.isForgotten(key)).count(),
                "those of the last day");
        }
    }

    @Test
    void shouldKnowKeysThatWereReceivedWithForEverAndForceOnce() throws IOException {
        CrashingStorage storage = TestLeases.storage();
        List<KeyIdentity> keys = keys(1000);
        try (SequenceLeases leases = clock.open(storage)) {
            leases.admit(keys.subList(0, 1), List.of());
            int before = storage.steps();
            leases.admit(keys, List.of());
            assertEquals(999 + 1, storage.steps() - before, "a write for each, and one force");
            leases.admit(keys, List.of());
            assertEquals(999 + 1, storage.steps() - before, "they are known");
        }
        SequenceLeases again = clock.open(new CrashingStorage(storage.whole()));
        keys.forEach(key -> assertTrue(again.wasReceivedWith(key) && !again.wasSentWith(key)));
        assertFalse(again.wasReceivedWith(KEY));
    }

    @Test
    void shouldTakeUpFileOfTheVersionBefore() throws IOException {
        Path file = stateDir.resolve(SequenceLeases.FILE_NAME);
        Files.write(file, OldFile.with(java.util.Map.of(KEY, 5L << 22, OTHER, 1L << 40)));
        for (int start = 0; start < 2; start++) {
            try (SequenceLeases leases = clock.open(stateDir)) {
                assertEquals(5L << 22, leases.usedUntil(KEY));
                assertEquals(1L << 40, leases.usedUntil(OTHER));
                assertThrows(LeaseException.class, () -> clock.open(stateDir), "locked all the while");
            }
            assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        }
        byte[] damaged = OldFile.with(java.util.Map.of(KEY, 5L << 22));
        damaged[64 + 3] ^= 1;
        Files.write(file, damaged);
        try (SequenceLeases leases = clock.open(stateDir)) {
            assertEquals(5L << 22, leases.usedUntil(KEY), "the slot that is whole, and one lease");
        }
        damaged[64 + 32] ^= 1;
        Files.write(file, damaged);
        LeaseException refusal = assertThrows(LeaseException.class, () -> clock.open(stateDir));
        assertTrue(refusal.getMessage().contains("damaged"), refusal.getMessage());
    }

    private static LeaseRequest next(KeyIdentity key) {
        return TestLeases.request(key, 0, COUNT);
    }

    private static List<KeyIdentity> keys(int count) {
        Random random = new Random(count);
        return Stream.generate(() -> new KeyIdentity(random.nextLong(), random.nextLong())).limit(count).toList();
    }

    @Test
    void shouldStartAboveWhatIsAskedForButNeverGoBack() {
        long start = 3L << 32;
        try (SequenceLeases leases = clock.open(stateDir)) {
            assertEquals(List.of(new Lease(start, start + COUNT)),
                leases.grant(List.of(TestLeases.request(KEY, start, COUNT))));
            assertEquals(List.of(new Lease(start + COUNT, start + 2 * COUNT)),
                leases.grant(List.of(TestLeases.request(KEY, 17, COUNT))));
        }
        try (SequenceLeases leases = clock.open(stateDir)) {
            assertEquals(start + 2 * COUNT, leases.usedUntil(KEY));
            long higher = 4L << 32;
            assertEquals(List.of(new Lease(higher, higher + COUNT)),
                leases.grant(List.of(TestLeases.request(KEY, higher, COUNT))));
        }
    }

    @Test
    void shouldForceSeveralRenewalsOnce() throws IOException {
        CrashingStorage storage = TestLeases.storage();
        List<LeaseRequest> keys = Stream.of(KEY, new KeyIdentity(1, 1), new KeyIdentity(2, 2))
            .map(SequenceLeasesTest::next)
            .toList();
        try (SequenceLeases leases = clock.open(storage)) {
            leases.grant(keys);
            assertEquals(8, storage.steps() - 1,
                "besides one force at the start three writes and one force, twice: for the keys and for their leases");
            int before = storage.steps();
            leases.grant(keys);
            assertEquals(4, storage.steps() - before, "three writes and one force");
        }
    }
}
