package dev.narrows.control.order;

import dev.narrows.channel.Command;
import dev.narrows.channel.CommandHandler;
import dev.narrows.channel.CommandQueue;
import dev.narrows.channel.EventHandler;
import dev.narrows.channel.EventRing;
import dev.narrows.control.order.OrderBacklog.Kind;
import dev.narrows.crypto.CryptoEngine;
import dev.narrows.pmtu.EspOverhead;
import dev.narrows.pmtu.Probe;
import dev.narrows.policy.Policy;
import dev.narrows.policy.Selectors;
import dev.narrows.sa.Endpoints;
import dev.narrows.sa.InboundSa;
import dev.narrows.sa.Ipv4Identifications;
import dev.narrows.sa.OutboundSa;
import dev.narrows.sa.OuterPath;
import dev.narrows.sa.Tunnel;
import dev.narrows.stats.WorkerCounters;
import dev.narrows.wire.IpAddress;
import java.util.ArrayList;
import java.util.List;
import org.agrona.concurrent.MessageHandler;

/**
 * One worker, as the conductor sees it. Never waits: orders that must arrive and do not fit into the worker's queue are
 * kept here, in their order, and offered again until they are taken; packets to send are dropped and counted instead.
 *
 * <p>What strangers can cause never fills the queue: packets to send have half of it, news of neighbours, with a
 * backlog of its own, three quarters.
 */
public final class WorkerProxy {
    /** In place of a command's number. */
    static final long ORDERS_WAIT = -1;

    /** Orders kept here beyond which operators have to wait. */
    private static final int BEHIND = 2048;
    /** Commands that a worker carries out between two bursts: bounded, since packets wait meanwhile. */
    private static final int BATCH_LIMIT = 256;
    /** The same for neighbours. */
    private static final int NEIGHBOUR_BATCH_LIMIT = 64;

    private final int number;
    private final CommandQueue commands;
    private final EventRing events;
    private final WorkerCounters counters;
    private final CryptoEngine engine;
    private final List<OuterPath> paths;
    private final List<Tunnel> tunnels;
    private final OrderBacklog orders = new OrderBacklog();
    private final NeighbourBacklog neighbours = new NeighbourBacklog();
    private boolean isBatch;
    private MessageHandler dispatcher;
    private long deferred;
    private long lost;

    /**
     * A proxy.
     *
     * @param number   the worker's, from 0.
     * @param commands the way to the worker.
     * @param events   the way back.
     * @param counters the worker's.
     * @param engine   the worker's, for the transforms of its SAs.
     * @param paths    the worker's own, each at the index that is its number.
     * @param tunnels  the worker's own, each at the index that is its number.
     */
    public WorkerProxy(int number, CommandQueue commands, EventRing events, WorkerCounters counters,
        CryptoEngine engine, List<OuterPath> paths, List<Tunnel> tunnels) {
        this.number = number;
        this.commands = commands;
        this.events = events;
        this.counters = counters;
        this.engine = engine;
        this.paths = new ArrayList<>(paths);
        this.tunnels = List.copyOf(tunnels);
    }

    /** {@return the worker's number, from 0} */
    public int number() {
        return number;
    }

    /** {@return what the worker counts} */
    public WorkerCounters counters() {
        return counters;
    }

    /** {@return the worker's engine} */
    public CryptoEngine engine() {
        return engine;
    }

    /** {@return the worker's copy of a tunnel} */
    public Tunnel tunnel(int id) {
        return tunnels.get(id);
    }

    /** {@return the worker's copy of a path} */
    public OuterPath path(int id) {
        return paths.get(id);
    }

    /** {@return how many orders had to be offered again} */
    public long deferred() {
        return deferred;
    }

    /** {@return how many packets were not sent since the worker took no more commands} */
    public long lost() {
        return lost;
    }

    /** {@return how many orders wait here until the worker takes some} */
    int waiting() {
        return orders.size() + neighbours.size();
    }

    /** {@return whether the worker is so far behind that nothing more should be asked of it} */
    public boolean isBehind() {
        return orders.size() > BEHIND;
    }

    /**
     * {@return the number of the last command that the worker was given, or {@link #ORDERS_WAIT} where orders wait
     * here}
     */
    long lastCommand() {
        return orders.isEmpty() ? commands.sent() : ORDERS_WAIT;
    }

    /**
     * Tells whether the worker has obeyed.
     *
     * @param command a command's number, as from {@link #lastCommand}.
     * @return whether it has carried out that command, and so all before.
     */
    boolean hasCarriedOut(long command) {
        return commands.carriedOut() >= command;
    }

