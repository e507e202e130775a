package dev.narrows.control;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Where leases are kept: bytes that survive a crash once they were forced.
 */
interface LeaseStorage extends AutoCloseable {
    /** {@return everything in it} */
    ByteBuffer read() throws IOException;

    /**
     * Overwrites bytes. After a crash before the next {@link #force()}, each byte is the old or the new one.
     *
     * @param position of the first.
     * @param bytes    the new ones.
     */
    void write(int position, ByteBuffer bytes) throws IOException;

    /** Returns once everything written is on disk. */
    void force() throws IOException;

    @Override
    void close() throws IOException;
}
