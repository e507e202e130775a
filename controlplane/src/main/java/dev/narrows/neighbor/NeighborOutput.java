package dev.narrows.neighbor;

import dev.narrows.wire.IpAddress;
import java.util.List;

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
     * Says that frames which waited will not be sent, so that they are counted as lost.
     *
     * @param unreachable whole frames whose next hops do not answer, which their packets' senders are to be told
     *                    (RFC 1812 4.3.3.1, RFC 4861 7.2.2); not changed afterwards.
     * @param others      how many more there are, for which there was no room.
     */
    void giveUp(List<byte[]> unreachable, int others);

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
