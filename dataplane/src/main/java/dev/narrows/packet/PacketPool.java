package dev.narrows.packet;

/**
 * Where packets come from and go back to. Called by the thread that owns the packets.
 */
public interface PacketPool {
    /** What {@link #allocate()} returns where the pool is empty. */
    long EXHAUSTED = 0;

    /**
     * Takes a fresh packet: one segment, {@link PacketLayout#HEADROOM} bytes of headroom. Its length is not defined:
     * the taker sets it.
     *
     * @return its handle, or {@link #EXHAUSTED}.
     */
    long allocate();

    /**
     * Takes a fresh packet that holds so many bytes of data. Where there is no room for both, it has less headroom in
     * front of them.
     *
     * @param length bytes of data, from 1 to 65535.
     * @return its handle, or {@link #EXHAUSTED}, also where no packet holds so many.
     */
    long allocate(int length);

    /**
     * Gives packets back, chains whole.
     *
     * @param handles the packets.
     * @param count   how many of them, from index 0.
     */
    void free(HandleArray handles, int count);

    /** {@return how many packets the pool has in all} */
    int size();

    /** {@return how many packets are out at this moment; exact only where nobody takes or gives meanwhile} */
    int inUse();
}
