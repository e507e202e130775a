package dev.narrows.control.lease;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntUnaryOperator;

/**
 * Storage in memory that crashes on command: before any byte of any write, and with it every write that was not forced
 * is undone, kept or cut short, as the test likes.
 */
public final class CrashingStorage implements LeaseStorage {
    private final List<Write> unforced = new ArrayList<>();
    private byte[] disk;
    private byte[] content;
    private int stepsLeft = Integer.MAX_VALUE;
    private int steps;

    public CrashingStorage(byte[] disk) {
        this.disk = disk.clone();
        content = this.disk;
    }

    /** Crashes at the given step from now: each write and each force is one. */
    public void crashAfter(int count) {
        stepsLeft = count;
    }

    public int steps() {
        return steps;
    }

    /** What a crash now leaves, where each unforced write got as far as {@code progress} says, in bytes. */
    public byte[] diskAfterCrash(IntUnaryOperator progress) {
        byte[] left = disk.clone();
        for (Write write : unforced) {
            left = apply(left, write, progress.applyAsInt(write.bytes.length));
        }
        return left;
    }

    /** What a crash now leaves where everything was written. */
    public byte[] whole() {
        return diskAfterCrash(length -> length);
    }

    @Override
    public long size() {
        return content.length;
    }

    @Override
    public ByteBuffer read(long position, int length) {
        return ByteBuffer.wrap(Arrays.copyOfRange(content, (int)position, (int)position + length));
    }

    @SuppressWarnings("ReferenceEquality") // the very array, not one with the same content
    @Override
    public void write(long position, ByteBuffer bytes) throws IOException {
        byte[] copy = new byte[bytes.remaining()];
        bytes.get(copy);
        Write write = new Write((int)position, copy);
        unforced.add(write);
        step();
        content = apply(content == disk ? disk.clone() : content, write, copy.length);
    }

    /** Not undone by a crash: whoever relied on what is cut off would be wrong already. */
    @Override
    public void truncate(long size) {
        unforced.removeIf(write -> write.position >= size);
        disk = Arrays.copyOf(disk, (int)Math.min(size, disk.length));
        content = Arrays.copyOf(content, (int)size);
    }

    @Override
    public void force() throws IOException {
        step();
        disk = whole();
        content = disk;
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

    private static byte[] apply(byte[] bytes, Write write, int length) {
        if (length == 0) {
            return bytes;
        }
        byte[] left = Arrays.copyOf(bytes, Math.max(bytes.length, write.position + length));
        System.arraycopy(write.bytes, 0, left, write.position, length);
        return left;
    }

    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    private record Write(int position, byte[] bytes) {
    }
}
