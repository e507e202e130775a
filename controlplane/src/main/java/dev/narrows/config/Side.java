package dev.narrows.config;

/**
 * On which side of the IPsec boundary a port stands (RFC 4301 3.1).
 */
public enum Side {
    /** Towards the hosts whose packets are protected: cleartext. */
    PROTECTED,
    /** Towards the network that is not trusted: ESP. */
    UNPROTECTED
}
