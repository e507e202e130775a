package dev.narrows.control;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/** Leases on a clock that stands still, or that a test moves. */
final class TestLeases {
    static final Duration RETENTION = Duration.ofDays(1);
    /** The logarithm of how many records an empty storage has. */
    static final int RECORDS_LOG = 3;

    long seconds = 1_700_000_000;

    static CrashingStorage storage() {
        return new CrashingStorage(LeaseFormat.empty(RECORDS_LOG).array());
    }

    SequenceLeases open(LeaseStorage storage) throws IOException {
        return SequenceLeases.open("leases", storage, () -> seconds, RETENTION);
    }

    SequenceLeases open(Path stateDir) {
        return SequenceLeases.open(stateDir, () -> seconds, RETENTION);
    }

    /** A wish of numbers that are of use up to the last extended one. */
    static LeaseRequest request(KeyIdentity key, long start, long count) {
        return new LeaseRequest(key, start, count, dev.narrows.sa.SequenceSpace.EXTENDED.last());
    }
}
