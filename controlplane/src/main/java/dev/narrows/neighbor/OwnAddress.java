package dev.narrows.neighbor;

import dev.narrows.wire.IpAddress;
import java.util.concurrent.TimeUnit;

/** An address of ours on a link, and whether it is ours alone. IPv4 addresses are taken for that from the start. */
final class OwnAddress {
    /** DEFEND_INTERVAL of RFC 5227 1.1: more often two stations would only shout at each other. */
    static final long DEFEND_NS = TimeUnit.SECONDS.toNanos(10);

    private final PortAddress configured;
    private AddressState state;
    private long dueNs;
    private boolean isDefended;
    private long defendedNs;

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

    boolean isInSubnet(IpAddress candidate) {
        return configured.subnet().contains(candidate);
    }

    /** Tests whether it is time to defend it once more, and takes note that it was. */
    boolean defend(long nowNs) {
        if (isDefended && nowNs - defendedNs < DEFEND_NS) {
            return false;
        }
        isDefended = true;
        defendedNs = nowNs;
        return true;
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
