package dev.narrows.api;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;

/**
 * What a client has sent and what was not taken as a line yet. Lines may hold keys: the memory is native, so that
 * neither the collector nor the channel makes copies of it, and what was taken is wiped.
 */
final class LineBuffer {
    /** The longest line, in bytes, without its LF. */
    static final int LONGEST_LINE = 65536;

    private static final byte LF = '\n';

    /** From 0 to the position: bytes received. */
    private final ByteBuffer memory = ByteBuffer.allocateDirect(LONGEST_LINE + 1);
    /** Bytes known to have no LF among them. */
    private int scanned;

    /**
     * Receives what there is, as far as there is room.
     *
     * @param channel where from.
     * @return bytes received, or -1 at the end of the stream.
     * @throws IOException where the channel fails.
     */
    int receiveFrom(ReadableByteChannel channel) throws IOException {
        return channel.read(memory);
    }

    /** {@return whether nothing is here} */
    boolean isEmpty() {
        return memory.position() == 0;
    }

    /** {@return whether a whole line is here} */
    boolean hasLine() {
        while (scanned < memory.position() && memory.get(scanned) != LF) {
            scanned++;
        }
        return scanned < memory.position();
    }

    /** {@return whether what is here is too long for a line and has no end} */
    boolean isOverlong() {
        return !hasLine() && !memory.hasRemaining();
    }

    /**
     * Takes the first line; only where {@link #hasLine()}.
     *
     * @return the line without the LF, the caller's to close.
     */
    RequestLine takeLine() {
        int received = memory.position();
        RequestLine line = new RequestLine(memory, scanned);
        memory.flip().position(scanned + 1).compact();
        wipe(memory.position(), received);
        scanned = 0;
        return line;
    }

    /** Forgets all that is here. */
    void clear() {
        wipe(0, memory.position());
        memory.clear();
        scanned = 0;
    }

    private void wipe(int from, int to) {
        for (int i = from; i < to; i++) {
            memory.put(i, (byte)0);
        }
    }
}
