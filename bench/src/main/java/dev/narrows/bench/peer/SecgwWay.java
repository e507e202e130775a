package dev.narrows.bench.peer;

/**
 * The ways in which {@code ipsec-secgw} can process packets without hardware that does it.
 */
enum SecgwWay {
    /** Its own code, with crypto by the asynchronous interface of a software device. */
    LEGACY("legacy", false, false),
    /** DPDK's IPsec library, likewise. */
    LIBRARY("librte_ipsec", true, false),
    /** DPDK's IPsec library, with crypto by synchronous calls. */
    CPU_CRYPTO("librte_ipsec cpu-crypto", true, true);

    private final String label;
    private final boolean usesLibrary;
    private final boolean isSynchronous;

    SecgwWay(String label, boolean usesLibrary, boolean isSynchronous) {
        this.label = label;
        this.usesLibrary = usesLibrary;
        this.isSynchronous = isSynchronous;
    }

    String label() {
        return label;
    }

    boolean usesLibrary() {
        return usesLibrary;
    }

    boolean isSynchronous() {
        return isSynchronous;
    }
}
