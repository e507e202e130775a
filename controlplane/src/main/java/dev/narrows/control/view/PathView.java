package dev.narrows.control.view;

import java.util.Map;

/**
 * What is known of a path. Sizes are outer packets' in bytes, times are ISO 8601 in UTC.
 *
 * @param local        our outer address.
 * @param remote       the peer's outer address.
 * @param linkMtu      what the first link takes.
 * @param effectiveMtu the size in use.
 * @param evidence     why: {@code link} or {@code too-big}.
 * @param since        since when.
 * @param until        until when, or null for as long as nothing else is learnt.
 * @param claimedBy    the address whose claim was believed, or null.
 * @param claims       what became of the claims about this path.
 */
public record PathView(
    String local,
    String remote,
    int linkMtu,
    int effectiveMtu,
    String evidence,
    String since,
    String until,
    String claimedBy,
    Claims claims) {
    /**
     * Claims of "too big", counted.
     *
     * @param believed how many were believed.
     * @param rejected how many were not, by reason.
     */
    public record Claims(long believed, Map<String, Long> rejected) {
    }
}
