package dev.narrows.dpdk;

/**
 * What a port's driver has counted since the port was made.
 *
 * @param ipackets packets received
 * @param opackets packets sent
 * @param ibytes   bytes received
 * @param obytes   bytes sent
 * @param imissed  packets lost because the receive queue was full
 * @param ierrors  packets received in error
 * @param oerrors  packets that could not be sent
 * @param rxNoMbuf times that the packet pool was exhausted on receive
 */
public record EthStats(long ipackets, long opackets, long ibytes, long obytes,
                       long imissed, long ierrors, long oerrors, long rxNoMbuf) {
}
