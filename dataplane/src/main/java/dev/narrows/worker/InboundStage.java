package dev.narrows.worker;

import dev.narrows.esp.EspDecapsulator;
import dev.narrows.packet.Packet;
import dev.narrows.policy.Policy;
import dev.narrows.policy.PolicyTable;
import dev.narrows.sa.InboundSa;
import dev.narrows.stats.DropReason;
import dev.narrows.stats.WorkerCounter;
import dev.narrows.stats.WorkerCounters;
import dev.narrows.wire.Esp;
import dev.narrows.wire.IpAddress;
import dev.narrows.wire.IpHeader;
import dev.narrows.wire.Ipv4;
import org.agrona.collections.Int2ObjectHashMap;

/**
 * Takes a packet out of ESP:
 *
 * <ol>
 * <li>the SA of its SPI is found (RFC 4301 4.1);
 * <li>ESP is verified and removed (RFC 4303 3.4);
 * <li>the inner addresses must be those of a policy of that SA's tunnel (RFC 4301 5.2);
 * <li>it goes on in clear, to the gateway itself or beyond.
 * </ol>
 */
final class InboundStage {
    private final Topology topology;
    private final PolicyTable policies;
    private final CleartextStage cleartextStage;
    private final LocalDelivery localDelivery;
    private final Disposer disposer;
    private final WorkerCounters counters;
    private final Int2ObjectHashMap<InboundSa> sasBySpi = new Int2ObjectHashMap<>();
    private final EspDecapsulator decapsulator = new EspDecapsulator();
    private final Ipv4 ipv4 = new Ipv4();
    private final Esp esp = new Esp();

    InboundStage(
        Topology topology,
        PolicyTable policies,
        CleartextStage cleartextStage,
        LocalDelivery localDelivery,
        Disposer disposer,
        WorkerCounters counters) {
        this.topology = topology;
        this.policies = policies;
        this.cleartextStage = cleartextStage;
        this.localDelivery = localDelivery;
        this.disposer = disposer;
        this.counters = counters;
    }

    void add(InboundSa sa) {
        sasBySpi.put(sa.spi(), sa);
    }

    void remove(InboundSa sa) {
        sasBySpi.remove(sa.spi(), sa);
    }

    /**
     * Takes a packet out of ESP and sends it on.
     *
     * @param packet whose data are exactly one valid IPv4 packet of protocol ESP, not a fragment.
     */
    void process(Packet packet) {
        ipv4.wrap(packet.buffer(), packet.offset());
        int headerLength = ipv4.headerLength();
        if (packet.length() < headerLength + Esp.HEADER_LENGTH) {
            disposer.drop(packet, DropReason.SHORT_ESP);
            return;
        }
        InboundSa sa = sasBySpi.get(esp.wrap(packet.buffer(), packet.offset() + headerLength).spi());
        if (sa == null) {
            disposer.drop(packet, DropReason.UNKNOWN_SPI);
            return;
        }
        DropReason failure = decapsulator.decapsulate(packet, sa);
        if (failure != null) {
            disposer.drop(packet, failure);
            return;
        }
        ipv4.wrap(packet.buffer(), packet.offset());
        int destination = ipv4.destination();
        Policy policy = policies.lookup(0, IpAddress.mapped(destination), 0, IpAddress.mapped(ipv4.source()),
            ipv4.protocol(), IpHeader.OPAQUE, IpHeader.OPAQUE);
        if (policy == null || policy.tunnel() != sa.tunnel()) {
            disposer.drop(packet, DropReason.SELECTOR_MISMATCH);
            return;
        }
        counters.increment(WorkerCounter.DECAPSULATED);
        if (topology.isLocal(destination)) {
            localDelivery.deliver(packet);
        } else {
            cleartextStage.forwardFromTunnel(packet);
        }
    }
}
