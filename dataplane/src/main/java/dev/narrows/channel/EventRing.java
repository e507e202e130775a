package dev.narrows.channel;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import dev.narrows.stats.WorkerCounter;
import dev.narrows.stats.WorkerCounters;
import dev.narrows.wire.IpAddress;
import java.nio.ByteBuffer;
import org.agrona.BufferUtil;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.MessageHandler;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.ringbuffer.OneToOneRingBuffer;
import org.agrona.concurrent.ringbuffer.RingBufferDescriptor;

/**
 * The way from one worker to the conductor: binary messages in a ring buffer. The worker's methods neither allocate
 * nor wait; a message that does not fit is counted and lost. Integers are little endian.
 *
 * <p>What strangers send never fills the ring: frames have half of it, claims and answers to probes three quarters. The
 * rest is for what the worker itself has to say.
 */
public final class EventRing {
    private static final int LINK_FRAME = 1;
    private static final int NEIGHBOUR_NEEDED = 2;
    private static final int TOO_BIG_CLAIM = 3;
    private static final int LEASE_LOW = 4;
    private static final int SA_RELEASED = 5;
    private static final int PROBE_ANSWERED = 6;

    private static final int FRAME_HEADER_LENGTH = 24;
    private static final int FRAME_HIGH_OFFSET = 8;
    private static final int FRAME_LOW_OFFSET = 16;
    private static final int LEASE_LOW_LENGTH = 16;
    private static final int SA_RELEASED_LENGTH = 8;
    private static final int PROBE_ANSWERED_LENGTH = 16;
    private static final int CACHE_LINE = 64;

    private final ByteBuffer memory;
    private final OneToOneRingBuffer ring;
    private final WorkerCounters counters;
    private final int roomForFrames;
    private final int roomForReports;
    private final TooBigClaim outgoingClaim = new TooBigClaim();
    private final TooBigClaim incomingClaim = new TooBigClaim();
    private int claimIndex;

    /**
     * An empty ring.
     *
     * @param capacity in bytes, a power of two.
     * @param counters the worker's, where lost messages are counted.
     */
    public EventRing(int capacity, WorkerCounters counters) {
        memory = BufferUtil.allocateDirectAligned(capacity + RingBufferDescriptor.TRAILER_LENGTH, CACHE_LINE);
        ring = new OneToOneRingBuffer(new UnsafeBuffer(memory));
        this.counters = counters;
        roomForFrames = capacity / 2;
        roomForReports = capacity / 4 * 3;
    }

    /**
     * Hands over a frame of ARP or neighbour discovery. Worker's thread only.
     *
     * @param port   where it arrived.
     * @param buffer holds it.
     * @param offset where it starts.
     * @param length its bytes.
     * @return whether it fitted.
     */
    public boolean linkFrame(int port, DirectBuffer buffer, int offset, int length) {
        return frame(LINK_FRAME, port, 0, 0, buffer, offset, length);
    }

    /**
     * Hands over a frame whose next hop is not resolved. Worker's thread only.
     *
     * @param port    by which port it leaves.
     * @param high    the first eight bytes of the next hop's address.
     * @param low     the last eight.
     * @param buffer  holds the frame.
     * @param offset  where it starts.
     * @param length  its bytes.
     * @return whether it fitted.
     */
    public boolean neighbourNeeded(int port, long high, long low, DirectBuffer buffer, int offset, int length) {
        return frame(NEIGHBOUR_NEEDED, port, high, low, buffer, offset, length);
    }

    /**
     * Starts handing over a claim: the caller fills it in and calls {@link #commitClaim}. Worker's thread only.
     *
     * @param innerLength the bytes of the inner packet that the caller will write, from 0.
     * @return a claim to fill in, or null where it does not fit.
     */
    public TooBigClaim beginClaim(int innerLength) {
        int index = claim(TOO_BIG_CLAIM, TooBigClaim.HEADER_LENGTH + innerLength, roomForReports);
        if (index < 0) {
            counters.increment(WorkerCounter.EVENTS_LOST);
            return null;
        }
        claimIndex = index;
        return outgoingClaim.wrap(ring.buffer(), index);
    }

    /** Hands over the claim begun last. Worker's thread only. */
    public void commitClaim() {
        ring.commit(claimIndex);
    }

    /**
     * Asks for a longer lease. Not counted where it does not fit, since the worker asks again. Worker's thread only.
     *
     * @param saId     the SA.
     * @param sequence the last sequence number that it used.
     * @return whether it fitted.
     */
    public boolean leaseLow(int saId, long sequence) {
        int index = claim(LEASE_LOW, LEASE_LOW_LENGTH, ring.capacity());
        if (index < 0) {
            return false;
        }
        ring.buffer().putLong(index, saId, LITTLE_ENDIAN);
        ring.buffer().putLong(index + Long.BYTES, sequence, LITTLE_ENDIAN);
        ring.commit(index);
        return true;
    }

