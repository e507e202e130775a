package dev.narrows.pmtu;

import dev.narrows.wire.Icmpv4;
import dev.narrows.wire.Icmpv6;

/** What the gateway tells a packet's sender, in both families (RFC 792 and RFC 1812 5.2.7.1; RFC 4443 3). */
public enum IcmpError {
    /** Longer than fits: "fragmentation needed" (RFC 1191 4), "packet too big" (RFC 4443 3.2). */
    TOO_BIG(Icmpv4.DESTINATION_UNREACHABLE, Icmpv4.CODE_FRAGMENTATION_NEEDED, Icmpv6.PACKET_TOO_BIG, 0),
    /** The time to live or hop limit ran out on the way. */
    TIME_EXCEEDED(Icmpv4.TIME_EXCEEDED, Icmpv4.CODE_TTL_EXCEEDED,
        Icmpv6.TIME_EXCEEDED, Icmpv6.CODE_HOP_LIMIT_EXCEEDED),
    /** There is no route. */
    NO_ROUTE(Icmpv4.DESTINATION_UNREACHABLE, Icmpv4.CODE_NET_UNREACHABLE,
        Icmpv6.DESTINATION_UNREACHABLE, Icmpv6.CODE_NO_ROUTE),
    /** The next hop does not answer. */
    NEIGHBOUR_UNREACHABLE(Icmpv4.DESTINATION_UNREACHABLE, Icmpv4.CODE_HOST_UNREACHABLE,
        Icmpv6.DESTINATION_UNREACHABLE, Icmpv6.CODE_ADDRESS_UNREACHABLE),
    /** Prohibited by policy. */
    PROHIBITED(Icmpv4.DESTINATION_UNREACHABLE, Icmpv4.CODE_PROHIBITED,
        Icmpv6.DESTINATION_UNREACHABLE, Icmpv6.CODE_PROHIBITED);

    private final int typeV4;
    private final int codeV4;
    private final int typeV6;
    private final int codeV6;

    IcmpError(int typeV4, int codeV4, int typeV6, int codeV6) {
        this.typeV4 = typeV4;
        this.codeV4 = codeV4;
        this.typeV6 = typeV6;
        this.codeV6 = codeV6;
    }

    int type(boolean isIpv6) {
        return isIpv6 ? typeV6 : typeV4;
    }

    int code(boolean isIpv6) {
        return isIpv6 ? codeV6 : codeV4;
    }
}
