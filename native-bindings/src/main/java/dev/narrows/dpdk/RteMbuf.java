package dev.narrows.dpdk;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.GroupLayout;
import java.lang.foreign.MemoryLayout;

/**
 * {@code struct rte_mbuf}: a packet, or one segment of one. Its layout is the same in both known releases.
 *
 * <p>All constants but {@link #HEADROOM} and {@link #SIZE} are offsets in bytes from the mbuf's address; the fields are
 * in the machine's byte order. Fields that are not named here must be left alone.
 */
public final class RteMbuf {
    /** Bytes that DPDK leaves free before a new packet's data: {@code RTE_PKTMBUF_HEADROOM}. */
    public static final int HEADROOM = 128;

    private static final GroupLayout LAYOUT = MemoryLayout.structLayout(
            ADDRESS.withName("buf_addr"),
            JAVA_LONG.withName("buf_iova"),
            JAVA_SHORT.withName("data_off"),
            JAVA_SHORT.withName("refcnt"),
            JAVA_SHORT.withName("nb_segs"),
            JAVA_SHORT.withName("port"),
            JAVA_LONG.withName("ol_flags"),
            JAVA_INT.withName("packet_type"),
            JAVA_INT.withName("pkt_len"),
            JAVA_SHORT.withName("data_len"),
            MemoryLayout.paddingLayout(12),
            JAVA_SHORT.withName("buf_len"),
            ADDRESS.withName("pool"),
            ADDRESS.withName("next"),
            MemoryLayout.paddingLayout(56)).withName("rte_mbuf").withByteAlignment(64);

    /** 64 bits: the address of the segment's buffer; its data starts {@link #DATA_OFF} bytes later. */
    public static final long BUF_ADDR = offset("buf_addr");
    /** 16 bits, unsigned: where the data starts in the buffer. */
    public static final long DATA_OFF = offset("data_off");
    /** 16 bits, unsigned: how many references there are to the mbuf; 1 if it has one owner. */
    public static final long REFCNT = offset("refcnt");
    /** 16 bits, unsigned: how many segments the packet has; valid in its first. */
    public static final long NB_SEGS = offset("nb_segs");
    /** 16 bits, unsigned: the port that received the packet, or 65535. */
    public static final long PORT = offset("port");
    /** 64 bits: what the driver found out or is asked to do. */
    public static final long OL_FLAGS = offset("ol_flags");
    /** 32 bits: the packet's type, if the driver found it out, else 0. */
    public static final long PACKET_TYPE = offset("packet_type");
    /** 32 bits, unsigned: the length of the whole packet, in bytes; valid in its first segment. */
    public static final long PKT_LEN = offset("pkt_len");
    /** 16 bits, unsigned: the length of the data in this segment, in bytes. */
    public static final long DATA_LEN = offset("data_len");
    /** 16 bits, unsigned: the size of the buffer, in bytes. */
    public static final long BUF_LEN = offset("buf_len");
    /** 64 bits: the address of the pool that the mbuf belongs to. */
    public static final long POOL = offset("pool");
    /** 64 bits: the address of the packet's next segment, or 0. */
    public static final long NEXT = offset("next");
    /** The size of the struct, in bytes. */
    public static final long SIZE = LAYOUT.byteSize();

    private RteMbuf() {
    }

    /** The struct as jextract would describe it, with padding in place of what is not used. */
    public static GroupLayout layout() {
        return LAYOUT;
    }

    private static long offset(String field) {
        return LAYOUT.byteOffset(MemoryLayout.PathElement.groupElement(field));
    }
}
