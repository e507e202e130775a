package dev.narrows.bench.peer;

/**
 * The ways in which {@code ipsec-secgw} can process packets without hardware that does it.
 */
public enum SecgwMode {
    /** Its own code, with crypto by the asynchronous interface of a software device. */
    LEGACY("secgw legacy", false, false),
    /** DPDK's IPsec library, likewise. */
    LIBRARY("secgw librte_ipsec", true, false),
    /** DPDK's IPsec library, with crypto by synchronous calls. */
    CPU_CRYPTO("secgw librte_ipsec cpu-crypto", true, true);

    private final String label;
    private final boolean usesLibrary;
    private final boolean isSynchronous;

    SecgwMode(String label, boolean usesLibrary, boolean isSynchronous) {
        this.label = label;
        this.usesLibrary = usesLibrary;
        this.isSynchronous = isSynchronous;
    }

    /** {@return the name for tables} */
    public String label() {
        return label;
    }

    boolean usesLibrary() {
        return usesLibrary;
    }

    boolean isSynchronous() {
        return isSynchronous;
    }
}
