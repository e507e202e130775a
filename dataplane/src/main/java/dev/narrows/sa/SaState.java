package dev.narrows.sa;

import java.lang.foreign.MemorySegment;

/**
 * The run-time state of an SA in native memory: what its packets change, in one cache line, and room for what the fast
 * path prepares of it. All numbers are eight bytes in the machine's order; the worker writes them, and any thread may
 * read them.
 *
 * <pre>
 *   0  SEQUENCE         outbound the last number used, inbound the highest that authenticated
 *   8  STOP_AT          outbound: up to this number neither lease nor lifetime need be looked at
 *  16  PACKETS          counted
 *  24  BYTES            counted, of inner packets
 *  32  PACKETS_CHARGED  to the lifetime
 *  40  BYTES_CHARGED    to the lifetime
 *  48  LAST_PACKET      the hard limits of the lifetime
 *  56  LAST_BYTE
 *  64  PREPARED         three lines that belong to the fast path
 * 256  BITMAP           inbound: the replay window
 * </pre>
 */
public final class SaState {
    public static final int SEQUENCE = 0;
    public static final int STOP_AT = 8;
    public static final int PACKETS = 16;
    public static final int BYTES = 24;
    public static final int PACKETS_CHARGED = 32;
    public static final int BYTES_CHARGED = 40;
    public static final int LAST_PACKET = 48;
    public static final int LAST_BYTE = 56;
    public static final int PREPARED = 64;
    public static final int BITMAP = 256;

    private SaState() {
    }

    /**
     * Gives a state of its own memory, zero, and never any other's; it goes when nobody holds the segment.
     *
     * @param bitmapLength bytes of the replay window, from 0.
     * @return the state.
     */
    static MemorySegment allocate(int bitmapLength) {
        return StateMemory.allocate(BITMAP + bitmapLength);
    }
}
