package dev.narrows.path;

import java.util.Locale;

/**
 * What became of a claim of "too big". First come the judge's reasons against, in the order in which they are looked
 * for: the first that applies is the one counted. Then what probes found.
 */
public enum ClaimVerdict {
    /** The quoted outer addresses are no path of ours. */
    UNKNOWN_PATH("Claims that quote addresses which are no path of ours"),
    /** The quoted SPI is no outbound SA's on that path. */
    SPI_NOT_IN_USE("Claims that quote an SPI which is not in use on that path"),
    /** The quoted sequence number was not sent with DF lately: forged, or forgotten. */
    NOT_IN_LEDGER("Claims about a packet that was not sent with DF lately"),
    /** The quoted packet was no longer than what the claim says fits. */
    NOT_LARGER("Claims about a packet that was not longer than what is claimed to fit"),
    /** The claim is below the smallest MTU that the configuration lets anybody claim. */
    BELOW_FLOOR("Claims of less than pmtu.floor"),
    /** The MTU in use is as small already: a claim never raises it. */
    NOT_BELOW_EFFECTIVE("Claims of no less than the MTU in use"),
    /** The configuration has {@code pmtu.ptb: ignore}. */
    IGNORED("Claims that pmtu.ptb: ignore leaves aside"),
    /** The quote ends before the SPI, so that nobody knows whether we sent such a packet, and no probe can tell. */
    NO_SPI("Claims about ESP in UDP whose quote ends before the SPI, on a path where no probes are answered"),
    /** A packet of the size in use arrived all the same. */
    REFUTED("Claims that a probe of the size in use proved wrong"),
    /** The size in use did not arrive, but what was claimed is less than what did. */
    BELOW_TRUTH("Claims of less than what probes found to arrive"),
    /** Others were refuted a moment ago, or too many different ones are being looked into. */
    NOT_LOOKED_INTO("Claims not looked into, as others were refuted a moment ago"),
    /** The peer, which does answer probes as a rule, answered none. */
    UNDECIDED("Claims that were not decided, as the peer answered no probes"),
    /** The claim was adopted. */
    BELIEVED("Claims believed");

    private final String label;
    private final String description;

    ClaimVerdict(String description) {
        this.label = name().toLowerCase(Locale.ROOT).replace('_', '-');
        this.description = description;
    }

    /** {@return the name that operators see, such as {@code not-in-ledger}} */
    public String label() {
        return label;
    }

    /** {@return a line for people} */
    public String description() {
        return description;
    }
}