    /**
     * Says who takes the worker's events; before the first {@link #poll}.
     *
     * @param handler takes them, on the conductor's thread.
     */
    public void connect(EventHandler handler) {
        dispatcher = events.dispatcher(handler);
    }

    /**
     * Takes the worker's events, and offers it again what did not fit before.
     *
     * @param limit how many events at the most.
     * @return how much was done.
     */
    public int poll(int limit) {
        return offerWaiting() + events.poll(dispatcher, limit);
    }

    /** From now on what must arrive is gathered, so that the worker takes many commands at a time. */
    public void beginBatch() {
        isBatch = true;
    }

    /** Sends what was gathered, in its order. */
    public void endBatch() {
        isBatch = false;
        offerOrders();
        deferred += orders.size();
    }

    /** Posts {@link CommandHandler#onAddInboundSa}; it must arrive. */
    public void addInboundSa(InboundSa sa) {
        mustArrive(worker -> worker.onAddInboundSa(sa));
    }

    /** Posts {@link CommandHandler#onAddOutboundSa}; it must arrive. */
    public void addOutboundSa(OutboundSa sa) {
        mustArrive(worker -> worker.onAddOutboundSa(sa));
    }

    /** Posts {@link CommandHandler#onRemoveInboundSa}; it must arrive. */
    public void removeInboundSa(InboundSa sa) {
        mustArrive(worker -> worker.onRemoveInboundSa(sa));
    }

    /** Posts {@link CommandHandler#onRemoveOutboundSa}; it must arrive. */
    public void removeOutboundSa(OutboundSa sa) {
        mustArrive(worker -> worker.onRemoveOutboundSa(sa));
    }

    /** Posts {@link CommandHandler#onSetInboundOwner}; the last one about an SPI must arrive. */
    public void setInboundOwner(InboundSa sa, int owner) {
        int spi = sa.spi();
        lastMustArrive(Kind.INBOUND_OWNER, spi, worker -> worker.onSetInboundOwner(spi, owner));
    }

    /** Posts {@link CommandHandler#onSetOutboundOwner}; the last one about an SPI of a peer must arrive. */
    public void setOutboundOwner(OutboundSa sa, IpAddress peer, int owner) {
        int spi = sa.spi();
        lastMustArrive(Kind.OUTBOUND_OWNER, List.of(spi, peer), worker -> worker.onSetOutboundOwner(spi, peer, owner));
    }

    /** Posts {@link CommandHandler#onSetOverhead}; the last one about a tunnel must arrive. */
    public void setOverhead(OutboundSa sa) {
        int tunnel = sa.tunnel().id();
        EspOverhead overhead = sa.overhead();
        lastMustArrive(Kind.OVERHEAD, tunnel, worker -> worker.onSetOverhead(tunnel, overhead));
    }

    /** Posts {@link CommandHandler#onAddPolicy}; it must arrive. */
    public void addPolicy(Policy policy) {
        mustArrive(worker -> worker.onAddPolicy(policy));
    }

    /** Posts {@link CommandHandler#onRemovePolicy}; it must arrive. */
    public void removePolicy(int id, Selectors selectors) {
        mustArrive(worker -> worker.onRemovePolicy(id, selectors));
    }

    /** Posts {@link CommandHandler#onExtendLease}; the last one about an SA must arrive. */
    public void extendLease(OutboundSa sa, long end) {
        lastMustArrive(Kind.LEASE, sa.id(), worker -> worker.onExtendLease(sa, end));
    }

    /** Posts {@link CommandHandler#onSetPathMtu}; the last one about a path must arrive. */
    public void setPathMtu(int path, int effectiveMtu, boolean clearDf) {
        lastMustArrive(Kind.PATH_MTU, path, worker -> worker.onSetPathMtu(path, effectiveMtu, clearDf));
    }

    /** Posts {@link CommandHandler#onSetLinkMtu}; it must arrive. */
    public void setLinkMtu(int port, int mtu, List<Integer> pathIds) {
        mustArrive(worker -> worker.onSetLinkMtu(port, mtu, pathIds));
    }

    void setNeighbour(int port, IpAddress address, long mac) {
        neighbours.set(port, address, mac);
        offerNeighbours();
    }

    void removeNeighbour(int port, IpAddress address) {
        neighbours.remove(port, address);
        offerNeighbours();
    }

    /**
     * Makes a path with the next number known.
     *
     * @param endpoints its addresses.
     * @param linkMtu   the MTU of the port that leads there, in bytes.
     * @param workers   how many workers there are.
     */
    public void addPath(Endpoints endpoints, int linkMtu, int workers) {
        OuterPath path =
            new OuterPath(paths.size(), endpoints, linkMtu,
                new Ipv4Identifications(number, workers).among(paths, endpoints));
        paths.add(path);
        mustArrive(worker -> worker.onAddPath(path));
    }

