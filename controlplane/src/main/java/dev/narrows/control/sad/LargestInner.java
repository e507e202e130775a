package dev.narrows.control.sad;

import dev.narrows.control.sad.SecurityAssociation.Outbound;
import dev.narrows.wire.Ipv4;
import dev.narrows.wire.Ipv6;

/**
 * How large a packet may be before an SA makes it an outer one.
 */
public final class LargestInner {
    private LargestInner() {
    }

    /**
     * Tells the largest inner packet for an outer MTU; in transport mode, where the packet's own header is the outer
     * one, that of a packet without options.
     *
     * @param sa  the SA.
     * @param mtu the outer MTU in bytes.
     * @return bytes.
     */
    public static int of(Outbound sa, int mtu) {
        return of(sa, mtu, sa.tunnel().mtu());
    }

    /**
     * Tells the same where the interface's own MTU is known to the caller.
     *
     * @param sa        the SA.
     * @param mtu       the outer MTU in bytes.
     * @param tunnelMtu the interface's, or {@link dev.narrows.sa.TunnelSettings#NO_MTU}.
     * @return bytes.
     */
    public static int of(Outbound sa, int mtu, int tunnelMtu) {
        int own = ownHeader(sa);
        return Math.min(tunnelMtu, own + sa.sa().overhead().largestInner(mtu - own));
    }

    /** {@return the bytes of the packet's own header, without options, that stay in front of ESP: 0 in tunnel mode} */
    public static int ownHeader(Outbound sa) {
        if (!sa.tunnel().isTransport()) {
            return 0;
        }
        return sa.tunnel().path().isIpv6() ? Ipv6.HEADER_LENGTH : Ipv4.MIN_HEADER_LENGTH;
    }
}
