package dev.narrows.control;

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
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SequenceLeasesTest {
    private static final KeyIdentity KEY = new KeyIdentity(7, 8);

    @TempDir
    private Path directory;
    private Path stateDir;

    @BeforeEach
    void init() {
        stateDir = directory.resolve("state");
        SequenceLeases.init(stateDir);
    }

    @Test
    void shouldGoOnWhereTheLastProcessMayHaveStopped() {
        long end = 0;
        for (int start = 0; start < 3; start++) {
            try (SequenceLeases leases = SequenceLeases.open(stateDir)) {
                Lease lease = leases.grant(List.of(LeaseRequest.next(KEY))).getFirst();
                assertEquals(new Lease(end, end + LeaseRecord.BLOCK), lease);
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
        LeaseException refusal = assertThrows(LeaseException.class, () -> SequenceLeases.open(stateDir));
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
        try (SequenceLeases first = SequenceLeases.open(stateDir)) {
            LeaseException refusal = assertThrows(LeaseException.class, () -> SequenceLeases.open(stateDir));
            assertTrue(refusal.getMessage().contains("another gateway"), refusal.getMessage());
            assertEquals(0, first.usedUntil(KEY));
        }
        try (SequenceLeases second = SequenceLeases.open(stateDir)) {
            assertFalse(second.isKnown(KEY));
        }
    }

    @Test
    void shouldRefuseKeyWhoseNumbersAreUsedUp() throws IOException {
        CrashingStorage storage = new CrashingStorage(SequenceLeases.empty(2).array());
        try (SequenceLeases leases = SequenceLeases.open("leases", storage)) {
            long end = 0;
            long start = SequenceSpace.EXTENDED.last() - 5 * LeaseRecord.BLOCK / 2;
            while (end < SequenceSpace.EXTENDED.last()) {
                Lease lease = leases.grant(List.of(new LeaseRequest(KEY, start))).getFirst();
                assertEquals(Math.max(start, end), lease.lastUsed());
                end = lease.end();
            }
            LeaseException refusal =
                assertThrows(LeaseException.class, () -> leases.grant(List.of(LeaseRequest.next(KEY))));
            assertTrue(refusal.getMessage().contains("needs a new one"), refusal.getMessage());
            LeaseRequest other = LeaseRequest.next(new KeyIdentity(1, 1));
            assertEquals(LeaseRecord.BLOCK, leases.grant(List.of(other)).getFirst().end());
        }
    }

    @Test
    void shouldRefuseMoreKeysThanThereIsRoomForAndGrantNone() throws IOException {
        CrashingStorage storage = new CrashingStorage(SequenceLeases.empty(1).array());
        try (SequenceLeases leases = SequenceLeases.open("leases", storage)) {
            List<LeaseRequest> two = List.of(LeaseRequest.next(KEY), LeaseRequest.next(new KeyIdentity(1, 1)));
            assertThrows(LeaseException.class, () -> leases.grant(two));
            assertFalse(leases.isKnown(KEY));
            assertEquals(1, leases.grant(List.of(LeaseRequest.next(KEY))).size());
        }
    }

    @Test
    void shouldStartAboveWhatIsAskedForButNeverGoBack() {
        long start = 3L << 32;
        try (SequenceLeases leases = SequenceLeases.open(stateDir)) {
            assertEquals(List.of(new Lease(start, start + LeaseRecord.BLOCK)),
                leases.grant(List.of(new LeaseRequest(KEY, start))));
            assertEquals(List.of(new Lease(start + LeaseRecord.BLOCK, start + 2 * LeaseRecord.BLOCK)),
                leases.grant(List.of(new LeaseRequest(KEY, 17))));
        }
        try (SequenceLeases leases = SequenceLeases.open(stateDir)) {
            assertEquals(start + 2 * LeaseRecord.BLOCK, leases.usedUntil(KEY));
            long higher = 4L << 32;
            assertEquals(List.of(new Lease(higher, higher + LeaseRecord.BLOCK)),
                leases.grant(List.of(new LeaseRequest(KEY, higher))));
        }
    }

    @Test
    void shouldForceSeveralRenewalsOnce() throws IOException {
        CrashingStorage storage = new CrashingStorage(SequenceLeases.empty(3).array());
        List<LeaseRequest> keys = Stream.of(KEY, new KeyIdentity(1, 1), new KeyIdentity(2, 2)).map(LeaseRequest::next)
            .toList();
        try (SequenceLeases leases = SequenceLeases.open("leases", storage)) {
            leases.grant(keys);
            assertEquals(8, storage.steps(), "three writes and one force, twice: for the keys and for their leases");
            int before = storage.steps();
            leases.grant(keys);
            assertEquals(4, storage.steps() - before, "three writes and one force");
        }
    }
}