    /**
     * Says that an SA is not used any more. Not counted where it does not fit, since the worker says it again. Worker's
     * thread only.
     *
     * @param saId the SA.
     * @return whether it fitted.
     */
    public boolean saReleased(int saId) {
        int index = claim(SA_RELEASED, SA_RELEASED_LENGTH, ring.capacity());
        if (index < 0) {
            return false;
        }
        ring.buffer().putLong(index, saId, LITTLE_ENDIAN);
        ring.commit(index);
        return true;
    }

    /**
     * Tells of the answer to a path probe. Worker's thread only.
     *
     * @param tunnelId the tunnel that it came by.
     * @param token    what it brought back.
     * @return whether it fitted.
     */
    public boolean probeAnswered(int tunnelId, long token) {
        int index = claim(PROBE_ANSWERED, PROBE_ANSWERED_LENGTH, roomForReports);
        if (index < 0) {
            counters.increment(WorkerCounter.EVENTS_LOST);
            return false;
        }
        ring.buffer().putLong(index, tunnelId, LITTLE_ENDIAN);
        ring.buffer().putLong(index + Long.BYTES, token, LITTLE_ENDIAN);
        ring.commit(index);
        return true;
    }

    /**
     * Makes the conductor's end of this ring. Conductor's thread only.
     *
     * @param handler what the messages go to.
     * @return a handler to give to {@link #poll}.
     */
    public MessageHandler dispatcher(EventHandler handler) {
        return (type, buffer, index, length) -> dispatch(handler, type, buffer, index, length);
    }

    /**
     * Takes messages. Conductor's thread only.
     *
     * @param dispatcher from {@link #dispatcher}.
     * @param limit      how many at the most.
     * @return how many were taken.
     */
    public int poll(MessageHandler dispatcher, int limit) {
        return ring.read(dispatcher, limit);
    }

    private boolean frame(int type, int port, long high, long low, DirectBuffer buffer, int offset, int length) {
        int index = claim(type, FRAME_HEADER_LENGTH + length, roomForFrames);
        if (index < 0) {
            counters.increment(WorkerCounter.EVENTS_LOST);
            return false;
        }
        ring.buffer().putInt(index, port, LITTLE_ENDIAN);
        ring.buffer().putLong(index + FRAME_HIGH_OFFSET, high, LITTLE_ENDIAN);
        ring.buffer().putLong(index + FRAME_LOW_OFFSET, low, LITTLE_ENDIAN);
        ring.buffer().putBytes(index + FRAME_HEADER_LENGTH, buffer, offset, length);
        ring.commit(index);
        return true;
    }

    private int claim(int type, int length, int room) {
        return length > ring.maxMsgLength() || ring.size() + length > room ? -1 : ring.tryClaim(type, length);
    }

    private void dispatch(EventHandler handler, int type, MutableDirectBuffer buffer, int index, int length) {
        switch (type) {
            case LINK_FRAME -> handler.onLinkFrame(buffer.getInt(index, LITTLE_ENDIAN), buffer,
                index + FRAME_HEADER_LENGTH,
                length - FRAME_HEADER_LENGTH);
            case NEIGHBOUR_NEEDED -> handler.onNeighbourNeeded(buffer.getInt(index, LITTLE_ENDIAN),
                new IpAddress(buffer.getLong(index + FRAME_HIGH_OFFSET, LITTLE_ENDIAN),
                    buffer.getLong(index + FRAME_LOW_OFFSET, LITTLE_ENDIAN)), buffer, index + FRAME_HEADER_LENGTH,
                length - FRAME_HEADER_LENGTH);
            case TOO_BIG_CLAIM -> handler.onTooBigClaim(incomingClaim.wrap(buffer, index));
            case LEASE_LOW -> handler.onLeaseLow((int)buffer.getLong(index, LITTLE_ENDIAN),
                buffer.getLong(index + Long.BYTES, LITTLE_ENDIAN));
            case SA_RELEASED -> handler.onSaReleased((int)buffer.getLong(index, LITTLE_ENDIAN));
            case PROBE_ANSWERED -> handler.onProbeAnswered((int)buffer.getLong(index, LITTLE_ENDIAN),
                buffer.getLong(index + Long.BYTES, LITTLE_ENDIAN));
            default -> throw new IllegalStateException("event type " + type + " in the ring");
        }
    }
}
