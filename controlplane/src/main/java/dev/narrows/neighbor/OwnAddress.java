package dev.narrows.neighbor;

import dev.narrows.wire.IpAddress;

/** An address of ours on a link, and whether it is ours alone. IPv4 addresses are taken for that from the start. */
final class OwnAddress {
    private final PortAddress configured;
    private AddressState state;
    private long dueNs;

    OwnAddress(PortAddress configured) {
        this.configured = configured;
        state = configured.address().isIpv4() ? AddressState.VALID : AddressState.TENTATIVE;
    }

    IpAddress address() {
        return configured.address();
    }

    AddressState state() {
        return state;
    }

    boolean isValid() {
        return state == AddressState.VALID;
    }

    boolean isNeighbour(IpAddress candidate) {
        return configured.isNeighbour(candidate);
    }

    void asked(long silentUntilNs) {
        dueNs = silentUntilNs;
    }

    boolean isProven(long nowNs) {
        return state == AddressState.TENTATIVE && nowNs - dueNs >= 0;
    }

    void enter(AddressState newState) {
        state = newState;
    }
}
