package dev.narrows.worker;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.narrows.policy.IpPrefix;
import dev.narrows.wire.Ethernet;
import dev.narrows.wire.IpAddress;
import dev.narrows.wire.IpHeader;
import dev.narrows.wire.IpProtocol;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;

/** Looks at all that leaves a gateway for marks that must not be seen there. */
final class PlaintextGuard {
    /** In packets of the networks that are protected. */
    static final byte[] SECRET = "SECRET-OF-A-OR-D".getBytes(StandardCharsets.US_ASCII);
    /** In packets that come out of the tunnel. */
    static final byte[] SECRET_OF_PEERS = "SECRET-OF-A-OR-D-BY-ESP".getBytes(StandardCharsets.US_ASCII);
    /** In packets of the gateway's own host. */
    static final byte[] HOSTS_OWN = "THE-HOSTS-OWN-:)".getBytes(StandardCharsets.US_ASCII);
    /** In packets that come in clear from outside. */
    static final byte[] FROM_OUTSIDE = "FROM-OUTSIDE----".getBytes(StandardCharsets.US_ASCII);

    private static final List<IpPrefix> LANS = List.of(IpPrefix.parse("10.1.0.0/24"),
        IpPrefix.parse("2001:db8:a::/64"));
    private static final IpPrefix BYPASSED_LOCAL = IpPrefix.parse("10.1.0.0/24");
    private static final IpPrefix BYPASSED_REMOTE = IpPrefix.parse("192.0.2.0/24");

    private final GatewayFixture gateway;
    private final boolean hasBypass;
    private final IpHeader header = new IpHeader();
    /** Whether what left last was a fragment of what the host's IKE says: the next may be another of the same. */
    private boolean isFragmentOfIke;

    PlaintextGuard(GatewayFixture gateway, boolean hasBypass) {
        this.gateway = gateway;
        this.hasBypass = hasBypass;
    }

    /** Looks at what was sent since the last time. */
    void check() {
        for (byte[] frame : gateway.outside.takeSent()) {
            boolean isIp = header.parse(
                new UnsafeBuffer(frame), Ethernet.HEADER_LENGTH, frame.length - Ethernet.HEADER_LENGTH);
            assertEquals(true, isIp, () -> "no valid packet left: " + HexFormat.of().formatHex(frame));
            if (contains(frame, SECRET) && !(hasBypass && isBypassed())) {
                throw new AssertionError("in clear: " + HexFormat.of().formatHex(frame));
            }
            if (contains(frame, HOSTS_OWN) && !(hasBypass && isBypassed()) && !mayTheHostSay()) {
                throw new AssertionError("the host's, in clear: " + HexFormat.of().formatHex(frame));
            }
        }
        for (byte[] frame : gateway.inside.takeSent()) {
            assertEquals(false, contains(frame, FROM_OUTSIDE) && !hasBypass, "from outside, in clear");
            boolean isIp = header.parse(
                new UnsafeBuffer(frame), Ethernet.HEADER_LENGTH, frame.length - Ethernet.HEADER_LENGTH);
            assertEquals(true, isIp, () -> "no valid packet went inside: " + HexFormat.of().formatHex(frame));
            assertEquals(false, hasForbiddenAddress() || (contains(frame, SECRET_OF_PEERS) && isInside()),
                () -> "went inside from or to where it may not: " + HexFormat.of().formatHex(frame));
        }
        gateway.host.takeSent();
    }

    private boolean hasForbiddenAddress() {
        return IpAddress.isInvalidSource(header.sourceHigh(), header.sourceLow())
            || IpAddress.isInvalidSource(header.destinationHigh(), header.destinationLow())
            || IpAddress.isLinkLocal(header.sourceHigh()) || IpAddress.isLinkLocal(header.destinationHigh());
    }

    /** Only IPv4 and IPv6 hosts on our side have such sources, and what comes out of a tunnel is none of theirs. */
    private boolean isInside() {
        return LANS.stream().anyMatch(lan -> lan.contains(header.sourceHigh(), header.sourceLow()));
    }

    private boolean isBypassed() {
        return BYPASSED_LOCAL.contains(header.sourceHigh(), header.sourceLow())
            && BYPASSED_REMOTE.contains(header.destinationHigh(), header.destinationLow());
    }

    /** From the port's own address, and not to the peer where transport mode protects that, unless it is IKE. */
    private boolean mayTheHostSay() {
        IpAddress own = GatewayFixture.outsideAddress(true, header.isIpv6());
        IpAddress peer = gateway.path.endpoints().remote();
        boolean isOwn = header.sourceHigh() == own.high() && header.sourceLow() == own.low();
        boolean isToPeer = header.destinationHigh() == peer.high() && header.destinationLow() == peer.low();
        boolean isIke = header.isLaterFragment() ? isFragmentOfIke : isIke();
        isFragmentOfIke = header.isFragment() && isIke;
        return (isOwn || isIke) && (!gateway.tunnel.isTransport() || !isToPeer || isIke);
    }

    private boolean isIke() {
        return header.protocol() == IpProtocol.UDP && (header.sourcePort() == 500
            || (header.sourcePort() == 4500 && header.payloadLength() >= 12
                && header.buffer().getInt(header.payloadOffset() + 8) == 0));
    }

    private static boolean contains(byte[] frame, byte[] mark) {
        for (int i = Ethernet.HEADER_LENGTH; i + mark.length <= frame.length; i++) {
            int matching = 0;
            while (matching < mark.length && frame[i + matching] == mark[matching]) {
                matching++;
            }
            if (matching == mark.length) {
                return true;
            }
        }
        return false;
    }
}
