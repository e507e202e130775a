package dev.narrows.control;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Storage in memory that crashes on command: before any byte of any write, and with it every write that was not forced
 * is undone, kept or cut short, as the test likes.
 */
final class CrashingStorage implements LeaseStorage {
    private final List<Write> unforced = new ArrayList<>();
    private byte[] disk;
    private int stepsLeft = Integer.MAX_VALUE;
    private int steps;

    CrashingStorage(byte[] disk) {
        this.disk = disk.clone();
    }

    /** Crashes at the given step from now: each write and each force is one. */
    void crashAfter(int count) {
        stepsLeft = count;
    }

    int steps() {
        return steps;
    }

    /** What a crash now leaves, where each unforced write got as far as {@code progress} says, in bytes. */
    byte[] diskAfterCrash(java.util.function.ToIntFunction<Integer> progress) {
        byte[] left = disk.clone();
        for (Write write : unforced) {
            int length = progress.applyAsInt(write.bytes.length);
            System.arraycopy(write.bytes, 0, left, write.position, length);
        }
        return left;
    }

    @Override
    public ByteBuffer read() {
        return ByteBuffer.wrap(disk.clone());
    }

    @Override
    public void write(int position, ByteBuffer bytes) throws IOException {
        byte[] copy = new byte[bytes.remaining()];
        bytes.get(copy);
        unforced.add(new Write(position, copy));
        step();
    }

    @Override
    public void force() throws IOException {
        step();
        disk = diskAfterCrash(length -> length);
        unforced.clear();
    }

    @Override
    public void close() {
        stepsLeft = 0;
    }

    private void step() throws IOException {
        steps++;
        if (stepsLeft-- <= 0) {
            throw new IOException("crashed");
        }
    }

    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    private record Write(int position, byte[] bytes) {
    }
}
