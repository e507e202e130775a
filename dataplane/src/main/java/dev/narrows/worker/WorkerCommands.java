package dev.narrows.worker;

import dev.narrows.channel.CommandHandler;
import dev.narrows.channel.EventRing;
import dev.narrows.packet.Packet;
import dev.narrows.packet.PacketPool;
import dev.narrows.pmtu.EspOverhead;
import dev.narrows.policy.Policy;
import dev.narrows.policy.PolicyTable;
import dev.narrows.policy.Selectors;
import dev.narrows.sa.InboundSa;
import dev.narrows.sa.OutboundSa;
import dev.narrows.sa.OuterPath;
import dev.narrows.sa.Tunnel;
import dev.narrows.stats.DropReason;
import dev.narrows.stats.WorkerCounter;
import dev.narrows.stats.WorkerCounters;
import dev.narrows.wire.Ethernet;
import dev.narrows.wire.IpAddress;
import java.util.ArrayList;
import java.util.List;
import org.agrona.collections.IntArrayQueue;

/**
 * Carries out the conductor's commands, on the worker's thread between two bursts.
 */
final class WorkerCommands implements CommandHandler {
    private final Topology topology;
    private final PolicyTable policies;
    private final AddressRules addressRules;
    private final InboundStage inboundStage;
    private final OutboundStage outboundStage;
    private final MssStage mssStage;
    private final HandOver handOver;
    private final IcmpReporter reporter;
    private final Disposer disposer;
    private final PacketPool pool;
    private final EventRing events;
    private final WorkerCounters counters;
    private final List<OuterPath> paths;
    private final IntArrayQueue released = new IntArrayQueue();
    private final Packet packet = new Packet();

    WorkerCommands(
        Topology topology,
        PolicyTable policies,
        AddressRules addressRules,
        InboundStage inboundStage,
        OutboundStage outboundStage,
        MssStage mssStage,
        HandOver handOver,
        IcmpReporter reporter,
        Disposer disposer,
        WorkerSetup setup) {
        this.outboundStage = outboundStage;
        this.topology = topology;
        this.policies = policies;
        this.addressRules = addressRules;
        this.inboundStage = inboundStage;
        this.mssStage = mssStage;
        this.handOver = handOver;
        this.reporter = reporter;
        this.disposer = disposer;
        this.pool = setup.pool();
        this.events = setup.events();
        this.counters = setup.counters();
        this.paths = new ArrayList<>(setup.paths());
    }

    /**
     * Tells the conductor about one SA that was let go of, where it has not been told. Not done at once, since the
     * ring may be full, and this must not be lost: keys wait for it to be wiped.
     *
     * @return how many were told: 0 or 1.
     */
    int answer() {
        if (released.isEmpty() || !events.saReleased(released.peekInt())) {
            return 0;
        }
        released.pollInt();
        return 1;
    }

    @Override
    public void onAddInboundSa(InboundSa sa) {
        inboundStage.add(sa);
    }

    @Override
    public void onAddOutboundSa(OutboundSa sa) {
        sa.tunnel().use(sa);
    }

    @Override
    public void onRemoveInboundSa(InboundSa sa) {
        inboundStage.remove(sa);
        released.addInt(sa.id());
    }

    @Override
    public void onRemoveOutboundSa(OutboundSa sa) {
        sa.tunnel().letGo(sa);
        released.addInt(sa.id());
    }

    @Override
    public void onSetInboundOwner(int spi, int worker) {
        handOver.inboundOwner(spi, worker);
    }

    @Override
    public void onSetOutboundOwner(int spi, IpAddress peer, int worker) {
        handOver.outboundOwner(spi, peer, worker);
    }

    @Override
    public void onSetOverhead(int tunnelId, EspOverhead overhead) {
        mssStage.overhead(tunnelId, overhead);
    }

    @Override
    public void onAddPolicy(Policy policy) {
        policies.add(policy);
        addressRules.watch(policy);
    }

    @Override
    public void onRemovePolicy(int id, Selectors selectors) {
        policies.remove(id, selectors);
    }

    @Override
    public void onExtendLease(OutboundSa sa, long end) {
        sa.extendLease(end);
    }

    @Override
    public void onSetPathMtu(int pathId, int effectiveMtu, boolean clearDf) {
        paths.get(pathId).learn(effectiveMtu, clearDf);
    }

    @Override
    public void onSetLinkMtu(int port, int mtu, List<Integer> pathIds) {
        topology.ports()[port].mtu(mtu);
        for (int i = 0; i < pathIds.size(); i++) {
            paths.get(pathIds.get(i)).linkMtu(mtu);
        }
    }

    @Override
    public void onSetNeighbour(int port, IpAddress address, long macAddress) {
        topology.neighbour(port, address, macAddress);
    }

    @Override
    public void onRemoveNeighbour(int port, IpAddress address) {
        topology.forgetNeighbour(port, address);
    }

    @Override
    public void onAddPath(OuterPath path) {
        paths.add(path);
        topology.add(path);
    }

    @Override
    public void onMoveTunnel(Tunnel tunnel, OuterPath path) {
        topology.move(tunnel.path(), path);
        tunnel.path(path);
    }

    @Override
    public void onSetYielding(Tunnel tunnel, boolean yields) {
        topology.yields(tunnel, yields);
    }

    @Override
    public void onSetTunnelMtu(Tunnel tunnel, int mtu) {
        tunnel.mtu(mtu);
    }

    @Override
    public void onSendDummy(Tunnel tunnel, int length) {
        if (make(length)) {
            packet.buffer().setMemory(packet.offset(), length, (byte)0);
            disposer.end(packet, outboundStage.sendDummy(packet, tunnel));
        }
    }

    @Override
    public void onSendProbe(Tunnel tunnel, int innerLength, long token) {
        if (make(innerLength)) {
            disposer.end(packet, outboundStage.sendProbe(packet, tunnel, token));
        }
    }

    @Override
    public void onSendKeepalive(OuterPath path) {
        if (make(path.headersLength() + Keepalive.LENGTH)) {
            Keepalive.write(packet.buffer(), packet.offset(), path);
            counters.increment(WorkerCounter.KEEPALIVES_SENT);
            disposer.end(packet, outboundStage.sendOuter(packet, path));
        }
    }

    @Override
    public void onTransmit(int port, byte[] frame) {
        if (!make(frame.length)) {
            return;
        }
        packet.buffer().putBytes(packet.offset(), frame);
        topology.ports()[port].transmit(packet);
    }

    /** Packets were counted when they went to wait, as not lost yet; what comes back of them are others. */
    @Override
    public void onGiveUp(List<byte[]> unreachable, int others) {
        counters.add(WorkerCounter.MADE, unreachable.size() + others);
        counters.add(DropReason.NEIGHBOUR_UNRESOLVED, others);
        for (int i = 0; i < unreachable.size(); i++) {
            counters.increment(DropReason.NEIGHBOUR_UNREACHABLE);
            reporter.neighbourUnreachable(unreachable.get(i), Ethernet.HEADER_LENGTH);
        }
    }

    @Override
    public void onReportTooBig(byte[] innerStart, int innerMtu) {
        reporter.tooBig(innerStart, innerMtu);
    }

    private boolean make(int length) {
        long handle = pool.allocate();
        if (handle == PacketPool.EXHAUSTED) {
            counters.increment(WorkerCounter.NOT_MADE);
            return false;
        }
        packet.wrap(handle);
        packet.bounds(packet.offset(), length);
        counters.increment(WorkerCounter.MADE);
        return true;
    }
}
