package dev.narrows.explain;

import dev.narrows.crypto.Algorithm;
import dev.narrows.crypto.Transform;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The shape of an algorithm without its substance: IV and ICV have their lengths and no meaning, nothing is encrypted,
 * and whatever comes in counts as authentic. Only for packets that never leave this package, where it shows what is
 * inside.
 *
 * @param algorithm whose shape.
 */
record KeylessTransform(Algorithm algorithm) implements Transform {
    @Override
    public String engine() {
        return "none";
    }

    @Override
    public void seal(UnsafeBuffer buffer, int espOffset, int length, long sequence) {
        // The payload stays as it is.
    }

    @Override
    public boolean open(UnsafeBuffer buffer, int espOffset, int length, long sequence) {
        return true;
    }

    @Override
    public void close() {
        // There is no key to wipe.
    }
}
