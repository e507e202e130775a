package dev.narrows.explain;

import dev.narrows.sa.OutboundSa;
import dev.narrows.wire.IpAddress;

/**
 * A packet that left.
 *
 * @param port         by which port.
 * @param source       of its outer header, where it is in ESP.
 * @param destination  likewise.
 * @param length       its bytes, from its outermost IP header on.
 * @param dontFragment DF of that header; always with IPv6.
 * @param isFragment   whether that header is a fragment's.
 * @param sa           what sealed it, or null where it is in clear.
 * @param inner        what is in ESP in tunnel mode; null for anything else, and for later fragments.
 * @param role         what it is to the packet in question.
 * @param icmp         the error, where it is one; null for anything else, and for later fragments.
 */
public record Sent(
    int port,
    IpAddress source,
    IpAddress destination,
    int length,
    boolean dontFragment,
    boolean isFragment,
    OutboundSa sa,
    Inner inner,
    Role role,
    Icmp icmp) {
    /** What a packet is to the one in question. */
    public enum Role {
        /** It goes on to the destination. */
        ONWARD,
        /** The gateway's answer to its sender. */
        ANSWER,
        /** An ICMP error to its sender. */
        ERROR
    }

    /**
     * A packet in ESP.
     *
     * @param source      its source.
     * @param destination its destination.
     * @param length      its bytes.
     * @param isFragment  whether it is a fragment.
     */
    public record Inner(IpAddress source, IpAddress destination, int length, boolean isFragment) {
    }

    /**
     * An ICMP error.
     *
     * @param type its type.
     * @param code its code.
     * @param mtu  the number that it carries; 0 where it carries none.
     */
    public record Icmp(int type, int code, int mtu) {
    }
}
