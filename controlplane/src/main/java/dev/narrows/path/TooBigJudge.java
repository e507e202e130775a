package dev.narrows.path;

import dev.narrows.channel.TooBigClaim;
import dev.narrows.wire.Ipv6;

/**
 * Says what speaks against an ICMP "too big" about our ESP. The message is unauthenticated, so what counts is not who
 * sent it but whether it knows of a packet that we did send: a live SPI and a sequence number in the ledger, of a packet
 * that really was longer than what is claimed to fit (RFC 4301 8.2.1). Whoever can see our packets can still lie: what
 * passes here is a suspicion, for {@link PathDiscovery} to look into.
 */
public final class TooBigJudge {
    private final int floor;
    private final int floorOfIpv6;

    /**
     * A judge.
     *
     * @param floor the smallest MTU that is believed, in bytes; of an IPv6 path never less than 1280, which every link
     *              takes (RFC 8200 5).
     */
    public TooBigJudge(int floor) {
        this.floor = floor;
        floorOfIpv6 = Math.max(floor, Ipv6.MIN_MTU);
    }

    /**
     * Judges a claim; changes nothing.
     *
     * @param claim   what it says and what the ledger holds.
     * @param path    the path between the quoted addresses, or null where there is none.
     * @param spiLive whether the quoted SPI is an outbound SA's on that path.
     * @return the reason against it, or null where there is none.
     */
    public ClaimVerdict judge(TooBigClaim claim, Path path, boolean spiLive) {
        if (path == null) {
            return ClaimVerdict.UNKNOWN_PATH;
        }
        if (!spiLive) {
            return ClaimVerdict.SPI_NOT_IN_USE;
        }
        if (claim.sentLength() == TooBigClaim.NOT_IN_LEDGER) {
            return ClaimVerdict.NOT_IN_LEDGER;
        }
        return judgeSize(claim, path);
    }

    private ClaimVerdict judgeSize(TooBigClaim claim, Path path) {
        if (claim.mtu() == 0) {
            return ClaimVerdict.NO_MTU;
        }
        if (claim.sentLength() <= claim.mtu()) {
            return ClaimVerdict.NOT_LARGER;
        }
        if (claim.mtu() < (path.endpoints().isIpv6() ? floorOfIpv6 : floor)) {
            return ClaimVerdict.BELOW_FLOOR;
        }
        return claim.mtu() < path.effectiveMtu() ? null : ClaimVerdict.NOT_BELOW_EFFECTIVE;
    }
}
