package dev.narrows.worker;

/**
 * Bounds on what others may cause a worker to do or to keep.
 *
 * @param icmpPerSource   ICMP errors a second to one sender.
 * @param icmpTotal       ICMP errors a second in all.
 * @param ledgerEntries   packets that the ledger of sent packets holds, a power of two; 64 bytes each.
 * @param ledgerFloor     packets up to this length in bytes are not kept in the ledger: no claim about them counts.
 * @param reassemblySlots datagrams reassembled at a time.
 * @param largestPacket   bytes of the largest reassembled datagram; it must fit a packet of the pool.
 */
public record WorkerLimits(
    int icmpPerSource,
    int icmpTotal,
    int ledgerEntries,
    int ledgerFloor,
    int reassemblySlots,
    int largestPacket) {
}
