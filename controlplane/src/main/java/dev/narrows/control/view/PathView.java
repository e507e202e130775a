package dev.narrows.control.view;

import java.util.Map;

/**
 * What is known of a path. Sizes are outer packets' in bytes, times are ISO 8601 in UTC.
 *
 * @param local        our outer address.
 * @param remote       the peer's outer address.
 * @param linkMtu      what the first link takes.
 * @param confirmedMtu the largest size that a probe proved to arrive, or null.
 * @param effectiveMtu the size in use.
 * @param evidence     why: one of the labels of {@link dev.narrows.path.Evidence}.
 * @param since        since when.
 * @param until        when a larger size is tried, or null where the link's is in use.
 * @param claimedBy    the address whose claim led to it, or null.
 * @param probing      how the peer takes to probes: {@code off}, {@code starting}, {@code answering}, {@code silent} or
 *                     {@code unanswered}.
 * @param probes       what became of the probes.
 * @param claims       what became of the claims about this path.
 */
public record PathView(
    String local,
    String remote,
    int linkMtu,
    Integer confirmedMtu,
    int effectiveMtu,
    String evidence,
    String since,
    String until,
    String claimedBy,
    String probing,
    Probes probes,
    Claims claims) {
    /**
     * Probes, counted.
     *
     * @param sent     how many were sent.
     * @param answered how many were answered.
     * @param lost     how many were not, in time.
     */
    public record Probes(long sent, long answered, long lost) {
    }

    /**
     * Claims of "too big", counted.
     *
     * @param believed how many were believed.
     * @param rejected how many were not, by reason.
     */
    public record Claims(long believed, Map<String, Long> rejected) {
    }
}
