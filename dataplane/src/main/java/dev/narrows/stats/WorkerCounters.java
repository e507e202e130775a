package dev.narrows.stats;

import java.nio.ByteBuffer;
import org.agrona.BitUtil;
import org.agrona.BufferUtil;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * One worker's counters. Written by that worker alone; read by any thread, which sees each counter whole and not
 * older than a moment, but not all of one instant.
 */
public final class WorkerCounters {
    /** Ports are numbered below this. */
    public static final int MAX_PORTS = 32;

    private static final int CACHE_LINE = 64;
    private static final int DROPS_OFFSET = WorkerCounter.values().length * BitUtil.SIZE_OF_LONG;
    private static final int TAKEN_OFFSET = DROPS_OFFSET + DropReason.values().length * BitUtil.SIZE_OF_LONG;
    private static final int SIZE = TAKEN_OFFSET + MAX_PORTS * BitUtil.SIZE_OF_LONG;

    private final ByteBuffer memory = BufferUtil.allocateDirectAligned(BitUtil.align(SIZE, CACHE_LINE), CACHE_LINE);
    private final UnsafeBuffer values = new UnsafeBuffer(memory);

    /**
     * Counts one. Worker's thread only.
     *
     * @param counter what happened.
     */
    public void increment(WorkerCounter counter) {
        add(counter, 1);
    }

    /**
     * Counts several. Worker's thread only.
     *
     * @param counter what happened.
     * @param count   how often, from 0; what tells of a moment goes down too.
     */
    public void add(WorkerCounter counter, long count) {
        addAt(offset(counter), count);
    }

    /**
     * Counts a drop. Worker's thread only.
     *
     * @param reason why.
     */
    public void increment(DropReason reason) {
        add(reason, 1);
    }

    /**
     * Counts several drops. Worker's thread only.
     *
     * @param reason why.
     * @param count  how many, from 0.
     */
    public void add(DropReason reason, long count) {
        addAt(offset(reason), count);
    }

    /**
     * Counts what a port's driver took of what the worker sent. Worker's thread only.
     *
     * @param port  the port's number.
     * @param count how many packets, from 0.
     */
    public void addTaken(int port, long count) {
        addAt(takenOffset(port), count);
    }

    /**
     * Reads how many packets a port's driver took, from any thread.
     *
     * @param port the port's number.
     * @return how many.
     */
    public long taken(int port) {
        return values.getLongVolatile(takenOffset(port));
    }

    /**
     * Reads a counter, from any thread.
     *
     * @param counter which.
     * @return its value.
     */
    public long get(WorkerCounter counter) {
        return values.getLongVolatile(offset(counter));
    }

    /**
     * Reads a drop counter, from any thread.
     *
     * @param reason which.
     * @return its value.
     */
    public long get(DropReason reason) {
        return values.getLongVolatile(offset(reason));
    }

    /** {@return all drops together, from any thread} */
    public long dropped() {
        long sum = 0;
        for (int offset = DROPS_OFFSET; offset < TAKEN_OFFSET; offset += BitUtil.SIZE_OF_LONG) {
            sum += values.getLongVolatile(offset);
        }
        return sum;
    }

    @SuppressWarnings("EnumOrdinal") // The layout lives and dies with the process.
    private static int offset(WorkerCounter counter) {
        return counter.ordinal() * BitUtil.SIZE_OF_LONG;
    }

    @SuppressWarnings("EnumOrdinal") // The layout lives and dies with the process.
    private static int offset(DropReason reason) {
        return DROPS_OFFSET + reason.ordinal() * BitUtil.SIZE_OF_LONG;
    }

    private static int takenOffset(int port) {
        return TAKEN_OFFSET + port * BitUtil.SIZE_OF_LONG;
    }

    private void addAt(int offset, long count) {
        values.putLongRelease(offset, values.getLong(offset) + count);
    }
}
