package dev.narrows.worker;

/**
 * Where a route leads. The hardware address of a gateway is kept here, so that the fast path need not look it up.
 */
public final class NextHop {
    /** In place of a gateway: destinations are neighbours themselves. */
    public static final int ON_LINK = 0;
    /** In place of a hardware address that is not known. */
    static final long UNRESOLVED = -1;

    private final WorkerPort port;
    private final int gateway;
    private long macAddress = UNRESOLVED;

    NextHop(WorkerPort port, int gateway) {
        this.port = port;
        this.gateway = gateway;
    }

    WorkerPort port() {
        return port;
    }

    /** {@return the gateway's IPv4 address, or {@link #ON_LINK}} */
    int gateway() {
        return gateway;
    }

    /** {@return the gateway's hardware address, or {@link #UNRESOLVED}} */
    long macAddress() {
        return macAddress;
    }

    void macAddress(long address) {
        macAddress = address;
    }
}
