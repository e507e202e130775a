package dev.narrows.control.lease;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.function.BooleanSupplier;

/** Storage in memory that is full now and then. */
public final class FailingStorage implements LeaseStorage {
    private final LeaseStorage memory = TestLeases.storage();
    private final BooleanSupplier isFull;

    public FailingStorage(BooleanSupplier isFull) {
        this.isFull = isFull;
    }

    @Override
    public long size() throws IOException {
        return memory.size();
    }

    @Override
    public ByteBuffer read(long position, int length) throws IOException {
        return memory.read(position, length);
    }

    @Override
    public void truncate(long size) throws IOException {
        memory.truncate(size);
    }

    @Override
    public void write(long position, ByteBuffer bytes) throws IOException {
        failIfFull();
        memory.write(position, bytes);
    }

    @Override
    public void force() throws IOException {
        failIfFull();
        memory.force();
    }

    @Override
    public void close() throws IOException {
        memory.close();
    }

    private void failIfFull() throws IOException {
        if (isFull.getAsBoolean()) {
            throw new IOException("no space left");
        }
    }
}
