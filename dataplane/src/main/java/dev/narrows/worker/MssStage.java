package dev.narrows.worker;

import dev.narrows.pmtu.MssClamp;
import dev.narrows.sa.OutboundSa;
import dev.narrows.sa.Tunnel;
import dev.narrows.sa.TunnelSettings;
import dev.narrows.stats.WorkerCounter;
import dev.narrows.stats.WorkerCounters;
import dev.narrows.wire.IpHeader;

/**
 * Lowers what TCP SYNs promise to take where they go through a tunnel, either way: what a host inside says bounds what
 * comes back, and what a host beyond says bounds what goes there.
 */
final class MssStage {
    private final MssClamp clamp = new MssClamp();
    private final WorkerCounters counters;
    private final int mtuFloor;

    MssStage(WorkerCounters counters, WorkerLimits limits) {
        this.counters = counters;
        mtuFloor = limits.mtuFloor();
    }

    /**
     * Lowers what a packet promises, where it is a SYN and promises too much for the tunnel at this moment.
     *
     * @param header the inner packet's.
     * @param tunnel which clamps; without an outbound SA nothing is known of what fits.
     */
    void process(IpHeader header, Tunnel tunnel) {
        if (!clamp.isSyn(header)) {
            return;
        }
        int mss = tunnel.settings().tcpMss();
        if (mss == TunnelSettings.CLAMP_TO_MTU) {
            OutboundSa sa = tunnel.outboundSa();
            if (sa == null) {
                return;
            }
            mss = MssClamp.segment(sa.toldMtu(header, mtuFloor), header.isIpv6());
        }
        if (clamp.lower(mss)) {
            counters.increment(WorkerCounter.MSS_CLAMPED);
        }
    }
}
