package dev.narrows.worker;

import dev.narrows.fastpath.FastPath;

/**
 * Bounds on what others may cause a worker to do or to keep.
 *
 * @param icmpPerSource   ICMP errors a second to one sender.
 * @param icmpTotal       ICMP errors a second in all.
 * @param ledgerEntries   packets that the ledger of sent packets holds, a power of two; 64 bytes each at the most.
 * @param mtuFloor        the smallest outer MTU that is believed, in bytes: no claim about packets up to this length
 *                        counts, and the ledger does not keep them; also the least that an IPv4 sender is told.
 * @param reassemblySlots datagrams reassembled at a time, from 4: three quarters of them peers', the others strangers'.
 * @param largestDatagram bytes of the largest reassembled datagram, which the pool has packets for.
 * @param flowBits        the fast path knows two to this power of flows, from {@link FastPath#LEAST_FLOW_BITS}, 32
 *                        bytes each; or {@link #NO_FAST_PATH}.
 */
public record WorkerLimits(
    int icmpPerSource,
    int icmpTotal,
    int ledgerEntries,
    int mtuFloor,
    int reassemblySlots,
    int largestDatagram,
    int flowBits) {
    /** In place of a number of flows: every packet goes through the stages. */
    public static final int NO_FAST_PATH = 0;
    /** As many flows as a gateway between networks sees at a time. */
    public static final int USUAL_FLOW_BITS = 16;

    /** {@return the same with room for few flows, as where only a packet or two will ever come} */
    public WorkerLimits withFewFlows() {
        return flowBits == NO_FAST_PATH ? this : new WorkerLimits(icmpPerSource, icmpTotal, ledgerEntries, mtuFloor,
            reassemblySlots, largestDatagram, FastPath.LEAST_FLOW_BITS);
    }
}
