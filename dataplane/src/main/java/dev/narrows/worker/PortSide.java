package dev.narrows.worker;

/** Which side of the IPsec boundary a port is on (RFC 4301 3.1). */
public enum PortSide {
    /** Cleartext, towards the hosts. */
    PROTECTED,
    /** ESP, towards the network. */
    UNPROTECTED,
    /** Cleartext, towards the very host that Narrows runs on: it owns the gateway's addresses. */
    HOST
}
