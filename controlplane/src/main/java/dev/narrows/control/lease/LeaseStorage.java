package dev.narrows.control.lease;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Where leases are kept: bytes that survive a crash once they were forced.
 */
interface LeaseStorage extends AutoCloseable {
    /** {@return how many bytes there are} */
    long size() throws IOException;

    /**
     * Reads bytes, as they were written last.
     *
     * @param position of the first.
     * @param length   how many; all of them are there.
     * @return the bytes.
     */
    ByteBuffer read(long position, int length) throws IOException;

    /**
     * Overwrites bytes, or appends some; what is left out between the end and their position is zero. After a crash
     * before the next {@link #force()}, each byte is the old or the new one.
     *
     * @param position of the first.
     * @param bytes    the new ones.
     */
    void write(long position, ByteBuffer bytes) throws IOException;

    /**
     * Cuts off what stands behind a position.
     *
     * @param size the bytes to keep.
     */
    void truncate(long size) throws IOException;

    /** Returns once everything written is on disk. */
    void force() throws IOException;

    @Override
    void close() throws IOException;
}
