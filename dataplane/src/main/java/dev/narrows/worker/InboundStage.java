package dev.narrows.worker;

import dev.narrows.channel.EventRing;
import dev.narrows.esp.EspDecapsulator;
import dev.narrows.packet.Packet;
import dev.narrows.pmtu.Probe;
import dev.narrows.sa.InboundSa;
import dev.narrows.sa.Tunnel;
import dev.narrows.stats.DropReason;
import dev.narrows.stats.WorkerCounter;
import dev.narrows.stats.WorkerCounters;
import dev.narrows.wire.Esp;
import dev.narrows.wire.IpHeader;
import dev.narrows.wire.IpProtocol;
import org.agrona.collections.Int2ObjectHashMap;

/**
 * Takes a packet out of ESP:
 *
 * <ol>
 * <li>the SA of its SPI is found (RFC 4301 4.1), or the packet goes to the worker that has it;
 * <li>ESP is verified and removed (RFC 4303 3.4);
 * <li>the answer to a path probe of ours ends here, and is told to the control plane;
 * <li>what came out must be what a policy of that SA's tunnel protects (RFC 4301 5.2) or, where the tunnel is an
 *     interface, come from where a route leads into it ({@link ReversePath});
 * <li>its addresses must be such as may come from a wire, and its source none of a host on our side;
 * <li>a TCP SYN promises no more than the tunnel's settings allow;
 * <li>it goes on in clear, to the gateway itself or beyond.
 * </ol>
 */
final class InboundStage {
    private final Topology topology;
    private final PolicyGate policies;
    private final AddressRules addressRules;
    private final CleartextStage cleartextStage;
    private final LocalDelivery localDelivery;
    private final MssStage mssStage;
    private final HandOver handOver;
    private final EventRing events;
    private final WorkerCounters counters;
    private final Int2ObjectHashMap<InboundSa> sasBySpi = new Int2ObjectHashMap<>();
    private final ReversePath reversePath;
    private final EspDecapsulator decapsulator = new EspDecapsulator();
    private final Esp esp = new Esp();

    InboundStage(
        Topology topology,
        PolicyGate policies,
        AddressRules addressRules,
        CleartextStage cleartextStage,
        LocalDelivery localDelivery,
        MssStage mssStage,
        HandOver handOver,
        WorkerSetup setup) {
        this.topology = topology;
        this.policies = policies;
        this.addressRules = addressRules;
        this.cleartextStage = cleartextStage;
        this.localDelivery = localDelivery;
        this.mssStage = mssStage;
        this.handOver = handOver;
        this.events = setup.events();
        this.counters = setup.counters();
        reversePath = new ReversePath(topology);
    }

    void add(InboundSa sa) {
        sasBySpi.put(sa.spi(), sa);
    }

    void remove(InboundSa sa) {
        sasBySpi.remove(sa.spi(), sa);
    }

    /** {@return the SAs by their SPIs, to be read only} */
    Int2ObjectHashMap<InboundSa> sasBySpi() {
        return sasBySpi;
    }

    /**
     * Takes a packet out of ESP and sends it on.
     *
     * @param packet    whose data are exactly one valid IP packet with ESP, not a fragment.
     * @param outer     its header.
     * @param espOffset where ESP starts.
     * @return why the packet ends here, or null where it is on its way.
     */
    DropReason process(Packet packet, IpHeader outer, int espOffset) {
        if (packet.offset() + packet.length() < espOffset + Esp.HEADER_LENGTH) {
            return DropReason.SHORT_ESP;
        }
        int spi = esp.wrap(packet.buffer(), espOffset).spi();
        InboundSa sa = sasBySpi.get(spi);
        if (sa == null) {
            return handOver.isInboundOfAnother(spi)
                ? handOver.toOwnerOfInbound(packet, outer, spi) : DropReason.UNKNOWN_SPI;
        }
        DropReason failure = decapsulator.decapsulate(packet, outer, espOffset, sa);
        return failure == null ? goOn(packet, sa) : failure;
    }

    /**
     * Goes on with a packet that has authenticated, been decrypted and charged.
     *
     * @param packet    whose data are exactly one valid IP packet with ESP, its payload decrypted.
     * @param outer     its header.
     * @param espOffset where ESP starts.
     * @param sa        the SA.
     * @return why the packet ends here, or null where it is on its way.
     */
    DropReason processOpened(Packet packet, IpHeader outer, int espOffset, InboundSa sa) {
        DropReason failure = decapsulator.finish(packet, outer, espOffset, sa);
        return failure == null ? goOn(packet, sa) : failure;
    }

    private DropReason goOn(Packet packet, InboundSa sa) {
        IpHeader inner = decapsulator.inner();
        if (sa.tunnel().mayAnswerProbe(inner) && Probe.isAnswer(inner)) {
            return takeAnswer(inner, sa.tunnel());
        }
        DropReason failure = refusal(inner, sa.tunnel());
        if (failure != null) {
            return failure;
        }
        counters.increment(WorkerCounter.DECAPSULATED);
        if (sa.tunnel().clampsMss()) {
            mssStage.process(inner, sa.tunnel());
        }
        return topology.isLocal(inner.destinationHigh(), inner.destinationLow())
            ? localDelivery.deliverFromTunnel(packet, inner, sa.tunnel())
            : cleartextStage.forwardFromTunnel(packet, inner);
    }

    /**
     * Asks whether a tunnel may bring a packet.
     *
     * @param inner  the packet's header.
     * @param tunnel which.
     * @return why not, or null where it may.
     */
    DropReason refusal(IpHeader inner, Tunnel tunnel) {
        DropReason failure = tunnel.settings().isInterface()
            ? reversePath.check(inner, tunnel) : policies.fromTunnel(inner, tunnel);
        return failure == null && (tunnel.checksAddresses() || isIcmp(inner))
            ? addressRules.check(inner, tunnel) : failure;
    }

    private DropReason takeAnswer(IpHeader inner, Tunnel tunnel) {
        counters.increment(WorkerCounter.PROBE_ANSWERS);
        return events.probeAnswered(tunnel.id(), Probe.token(inner))
            ? DropReason.PROBE_ANSWER_TAKEN : DropReason.CONTROL_RING_FULL;
    }

    /** Its errors may have come by what they quote, from anybody (RFC 4301 6.2). */
    private static boolean isIcmp(IpHeader inner) {
        return inner.protocol() == IpProtocol.ICMP || inner.protocol() == IpProtocol.ICMPV6;
    }
}
