package dev.narrows.policy;

import dev.narrows.wire.IpProtocol;

/**
 * Which packets a policy matches (RFC 4301 4.4.1.1): all that agree with every one of these. A packet that leaves has
 * the local address and port as its source, one that arrives has them as its destination.
 *
 * @param local       the addresses on our side.
 * @param remote      the addresses on the peer's side, of the same family.
 * @param protocol    the upper layer's protocol, from 0 to 255, or {@link #ANY_PROTOCOL}.
 * @param localPorts  the ports on our side; of ICMP, types and codes, whichever way the message goes.
 * @param remotePorts the ports on the peer's side; of ICMP, {@link PortRange#ANY}.
 */
public record Selectors(IpPrefix local, IpPrefix remote, int protocol, PortRange localPorts, PortRange remotePorts) {
    /** Any protocol, also one that cannot be seen. */
    public static final int ANY_PROTOCOL = -1;

    private static final int LARGEST_PROTOCOL = 255;

    /**
     * Selectors.
     *
     * @throws IllegalArgumentException where the families differ, the protocol is out of range, or there are ports for
     *     a protocol without any.
     */
    public Selectors {
        if (local.isIpv4() != remote.isIpv4()) {
            throw new IllegalArgumentException(
                local + " and " + remote + " are of different families; a policy must have two of one family");
        }
        if (protocol < ANY_PROTOCOL || protocol > LARGEST_PROTOCOL) {
            throw new IllegalArgumentException("the protocol " + protocol
                + " is out of range; it must be from 0 to 255");
        }
        boolean hasPorts = !localPorts.isAny() || !remotePorts.isAny();
        if (hasPorts && !IpProtocol.hasPorts(protocol) && (!isIcmp(local, protocol) || !remotePorts.isAny())) {
            throw new IllegalArgumentException(isIcmp(local, protocol)
                ? "ICMP has types and no ports"
                : "ports need a protocol that has them: tcp, udp, sctp, dccp or udp-lite");
        }
    }

    /**
     * Selectors of addresses alone.
     *
     * @param local  the addresses on our side.
     * @param remote the addresses on the peer's side, of the same family.
     * @return the selectors.
     */
    public static Selectors of(IpPrefix local, IpPrefix remote) {
        return new Selectors(local, remote, ANY_PROTOCOL, PortRange.ANY, PortRange.ANY);
    }

    /** {@return whether they ask for some ports only, or some ICMP types} */
    public boolean hasPorts() {
        return !localPorts.isAny() || !remotePorts.isAny();
    }

    /** {@return whether every packet of the family agrees with them} */
    public boolean isEverything() {
        return local.length() == 0 && remote.length() == 0 && protocol == ANY_PROTOCOL;
    }

    /** {@return whether the protocol is the ICMP of the addresses' family, so that ports are types and codes} */
    public boolean isIcmp() {
        return isIcmp(local, protocol);
    }

    /**
     * Tests other selectors.
     *
     * @param other the selectors.
     * @return whether some packet agrees with both.
     */
    public boolean overlaps(Selectors other) {
        return local.overlaps(other.local) && remote.overlaps(other.remote)
            && (protocol == ANY_PROTOCOL || other.protocol == ANY_PROTOCOL || protocol == other.protocol)
            && localPorts.overlaps(other.localPorts) && remotePorts.overlaps(other.remotePorts);
    }

    /** {@return such as {@code 10.1.0.0/24 to 10.2.0.0/24, protocol 6, remote port 443}} */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder().append(local).append(" to ").append(remote);
        if (protocol != ANY_PROTOCOL) {
            text.append(", protocol ").append(protocol);
        }
        if (isIcmp() && hasPorts()) {
            return text.append(", type ").append(localPorts.toIcmpText()).toString();
        }
        if (!localPorts.isAny()) {
            text.append(", local port ").append(localPorts);
        }
        if (!remotePorts.isAny()) {
            text.append(", remote port ").append(remotePorts);
        }
        return text.toString();
    }

    private static boolean isIcmp(IpPrefix local, int protocol) {
        return protocol == (local.isIpv4() ? IpProtocol.ICMP : IpProtocol.ICMPV6);
    }
}
