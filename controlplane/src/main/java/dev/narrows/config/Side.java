package dev.narrows.config;

/**
 * On which side of the IPsec boundary a port stands (RFC 4301 3.1).
 */
public enum Side {
    /** Towards the hosts whose packets are protected: cleartext. */
    PROTECTED("protected"),
    /** Towards the network that is not trusted: ESP. */
    UNPROTECTED("unprotected"),
    /** Towards the very host that Narrows runs on: cleartext, and the gateway's own addresses. */
    HOST("host");

    private final String configName;

    Side(String configName) {
        this.configName = configName;
    }

    /** {@return the name that operators write} */
    public String configName() {
        return configName;
    }
}