    /** Posts {@link CommandHandler#onMoveTunnel}; the last one about a tunnel must arrive. */
    public void moveTunnel(int tunnel, int path) {
        Tunnel moved = tunnels.get(tunnel);
        OuterPath to = paths.get(path);
        lastMustArrive(Kind.TUNNEL_PATH, tunnel, worker -> worker.onMoveTunnel(moved, to));
    }

    /** Posts {@link CommandHandler#onSetYielding}; the last one about a tunnel must arrive. */
    public void setYielding(int tunnel, boolean yields) {
        Tunnel changed = tunnels.get(tunnel);
        lastMustArrive(Kind.TUNNEL_YIELDING, tunnel, worker -> worker.onSetYielding(changed, yields));
    }

    /** Posts {@link CommandHandler#onSetTunnelMtu}; the last one about a tunnel must arrive. */
    public void setTunnelMtu(int tunnel, int mtu) {
        Tunnel changed = tunnels.get(tunnel);
        lastMustArrive(Kind.TUNNEL_MTU, tunnel, worker -> worker.onSetTunnelMtu(changed, mtu));
    }

    /** Posts {@link CommandHandler#onSendDummy}; it may be lost. */
    public void sendDummy(Tunnel tunnel, int length) {
        mayBeLost(worker -> worker.onSendDummy(tunnel, length));
    }

    /**
     * Sends a path probe; it may be lost, as probes may.
     *
     * @param tunnel      the worker's tunnel, which has probe addresses.
     * @param innerLength bytes of the probe before ESP, from {@link Probe#minLength}.
     * @param token       what the answer will bring back, unpredictable from outside.
     * @throws IllegalArgumentException where the tunnel is not probed, or no probe is so short.
     */
    public void sendProbe(Tunnel tunnel, int innerLength, long token) {
        if (!tunnel.isProbed()) {
            throw new IllegalArgumentException("tunnel " + tunnel.id() + " has no addresses to probe");
        }
        if (innerLength < Probe.minLength(!tunnel.probeLocal().isIpv4())) {
            throw new IllegalArgumentException("no probe has only " + innerLength + " bytes");
        }
        mayBeLost(worker -> worker.onSendProbe(tunnel, innerLength, token));
    }

    /** Posts {@link CommandHandler#onSendKeepalive}; it may be lost. */
    public void sendKeepalive(OuterPath path) {
        mayBeLost(worker -> worker.onSendKeepalive(path));
    }

    void transmit(int port, byte[] frame) {
        mayBeLost(worker -> worker.onTransmit(port, frame));
    }

    void giveUp(List<byte[]> unreachable, int others) {
        if (isBehind()) {
            lost++; // Strangers can cause any number of these.
        } else {
            mustArrive(worker -> worker.onGiveUp(unreachable, others));
        }
    }

    /** Posts {@link CommandHandler#onReportTooBig}; it may be lost. */
    public void reportTooBig(byte[] innerStart, int innerMtu) {
        mayBeLost(worker -> worker.onReportTooBig(innerStart, innerMtu));
    }

    private void mustArrive(Command order) {
        if (!isOffered(order)) {
            orders.add(order);
        }
    }

    /** The same for an order that leaves nothing to say of an earlier one about the same thing. */
    private void lastMustArrive(Kind kind, Object thing, Command order) {
        if (!isOffered(order)) {
            orders.addLatest(kind, thing, order);
        }
    }

    private boolean isOffered(Command order) {
        if (isBatch) {
            return false;
        }
        boolean taken = orders.isEmpty() && commands.offer(order);
        deferred += taken ? 0 : 1;
        return taken;
    }

    private int offerWaiting() {
        return offerOrders() + offerNeighbours();
    }

    private int offerOrders() {
        int count = 0;
        while (!orders.isEmpty() && commands.room() > 0) {
            commands.offer(orders.take(BATCH_LIMIT));
            count++;
        }
        return count;
    }

    private int offerNeighbours() {
        int count = 0;
        while (!neighbours.isEmpty() && commands.room() > commands.capacity() / 4) {
            commands.offer(neighbours.take(NEIGHBOUR_BATCH_LIMIT));
            count++;
        }
        return count;
    }

    /** What must arrive goes first, so nothing overtakes it. */
    private void mayBeLost(Command command) {
        if (!orders.isEmpty() || commands.room() <= commands.capacity() / 2 || !commands.offer(command)) {
            lost++;
        }
    }
}
