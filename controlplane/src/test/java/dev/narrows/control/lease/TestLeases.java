package dev.narrows.control.lease;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/** Leases on a clock that stands still, or that a test moves. */
public final class TestLeases {
    public static final Duration RETENTION = Duration.ofDays(1);
    /** The logarithm of how many records an empty storage has. */
    public static final int RECORDS_LOG = 3;

    public long seconds = 1_700_000_000;

    public static CrashingStorage storage() {
        return new CrashingStorage(LeaseFormat.empty(RECORDS_LOG).array());
    }

    public SequenceLeases open(LeaseStorage storage) throws IOException {
        return SequenceLeases.open("leases", storage, () -> seconds, RETENTION);
    }

    public SequenceLeases open(Path stateDir) {
        return SequenceLeases.open(stateDir, () -> seconds, RETENTION);
    }

    /** A wish of numbers that are of use up to the last extended one. */
    public static LeaseRequest request(KeyIdentity key, long start, long count) {
        return new LeaseRequest(key, start, count, dev.narrows.sa.SequenceSpace.EXTENDED.last());
    }
}
