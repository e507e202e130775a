package dev.narrows.path;

/**
 * The way of a path's probes to the peer.
 */
public interface ProbeSender {
    /** {@return the sizes that probes can have, or null where there is no SA to send them by} */
    ProbeSizes sizes();

    /**
     * Sends a probe.
     *
     * @param outerLength its bytes outside, one of {@link #sizes()}.
     * @param token       what its answer will bring back.
     */
    void send(int outerLength, long token);

    /**
     * {@return how many packets of sizes in question the path has carried, probes among them, so as to tell whether it
     * is in use}
     */
    long largePackets();
}
