package dev.narrows.path;

import dev.narrows.channel.TooBigClaim;
import dev.narrows.wire.Ipv6;

/**
 * Says what speaks against an ICMP "too big" about our ESP. The message is unauthenticated, so what counts is not who
 * sent it but whether it knows of a packet that we did send: a live SPI and a sequence number in the ledger, of a
 * packet that really was longer than what is claimed to fit (RFC 4301 8.2.1). Whoever can see our packets can still
 * lie: what passes here is a suspicion, for {@link PathDiscovery} to look into. A claim whose quote ends before the SPI
 * knows of no packet: it passes here where its size makes sense, and probes alone can make it true.
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
        if (claim.isWithoutSpi()) {
            return judgeSize(mtu(claim, path), path);
        }
        if (!spiLive) {
            return ClaimVerdict.SPI_NOT_IN_USE;
        }
        if (claim.sentLength() == TooBigClaim.NOT_IN_LEDGER) {
            return ClaimVerdict.NOT_IN_LEDGER;
        }
        int mtu = mtu(claim, path);
        return claim.sentLength() <= mtu ? ClaimVerdict.NOT_LARGER : judgeSize(mtu, path);
    }

    /**
     * Tells what a claim amounts to. A router older than RFC 1191 names no MTU: then it is the next one that is common
     * below the length with which the packet was sent (RFC 1191 5), which the ledger knows, and never less than the
     * floor.
     *
     * @param claim what it says.
     * @param path  the path between the quoted addresses.
     * @return the MTU, in bytes.
     */
    public int mtu(TooBigClaim claim, Path path) {
        if (claim.mtu() != 0 || path.endpoints().isIpv6()) {
            return claim.mtu();
        }
        return Math.max(Plateaus.below(claim.isWithoutSpi() ? path.effectiveMtu() : claim.sentLength()), floor);
    }

    private ClaimVerdict judgeSize(int mtu, Path path) {
        if (mtu < (path.endpoints().isIpv6() ? floorOfIpv6 : floor)) {
            return ClaimVerdict.BELOW_FLOOR;
        }
        return mtu < path.effectiveMtu() ? null : ClaimVerdict.NOT_BELOW_EFFECTIVE;
    }
}
