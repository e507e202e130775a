package dev.narrows.worker;

import dev.narrows.sa.Tunnel;
import dev.narrows.wire.IpAddress;

/**
 * Where a route leads: by way of a port, or into a tunnel. The hardware address of a gateway is kept here, so that the
 * fast path need not look it up.
 */
final class NextHop {
    /** In place of a hardware address that is not known. */
    static final long UNRESOLVED = -1;

    private final WorkerPort port;
    private final IpAddress gateway;
    private final Tunnel tunnel;
    private final int prefixLength;
    private long macAddress = UNRESOLVED;

    /**
     * A next hop on a link.
     *
     * @param port         the link's port.
     * @param gateway      the neighbour that everything goes to, or null where destinations are neighbours themselves.
     * @param prefixLength how many bits its destinations have in common.
     */
    NextHop(WorkerPort port, IpAddress gateway, int prefixLength) {
        this.port = port;
        this.gateway = gateway;
        this.tunnel = null;
        this.prefixLength = prefixLength;
    }

    /**
     * A tunnel in place of a link.
     *
     * @param tunnel the tunnel.
     */
    NextHop(Tunnel tunnel) {
        this.port = null;
        this.gateway = null;
        this.tunnel = tunnel;
        this.prefixLength = 0;
    }

    /** {@return the port, or null where this leads into a tunnel} */
    WorkerPort port() {
        return port;
    }

    /** {@return whether this leads to a port on our side of the IPsec boundary} */
    boolean isInside() {
        return port != null && port.isInside();
    }

    /** {@return the tunnel that this leads into, or null} */
    Tunnel tunnel() {
        return tunnel;
    }

    /** {@return the gateway's address, or null where destinations are neighbours} */
    IpAddress gateway() {
        return gateway;
    }

    /** {@return how many bits the destinations of a next hop on a link have in common} */
    int prefixLength() {
        return prefixLength;
    }

    /** {@return the gateway's hardware address, or {@link #UNRESOLVED}} */
    long macAddress() {
        return macAddress;
    }

    void macAddress(long address) {
        macAddress = address;
    }
}
