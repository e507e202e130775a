package dev.narrows.control.discovery;

import dev.narrows.channel.TooBigClaim;
import dev.narrows.control.sad.LargestInner;
import dev.narrows.control.sad.SaDatabase;
import dev.narrows.control.sad.SecurityAssociation;
import dev.narrows.control.sad.SecurityAssociation.Outbound;
import dev.narrows.control.tunnel.TunnelTable;
import dev.narrows.path.ClaimVerdict;
import dev.narrows.path.LostPacket;
import dev.narrows.path.Moment;
import dev.narrows.path.Path;
import dev.narrows.path.PathTable;
import dev.narrows.path.TooBigJudge;
import dev.narrows.sa.Direction;
import dev.narrows.sa.Endpoints;
import dev.narrows.wire.IpAddress;

/**
 * Takes claims of "too big" to the judge, and those that pass on to the discovery of their path.
 *
 * <p>The sender of the lost packet is told too where the claim is true but the MTU is as small already: its packet left
 * before that was known.
 */
public final class TooBigClaims {
    private final PathTable paths;
    private final SaDatabase sas;
    private final TunnelTable tunnels;
    private final TooBigJudge judge;
    private final PathDiscoveries discoveries;

    /**
     * Claims that nobody has made yet.
     *
     * @param paths       what is known of paths.
     * @param sas         whose packets claims quote.
     * @param tunnels     which paths they use.
     * @param judge       decides what a claim is worth.
     * @param discoveries hear of what is believed.
     */
    public TooBigClaims(PathTable paths, SaDatabase sas, TunnelTable tunnels, TooBigJudge judge,
        PathDiscoveries discoveries) {
        this.paths = paths;
        this.sas = sas;
        this.tunnels = tunnels;
        this.judge = judge;
        this.discoveries = discoveries;
    }

    /**
     * Takes a claim.
     *
     * @param claim as the worker saw it; valid during this call alone.
     * @param now   the present.
     */
    public void onClaim(TooBigClaim claim, Moment now) {
        Path path = find(claim);
        Outbound sa = path == null ? null : outbound(claim.spi(), path);
        ClaimVerdict objection = judge.judge(claim, path, sa != null);
        if (objection != null) {
            paths.count(objection, path, 1);
            tellWhereTrue(claim, path, sa, objection);
        } else if (claim.isWithoutSpi()) {
            discoveries.claimedUnnamed(path, judge.mtu(claim, path), claim.reporter(), now);
        } else {
            discoveries.claimed(path, judge.mtu(claim, path), claim.reporter(), new Lost(sa, claim), now);
        }
    }

    private void tellWhereTrue(TooBigClaim claim, Path path, Outbound sa, ClaimVerdict objection) {
        if (objection == ClaimVerdict.NOT_BELOW_EFFECTIVE && sa != null) {
            discoveries.hint(path, judge.mtu(claim, path));
            if (claim.sentLength() > path.effectiveMtu()) {
                new Lost(sa, claim).tellSender(path.effectiveMtu());
            }
        }
    }

    /** Quoted addresses of two families are nobody's, and so is one port without the other. */
    private Path find(TooBigClaim claim) {
        IpAddress source = claim.quotedSource();
        IpAddress destination = claim.quotedDestination();
        int sourcePort = claim.quotedSourcePort();
        int destinationPort = claim.quotedDestinationPort();
        if (source.isIpv4() != destination.isIpv4()
            || (sourcePort == Endpoints.NO_UDP) != (destinationPort == Endpoints.NO_UDP)) {
            return null;
        }
        return paths.find(new Endpoints(source, destination, sourcePort, destinationPort));
    }

    private Outbound outbound(int spi, Path path) {
        for (SecurityAssociation sa : sas.find(Integer.toUnsignedLong(spi), Direction.OUT)) {
            if (sa instanceof Outbound outbound && tunnels.pathOf(sa.tunnel().id()) == path.id()) {
                return outbound;
            }
        }
        return null;
    }

    /** A packet that a claim is about. A probe has no sender that needs to be told. */
    private static final class Lost implements LostPacket {
        private final Outbound sa;
        private final int outerLength;
        private final byte[] innerStart;

        Lost(Outbound sa, TooBigClaim claim) {
            this.sa = sa;
            outerLength = claim.sentLength();
            innerStart = claim.copyInner();
        }

        @Override
        public int outerLength() {
            return outerLength;
        }

        @Override
        public void tellSender(int effectiveMtu) {
            if (!LostProbe.is(innerStart, sa.tunnel())) {
                sa.worker().reportTooBig(innerStart, LargestInner.of(sa, effectiveMtu));
            }
        }
    }
}
