package dev.narrows.control.status;

/**
 * What the conductor may know of the packet pool. Called on the conductor's thread.
 */
public interface PoolProbe {
    /** {@return packet buffers in use, as of about now, but for the room that datagrams in reassembly have} */
    long inUse();

    /** {@return packet buffers in all, with the room for datagrams in reassembly} */
    long size();
}
