package dev.narrows.path;

import dev.narrows.sa.Endpoints;
import dev.narrows.wire.IpAddress;

/**
 * What is known of one path: a pair of outer addresses, with UDP ports if there are any. Its MTU is the first link's
 * until there is evidence for another; {@link PathDiscovery} finds it.
 */
public final class Path {
    /** In place of a size that no probe has proved. */
    public static final int UNCONFIRMED = 0;

    private final int id;
    private final Endpoints endpoints;
    private int linkMtu;
    private final ClaimCounts claims = new ClaimCounts();
    private final ProbeCounts probes = new ProbeCounts();

    private Probing probing = Probing.OFF;
    private int effectiveMtu;
    private int confirmedMtu = UNCONFIRMED;
    private Evidence evidence = Evidence.LINK;
    private IpAddress claimedBy;
    private Learnt beyondLink;
    private Moment since;
    private Moment until;

    /**
     * A path of which only the link is known.
     *
     * @param id        the number for it, from 0.
     * @param endpoints outer addresses and ports.
     * @param linkMtu   the largest packet that the first link takes, in bytes.
     * @param now       since when.
     */
    public Path(int id, Endpoints endpoints, int linkMtu, Moment now) {
        this.id = id;
        this.endpoints = endpoints;
        this.linkMtu = linkMtu;
        effectiveMtu = linkMtu;
        since = now;
    }

    /** {@return the number for it, from 0} */
    public int id() {
        return id;
    }

    /** {@return outer addresses and ports} */
    public Endpoints endpoints() {
        return endpoints;
    }

    /** {@return the largest packet that the first link takes, in bytes} */
    public int linkMtu() {
        return linkMtu;
    }

    /**
     * Changes what the first link takes; what is in use stays.
     *
     * @param bytes the largest packet.
     * @param now   the present.
     * @return what is to be in use instead, or null where that stays: the link's, or what was known before the link
     *     became narrower than that.
     */
    Learnt linkMtu(int bytes, Moment now) {
        linkMtu = bytes;
        if (bytes < effectiveMtu) {
            beyondLink = evidence == Evidence.LINK ? beyondLink : Learnt.of(this);
            return Learnt.ofLink(bytes);
        }
        if (evidence != Evidence.LINK) {
            return null;
        }
        return beyondLink != null && beyondLink.holds(bytes, now) ? beyondLink : Learnt.ofLink(bytes);
    }

    /** From now on nothing is known but the MTU in use: packets go another way. */
    void forget() {
        confirmedMtu = UNCONFIRMED;
        beyondLink = null;
    }

    /** {@return the largest outer packet in use, in bytes} */
    public int effectiveMtu() {
        return effectiveMtu;
    }

    /** {@return the largest outer packet that a probe has proved to arrive, in bytes, or {@link #UNCONFIRMED}} */
    public int confirmedMtu() {
        return confirmedMtu;
    }

    /** {@return why it has that MTU} */
    public Evidence evidence() {
        return evidence;
    }

    /** {@return whether routers are to fragment what we send: the path takes less than may be asked of senders} */
    public boolean clearsDf() {
        return evidence == Evidence.BELOW_FLOOR;
    }

    /** {@return the address whose claim led to this MTU, or null where none did} */
    public IpAddress claimedBy() {
        return claimedBy;
    }

    /** {@return since when} */
    public Moment since() {
        return since;
    }

    /** {@return when a larger MTU is tried, or null where the link's is in use} */
    public Moment until() {
        return until;
    }

    /** {@return how the peer takes to being probed} */
    public Probing probing() {
        return probing;
    }

    /** {@return what became of the claims about this path} */
    public ClaimCounts claims() {
        return claims;
    }

    /** {@return what became of the probes of this path} */
    public ProbeCounts probes() {
        return probes;
    }

    /**
     * Changes the MTU, or the evidence for it.
     *
     * @param mtu      the largest outer packet, in bytes, up to the link's.
     * @param why      the evidence.
     * @param reporter the address whose claim led to it, or null.
     * @param now      the present.
     * @param expiry   when a larger one is tried, or null for never: with the link's.
     */
    void change(int mtu, Evidence why, IpAddress reporter, Moment now, Moment expiry) {
        if (mtu > linkMtu) {
            throw new IllegalArgumentException("an MTU of " + mtu + " bytes is above the link's " + linkMtu);
        }
        effectiveMtu = mtu;
        evidence = why;
        claimedBy = reporter;
        since = now;
        until = expiry;
        if (confirmedMtu > mtu) {
            confirmedMtu = UNCONFIRMED;
        }
    }

    /**
     * Puts off the time when a larger MTU is tried.
     *
     * @param expiry until when.
     */
    void extend(Moment expiry) {
        until = expiry;
    }

    void confirm(int bytes) {
        confirmedMtu = bytes;
    }

    void probing(Probing now) {
        probing = now;
    }
}
