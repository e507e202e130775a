package dev.narrows.control.discovery;

import dev.narrows.sa.Tunnel;
import dev.narrows.wire.IpAddress;
import dev.narrows.wire.IpHeader;
import dev.narrows.wire.IpProtocol;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Knows the probes among the packets that routers say they dropped: nobody waits to hear of those.
 */
final class LostProbe {
    private LostProbe() {
    }

    /**
     * Tells whether a lost packet was a probe.
     *
     * @param innerStart its first bytes, as the ledger kept them.
     * @param tunnel     the tunnel that it went by.
     * @return whether it is ICMP from and to the addresses that the tunnel is probed with.
     */
    static boolean is(byte[] innerStart, Tunnel tunnel) {
        IpHeader header = new IpHeader();
        return tunnel.isProbed() && header.parseStart(new UnsafeBuffer(innerStart), 0, innerStart.length)
            && header.protocol() == (header.isIpv6() ? IpProtocol.ICMPV6 : IpProtocol.ICMP)
            && isAt(header.sourceHigh(), header.sourceLow(), tunnel.probeLocal())
            && isAt(header.destinationHigh(), header.destinationLow(), tunnel.probeRemote());
    }

    private static boolean isAt(long high, long low, IpAddress address) {
        return address.high() == high && address.low() == low;
    }
}
