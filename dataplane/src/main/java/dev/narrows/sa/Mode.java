package dev.narrows.sa;

/** What ESP protects (RFC 4301 3.2). */
public enum Mode {
    /** A whole packet, behind a new header of the gateway's. */
    TUNNEL,
    /** What a packet carries, behind the packet's own header. */
    TRANSPORT
}
