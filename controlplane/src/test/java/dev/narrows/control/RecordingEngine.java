package dev.narrows.control;

import dev.narrows.crypto.Algorithm;
import dev.narrows.crypto.CryptoEngine;
import dev.narrows.crypto.KeyingMaterial;
import dev.narrows.crypto.Transform;
import java.util.ArrayList;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;

/** An engine that computes nothing, and knows which of its keys were wiped. */
public final class RecordingEngine implements CryptoEngine {
    public final List<RecordingTransform> made = new ArrayList<>();
    public int refuseAfter = Integer.MAX_VALUE;

    @Override
    public String name() {
        return "recording";
    }

    @Override
    public String description() {
        return "a test's engine";
    }

    @Override
    public Transform newTransform(Algorithm algorithm, KeyingMaterial material, boolean esn) {
        if (made.size() == refuseAfter) {
            throw new IllegalStateException("no more");
        }
        RecordingTransform transform = new RecordingTransform(algorithm, esn);
        made.add(transform);
        return transform;
    }

    public long closed() {
        return made.stream().filter(transform -> transform.closed).count();
    }

    @Override
    public void close() {
        made.forEach(RecordingTransform::close);
    }

    public static final class RecordingTransform implements Transform {
        private final Algorithm algorithm;
        public final boolean esn;
        public boolean closed;

        RecordingTransform(Algorithm algorithm, boolean esn) {
            this.esn = esn;
            this.algorithm = algorithm;
        }

        @Override
        public Algorithm algorithm() {
            return algorithm;
        }

        @Override
        public String engine() {
            return "recording";
        }

        @Override
        public void seal(UnsafeBuffer buffer, int espOffset, int length, long sequence) {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean open(UnsafeBuffer buffer, int espOffset, int length, long sequence) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void close() {
            closed = true;
        }
    }
}
