package dev.narrows.sa;

import dev.narrows.pmtu.DfPolicy;

/**
 * What an operator decided about a tunnel.
 *
 * @param mode          what ESP protects.
 * @param dfPolicy      what becomes of the outer DF bit; in transport mode the packet keeps its own.
 * @param dscp          the outer DSCP, from 0 to 63, or {@link #COPY_DSCP}.
 * @param tfcLength     the length in bytes that shorter inner packets are padded to (RFC 4303 2.7), or {@link #NO_TFC},
 *                      or {@link #TFC_TO_MTU}; tunnel mode only.
 * @param mtu           the largest inner packet where the tunnel is an interface with an MTU of its own, or
 *                      {@link #NO_MTU}.
 * @param isInterface   whether routes lead into the tunnel and its packets are checked against those, not against
 *                      policies.
 * @param fragmentation where packets without DF that do not fit are fragmented; tunnel mode only.
 * @param tcpMss        the most that a SYN may promise to take, in bytes, or {@link #NO_CLAMP}, or
 *                      {@link #CLAMP_TO_MTU}.
 */
public record TunnelSettings(Mode mode, DfPolicy dfPolicy, int dscp, int tfcLength, int mtu, boolean isInterface,
    Fragmentation fragmentation, int tcpMss) {
    /** The outer DSCP is the inner packet's (RFC 2983 3.1, the uniform model). */
    public static final int COPY_DSCP = -1;
    /** Nothing is padded. */
    public static final int NO_TFC = 0;
    /** Every packet is as long as the path takes. */
    public static final int TFC_TO_MTU = Integer.MAX_VALUE;
    /** The path alone decides. */
    public static final int NO_MTU = Integer.MAX_VALUE;
    /** SYNs pass as they are. */
    public static final int NO_CLAMP = 0;
    /** SYNs promise no more than what senders are told of the tunnel's MTU. */
    public static final int CLAMP_TO_MTU = Integer.MAX_VALUE;

    /**
     * The usual settings of a tunnel between networks.
     *
     * @param dfPolicy what becomes of the outer DF bit.
     * @return tunnel mode, DSCP copied, nothing padded, the path's MTU, policies, fragments before encryption, SYNs as
     *     they are.
     */
    public static TunnelSettings tunnel(DfPolicy dfPolicy) {
        return new TunnelSettings(
            Mode.TUNNEL, dfPolicy, COPY_DSCP, NO_TFC, NO_MTU, false, Fragmentation.BEFORE, NO_CLAMP);
    }

    /** {@return the usual settings between two hosts} */
    public static TunnelSettings transport() {
        return new TunnelSettings(
            Mode.TRANSPORT, DfPolicy.COPY, COPY_DSCP, NO_TFC, NO_MTU, false, Fragmentation.BEFORE, NO_CLAMP);
    }
}
