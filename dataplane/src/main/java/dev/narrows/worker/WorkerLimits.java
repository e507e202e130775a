package dev.narrows.worker;

/**
 * Bounds on what others may cause a worker to do or to keep.
 *
 * @param icmpPerSource   ICMP errors a second to one sender.
 * @param icmpTotal       ICMP errors a second in all.
 * @param ledgerEntries   packets that the ledger of sent packets holds, a power of two; 64 bytes each.
 * @param mtuFloor        the smallest outer MTU that is believed, in bytes: no claim about packets up to this length counts,
 *                        and the ledger does not keep them; also the least that an IPv4 sender is told.
 * @param reassemblySlots datagrams reassembled at a time, from 4: three quarters of them peers', the others strangers'.
 * @param largestDatagram bytes of the largest reassembled datagram, which the pool has packets for.
 */
public record WorkerLimits(
    int icmpPerSource,
    int icmpTotal,
    int ledgerEntries,
    int mtuFloor,
    int reassemblySlots,
    int largestDatagram) {
}
