package dev.narrows.fastpath;

/**
 * Where a packet goes on a link. One object is filled in over and over.
 */
public final class NextLink {
    private int port;
    private int mtu;
    private long destination;
    private long source;

    /**
     * Fills it in.
     *
     * @param portNumber of the port.
     * @param bytes      the largest IP packet that the port sends.
     * @param to         the neighbour's hardware address, 48 bits.
     * @param from       the port's.
     */
    public void set(int portNumber, int bytes, long to, long from) {
        port = portNumber;
        mtu = bytes;
        destination = to;
        source = from;
    }

    int port() {
        return port;
    }

    int mtu() {
        return mtu;
    }

    /** {@return bytes 0 to 7 of an Ethernet header, as they stand in memory} */
    long firstWord() {
        return Long.reverseBytes(destination << Short.SIZE) | Long.reverseBytes(source << Short.SIZE) << 48;
    }

    /**
     * Gives bytes 6 to 13.
     *
     * @param type the Ethernet type.
     * @return as they stand in memory.
     */
    long secondWord(int type) {
        return Long.reverseBytes(source << Short.SIZE) | (long)(Integer.reverseBytes(type) >>> Short.SIZE) << 48;
    }
}
