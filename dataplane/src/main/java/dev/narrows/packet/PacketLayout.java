package dev.narrows.packet;

/**
 * Where the fields of a packet's descriptor stand. The layout is {@code rte_mbuf}'s, which is the same in every DPDK
 * that Narrows knows; the DPDK port compares these numbers with the library's before it opens, and the in-memory
 * pool lays its packets out alike, so that one flyweight serves both. All fields are in host byte order.
 */
public final class PacketLayout {
    /** Address of the packet's memory, 8 bytes. */
    public static final int BUFFER_ADDRESS_OFFSET = 0;
    /** Distance of the first byte of data from the start of the memory, 2 bytes. */
    public static final int DATA_OFFSET_OFFSET = 16;
    /** Number of owners, 2 bytes. */
    public static final int REFERENCE_COUNT_OFFSET = 18;
    /** Number of segments in the chain that starts here, 2 bytes. */
    public static final int SEGMENT_COUNT_OFFSET = 20;
    /** Offload flags, 8 bytes. */
    public static final int FLAGS_OFFSET = 24;
    /** Bytes of data in the whole chain, 4 bytes. */
    public static final int PACKET_LENGTH_OFFSET = 36;
    /** Bytes of data in this segment, 2 bytes. */
    public static final int DATA_LENGTH_OFFSET = 40;
    /** Bytes of the packet's memory, 2 bytes. */
    public static final int BUFFER_LENGTH_OFFSET = 54;
    /** Bytes of the descriptor. */
    public static final int SIZE = 128;

    /** Flag: the memory belongs to another packet ({@code RTE_MBUF_F_INDIRECT}). */
    public static final long INDIRECT_FLAG = 1L << 62;
    /** Flag: the memory is external ({@code RTE_MBUF_F_EXTERNAL}). */
    public static final long EXTERNAL_FLAG = 1L << 61;

    /** Bytes in front of the data of a fresh packet, as DPDK leaves them ({@code RTE_PKTMBUF_HEADROOM}). */
    public static final int HEADROOM = 128;

    private PacketLayout() {
    }
}
