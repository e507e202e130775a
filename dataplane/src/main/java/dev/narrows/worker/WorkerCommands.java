package dev.narrows.worker;

import dev.narrows.channel.CommandHandler;
import dev.narrows.channel.EventRing;
import dev.narrows.packet.Packet;
import dev.narrows.packet.PacketPool;
import dev.narrows.sa.InboundSa;
import dev.narrows.sa.OuterPath;
import dev.narrows.sa.OutboundSa;
import dev.narrows.stats.WorkerCounter;
import dev.narrows.stats.WorkerCounters;
import java.util.List;
import org.agrona.collections.IntArrayQueue;

/**
 * Carries out the conductor's commands, on the worker's thread between two bursts.
 */
final class WorkerCommands implements CommandHandler {
    private final Topology topology;
    private final InboundStage inboundStage;
    private final IcmpReporter reporter;
    private final PacketPool pool;
    private final EventRing events;
    private final WorkerCounters counters;
    private final List<OuterPath> paths;
    private final IntArrayQueue released = new IntArrayQueue();
    private final Packet packet = new Packet();

    WorkerCommands(Topology topology, InboundStage inboundStage, IcmpReporter reporter, WorkerSetup setup) {
        this.topology = topology;
        this.inboundStage = inboundStage;
        this.reporter = reporter;
        this.pool = setup.pool();
        this.events = setup.events();
        this.counters = setup.counters();
        this.paths = setup.paths();
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
        sa.tunnel().outboundSa(sa);
    }

    @Override
    public void onRemoveInboundSa(InboundSa sa) {
        inboundStage.remove(sa);
        released.addInt(sa.id());
    }

    @Override
    public void onRemoveOutboundSa(OutboundSa sa) {
        if (sa.tunnel().outboundSa() == sa) {
            sa.tunnel().outboundSa(null);
        }
        released.addInt(sa.id());
    }

    @Override
    public void onExtendLease(OutboundSa sa, long end) {
        sa.extendLease(end);
    }

    @Override
    public void onSetPathMtu(int pathId, int effectiveMtu) {
        paths.get(pathId).effectiveMtu(effectiveMtu);
    }

    @Override
    public void onSetNeighbour(int port, int address, long macAddress) {
        topology.neighbour(port, address, macAddress);
    }

    @Override
    public void onRemoveNeighbour(int port, int address) {
        topology.forgetNeighbour(port, address);
    }

    @Override
    public void onTransmit(int port, byte[] frame) {
        long handle = pool.allocate();
        if (handle == PacketPool.EXHAUSTED) {
            counters.increment(WorkerCounter.NOT_MADE);
            return;
        }
        packet.wrap(handle);
        packet.buffer().putBytes(packet.offset(), frame);
        packet.bounds(packet.offset(), frame.length);
        counters.increment(WorkerCounter.MADE);
        topology.ports()[port].transmit(packet);
    }

    @Override
    public void onReportTooBig(byte[] innerStart, int innerMtu) {
        reporter.tooBig(innerStart, innerMtu);
    }
}
