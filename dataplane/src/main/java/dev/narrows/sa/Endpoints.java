package dev.narrows.sa;

import dev.narrows.wire.IpAddress;

/**
 * What identifies a path: the outer addresses, of one family, and with UDP encapsulation (RFC 3948) the ports.
 *
 * @param local      our outer address.
 * @param remote     the peer's outer address.
 * @param localPort  our UDP port, or {@link #NO_UDP}.
 * @param remotePort the peer's UDP port, or {@link #NO_UDP}.
 */
public record Endpoints(IpAddress local, IpAddress remote, int localPort, int remotePort) {
    /** In place of a port where ESP is not in UDP. */
    public static final int NO_UDP = 0;

    /** Endpoints, of one family, with both ports or none. */
    public Endpoints {
        if (local.isIpv4() != remote.isIpv4() || (localPort == NO_UDP) != (remotePort == NO_UDP)) {
            throw new IllegalArgumentException("endpoints have one family, and both ports or none");
        }
    }

    /**
     * Endpoints of plain ESP.
     *
     * @param local  our outer address.
     * @param remote the peer's outer address.
     * @return the endpoints.
     */
    public static Endpoints of(IpAddress local, IpAddress remote) {
        return new Endpoints(local, remote, NO_UDP, NO_UDP);
    }

    /** {@return our address, with its UDP port where there is one} */
    public String localText() {
        return text(local, localPort);
    }

    /** {@return the peer's address, with its UDP port where there is one} */
    public String remoteText() {
        return text(remote, remotePort);
    }

    private static String text(IpAddress address, int port) {
        if (port == NO_UDP) {
            return address.toString();
        }
        return address.isIpv4() ? address + ":" + port : "[" + address + "]:" + port;
    }

    /** {@return whether ESP is in UDP} */
    public boolean isUdp() {
        return localPort != NO_UDP;
    }

    /** {@return whether the outer packets are IPv6} */
    public boolean isIpv6() {
        return !local.isIpv4();
    }
}
