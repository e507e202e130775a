package dev.narrows.worker;

import dev.narrows.pmtu.EspOverhead;
import dev.narrows.pmtu.MssClamp;
import dev.narrows.sa.OutboundSa;
import dev.narrows.sa.Tunnel;
import dev.narrows.sa.TunnelSettings;
import dev.narrows.stats.WorkerCounter;
import dev.narrows.stats.WorkerCounters;
import dev.narrows.wire.IpHeader;
import org.agrona.collections.Int2ObjectHashMap;

/**
 * Lowers what TCP SYNs promise to take where they go through a tunnel, either way: what a host inside says bounds what
 * comes back, and what a host beyond says bounds what goes there.
 */
final class MssStage {
    private final MssClamp clamp = new MssClamp();
    private final WorkerCounters counters;
    private final int mtuFloor;
    private final Int2ObjectHashMap<EspOverhead> overheads = new Int2ObjectHashMap<>();

    MssStage(WorkerCounters counters, WorkerLimits limits) {
        this.counters = counters;
        mtuFloor = limits.mtuFloor();
    }

    /**
     * Takes note of what an outbound SA adds that another worker has.
     *
     * @param tunnelId its tunnel.
     * @param overhead what it adds.
     */
    void overhead(int tunnelId, EspOverhead overhead) {
        overheads.put(tunnelId, overhead);
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
            EspOverhead overhead = sa == null ? overheads.get(tunnel.id()) : sa.overhead();
            if (overhead == null) {
                return;
            }
            mss = MssClamp.segment(OutboundSa.toldMtu(tunnel, overhead, header, mtuFloor), header.isIpv6());
        }
        if (clamp.lower(mss)) {
            counters.increment(WorkerCounter.MSS_CLAMPED);
        }
    }
}
