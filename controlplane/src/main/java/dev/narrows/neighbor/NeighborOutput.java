package dev.narrows.neighbor;

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
     * @param address its IPv4 address.
     * @param mac     its hardware address.
     */
    void setNeighbour(int port, int address, long mac);

    /**
     * Takes a next hop's hardware address back.
     *
     * @param port    the port that it was reached by.
     * @param address its IPv4 address.
     */
    void removeNeighbour(int port, int address);
}
