package dev.narrows.control;

import dev.narrows.channel.Command;
import dev.narrows.channel.CommandQueue;
import dev.narrows.channel.EventHandler;
import dev.narrows.channel.EventRing;
import dev.narrows.crypto.CryptoEngine;
import dev.narrows.sa.Endpoints;
import dev.narrows.sa.InboundSa;
import dev.narrows.sa.Ipv4Identifications;
import dev.narrows.sa.OuterPath;
import dev.narrows.sa.OutboundSa;
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
 * <p>What strangers can cause never fills the queue: packets to send have half of it, news of neighbours, with a backlog
 * of its own, three quarters.
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
    int number() {
        return number;
    }

    WorkerCounters counters() {
        return counters;
    }

    CryptoEngine engine() {
        return engine;
    }

    Tunnel tunnel(int id) {
        return tunnels.get(id);
    }

    OuterPath path(int id) {
        return paths.get(id);
    }

    /** {@return how many orders had to be offered again} */
    long deferred() {
        return deferred;
    }

    /** {@return how many packets were not sent since the worker took no more commands} */
    long lost() {
        return lost;
    }

    /** {@return how many orders wait here until the worker takes some} */
    int waiting() {
        return orders.size() + neighbours.size();
    }

    /** {@return whether the worker is so far behind that nothing more should be asked of it} */
    boolean isBehind() {
        return orders.size() > BEHIND;
    }

    /** {@return the number of the last command that the worker was given, or {@link #ORDERS_WAIT} where orders wait here} */
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

    void connect(EventHandler handler) {
        dispatcher = events.dispatcher(handler);
    }

    /**
     * Takes the worker's events, and offers it again what did not fit before.
     *
     * @param limit how many events at the most.
     * @return how much was done.
     */
    int poll(int limit) {
        return offerWaiting() + events.poll(dispatcher, limit);
    }

    /** From now on what must arrive is gathered, so that the worker takes many commands at a time. */
    void beginBatch() {
        isBatch = true;
    }

    /** Sends what was gathered, in its order. */
    void endBatch() {
        isBatch = false;
        offerOrders();
        deferred += orders.size();
    }

    void addInboundSa(InboundSa sa) {
        mustArrive(new Command.AddInboundSa(sa));
    }

    void addOutboundSa(OutboundSa sa) {
        mustArrive(new Command.AddOutboundSa(sa));
    }

    void removeInboundSa(InboundSa sa) {
        mustArrive(new Command.RemoveInboundSa(sa));
    }

    void removeOutboundSa(OutboundSa sa) {
        mustArrive(new Command.RemoveOutboundSa(sa));
    }

    void setInboundOwner(InboundSa sa, int worker) {
        lastMustArrive(new Command.SetInboundOwner(sa.spi(), worker), sa.spi());
    }

    void setOutboundOwner(OutboundSa sa, IpAddress peer, int worker) {
        lastMustArrive(new Command.SetOutboundOwner(sa.spi(), peer, worker), List.of(sa.spi(), peer));
    }

    void setOverhead(OutboundSa sa) {
        lastMustArrive(new Command.SetOverhead(sa.tunnel().id(), sa.overhead()), sa.tunnel().id());
    }

    void addPolicy(PlannedPolicy policy) {
        mustArrive(new Command.AddPolicy(policy.copyFor(tunnels::get)));
    }

    void removePolicy(PlannedPolicy policy) {
        mustArrive(new Command.RemovePolicy(policy.id(), policy.selectors()));
    }

    void extendLease(OutboundSa sa, long end) {
        lastMustArrive(new Command.ExtendLease(sa, end), sa.id());
    }

    void setPathMtu(int path, int effectiveMtu, boolean clearDf) {
        lastMustArrive(new Command.SetPathMtu(path, effectiveMtu, clearDf), path);
    }

    void setLinkMtu(int port, int mtu, List<Integer> pathIds) {
        mustArrive(new Command.SetLinkMtu(port, mtu, pathIds));
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
    void addPath(Endpoints endpoints, int linkMtu, int workers) {
        OuterPath path =
            new OuterPath(paths.size(), endpoints, linkMtu, new Ipv4Identifications(number, workers).among(paths, endpoints));
        paths.add(path);
        mustArrive(new Command.AddPath(path));
    }

    void moveTunnel(int tunnel, int path) {
        lastMustArrive(new Command.MoveTunnel(tunnels.get(tunnel), paths.get(path)), tunnel);
    }

    void setYielding(int tunnel, boolean yields) {
        lastMustArrive(new Command.SetYielding(tunnels.get(tunnel), yields), tunnel);
    }

    void setTunnelMtu(int tunnel, int mtu) {
        lastMustArrive(new Command.SetTunnelMtu(tunnels.get(tunnel), mtu), tunnel);
    }

    void sendDummy(Tunnel tunnel, int length) {
        mayBeLost(new Command.SendDummy(tunnel, length));
    }

    /**
     * Sends a path probe; it may be lost, as probes may.
     *
     * @param tunnel      the worker's tunnel, which has probe addresses.
     * @param innerLength bytes of the probe before ESP, from {@link dev.narrows.pmtu.Probe#minLength}.
     * @param token       what the answer will bring back, unpredictable from outside.
     */
    void sendProbe(Tunnel tunnel, int innerLength, long token) {
        mayBeLost(new Command.SendProbe(tunnel, innerLength, token));
    }

    void sendKeepalive(OuterPath path) {
        mayBeLost(new Command.SendKeepalive(path));
    }

    void transmit(int port, byte[] frame) {
        mayBeLost(new Command.Transmit(port, frame));
    }

    void giveUp(List<byte[]> unreachable, int others) {
        if (isBehind()) {
            lost++; // Strangers can cause any number of these.
        } else {
            mustArrive(new Command.GiveUp(unreachable, others));
        }
    }

    void reportTooBig(byte[] innerStart, int innerMtu) {
        mayBeLost(new Command.ReportTooBig(innerStart, innerMtu));
    }

    private void mustArrive(Command order) {
        if (!isOffered(order)) {
            orders.add(order);
        }
    }

    /** The same for an order that leaves nothing to say of an earlier one about the same thing. */
    private void lastMustArrive(Command order, Object thing) {
        if (!isOffered(order)) {
            orders.addLatest(order, thing);
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
