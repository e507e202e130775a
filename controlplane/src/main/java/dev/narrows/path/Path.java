package dev.narrows.path;

import dev.narrows.sa.Endpoints;
import dev.narrows.wire.IpAddress;
import java.time.Duration;

/**
 * What is known of one path: a pair of outer addresses, with UDP ports if there are any. Its MTU is the first link's until a claim of less is believed;
 * that holds for a while, and then the link's is tried again, since routes change (RFC 1191 6.3).
 *
 * <pre>
 *             believe                        believe (less still)
 *    LINK --------------&gt; TOO_BIG --------------+
 *     ^                     |  ^                |
 *     +----- raise when due +  +----------------+
 * </pre>
 */
public final class Path {
    private final int id;
    private final Endpoints endpoints;
    private final int linkMtu;
    private final ClaimCounts claims = new ClaimCounts();

    private int effectiveMtu;
    private Evidence evidence = Evidence.LINK;
    private IpAddress claimedBy;
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

    /** {@return the largest outer packet in use, in bytes} */
    public int effectiveMtu() {
        return effectiveMtu;
    }

    /** {@return why it has that MTU} */
    public Evidence evidence() {
        return evidence;
    }

    /** {@return the address whose claim was believed, or null where the evidence is the link} */
    public IpAddress claimedBy() {
        return claimedBy;
    }

    /** {@return since when} */
    public Moment since() {
        return since;
    }

    /** {@return until when, or null where the evidence is the link} */
    public Moment until() {
        return until;
    }

    /** {@return what became of the claims about this path} */
    public ClaimCounts claims() {
        return claims;
    }

    /**
     * Adopts a claim that the judge believes.
     *
     * @param mtu        in bytes, below the one in use.
     * @param reporter   whose claim it is.
     * @param now        the present.
     * @param raiseAfter for how long.
     */
    public void believe(int mtu, IpAddress reporter, Moment now, Duration raiseAfter) {
        if (mtu >= effectiveMtu) {
            throw new IllegalArgumentException("a claim of " + mtu + " bytes would raise an MTU of " + effectiveMtu);
        }
        effectiveMtu = mtu;
        evidence = Evidence.TOO_BIG;
        claimedBy = reporter;
        since = now;
        until = now.plus(raiseAfter);
    }

    /**
     * Returns to the link's MTU where what was claimed is too old.
     *
     * @param now the present.
     * @return whether the MTU changed.
     */
    public boolean raiseIfDue(Moment now) {
        if (until == null || now.isBefore(until)) {
            return false;
        }
        effectiveMtu = linkMtu;
        evidence = Evidence.LINK;
        claimedBy = null;
        since = now;
        until = null;
        return true;
    }
}
