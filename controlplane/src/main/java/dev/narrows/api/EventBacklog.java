package dev.narrows.api;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.ArrayDeque;
import java.util.Queue;

/**
 * Lines on their way to one client that reads events, bounded.
 */
final class EventBacklog {
    /** The most bytes that wait for a client. */
    static final int CAPACITY = 1 << 20;

    private final Queue<ByteBuffer> lines = new ArrayDeque<>();
    private int waiting;

    /**
     * Adds a line.
     *
     * @param line from position to limit; shared with other clients, so its position is not moved.
     * @return false where it does not fit any more: the client reads too slowly.
     */
    boolean offer(ByteBuffer line) {
        if (line.remaining() > CAPACITY - waiting) {
            return false;
        }
        lines.add(line.duplicate());
        waiting += line.remaining();
        return true;
    }

    /** {@return whether nothing waits} */
    boolean isEmpty() {
        return lines.isEmpty();
    }

    /**
     * Sends as much as the client takes.
     *
     * @param channel to it.
     * @return bytes sent.
     * @throws IOException where the client is gone.
     */
    int sendTo(WritableByteChannel channel) throws IOException {
        int sent = 0;
        for (ByteBuffer line = lines.peek(); line != null; line = lines.peek()) {
            sent += channel.write(line);
            if (line.hasRemaining()) {
                break;
            }
            lines.remove();
        }
        waiting -= sent;
        return sent;
    }
}
