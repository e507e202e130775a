package dev.narrows.path;

import dev.narrows.wire.IpAddress;

/**
 * What is known of a path at some time; kept while its own link is the narrowest part of it.
 *
 * @param mtu      the largest outer packet, in bytes.
 * @param evidence why.
 * @param reporter the address whose claim led to it, or null.
 * @param until    when a larger one is tried, or null where it is the link's.
 */
record Learnt(int mtu, Evidence evidence, IpAddress reporter, Moment until) {
    /** {@return what is known of a path now, by other evidence than its link's} */
    static Learnt of(Path path) {
        return new Learnt(path.effectiveMtu(), path.evidence(), path.claimedBy(), path.until());
    }

    /** {@return that nothing but the link is known, which takes so many bytes} */
    static Learnt ofLink(int mtu) {
        return new Learnt(mtu, Evidence.LINK, null, null);
    }

    /**
     * Tests whether it counts.
     *
     * @param linkMtu what the link takes, in bytes.
     * @param now     the present.
     * @return whether the path is still known to take less than the link.
     */
    boolean holds(int linkMtu, Moment now) {
        return mtu <= linkMtu && now.isBefore(until);
    }
}
