package dev.narrows.neighbor;

import dev.narrows.wire.IpAddress;

/**
 * Where the neighbour table's decisions go: the workers.
 */
public interface NeighborOutput {
    /**
     * Sends a frame.
     *
     * @param port  by which port.
     * @param frame the whole frame, not changed afterwards.
     */
    void transmit(int port, byte[] frame);

    /**
     * Tells a next hop's hardware address.
     *
     * @param port    the port that it is reached by.
     * @param address its address.
     * @param mac     its hardware address.
     */
    void setNeighbour(int port, IpAddress address, long mac);

    /**
     * Takes a next hop's hardware address back.
     *
     * @param port    the port that it was reached by.
     * @param address its address.
     */
    void removeNeighbour(int port, IpAddress address);
}
