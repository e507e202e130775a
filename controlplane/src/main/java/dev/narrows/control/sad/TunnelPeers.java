package dev.narrows.control.sad;

import dev.narrows.wire.IpAddress;

/** What SAs are told apart by: the outer address of each tunnel's peer, and the tunnels' names. */
public interface TunnelPeers {
    /**
     * Tells where a tunnel's peer is now.
     *
     * @param tunnel the tunnel's number.
     * @return the peer's outer address.
     */
    IpAddress remoteOf(int tunnel);

    /**
     * Finds a tunnel.
     *
     * @param name as configured.
     * @return its number, or -1.
     */
    int numberOf(String name);
}
