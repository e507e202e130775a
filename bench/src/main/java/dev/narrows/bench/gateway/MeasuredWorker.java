package dev.narrows.bench.gateway;

import dev.narrows.bench.traffic.Network;
import dev.narrows.channel.Command;
import dev.narrows.channel.CommandQueue;
import dev.narrows.channel.EventHandler;
import dev.narrows.channel.EventRing;
import dev.narrows.channel.TooBigClaim;
import dev.narrows.crypto.Transform;
import dev.narrows.packet.PacketPool;
import dev.narrows.port.Port;
import dev.narrows.sa.Lifetime;
import dev.narrows.sa.OutboundSa;
import dev.narrows.sa.SequenceSpace;
import dev.narrows.stats.WorkerCounters;
import dev.narrows.wire.IpAddress;
import dev.narrows.worker.PortSetup;
import dev.narrows.worker.PortSide;
import dev.narrows.worker.Worker;
import dev.narrows.worker.WorkerLimits;
import dev.narrows.worker.WorkerPlace;
import dev.narrows.worker.WorkerSetup;
import java.util.ArrayList;
import java.util.List;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.MessageHandler;
import org.agrona.concurrent.OneToOneConcurrentArrayQueue;
import org.agrona.concurrent.SystemNanoClock;

/**
 * A worker as the product sets it up. Of a control plane it has only what packets need to go on: its leases are
 * extended, and its inbound SAs replaced where their packets begin again.
 */
final class MeasuredWorker implements EventHandler, Cycle {
    /** Limits that are kept, as far as counting goes, and never reached. */
    static final Lifetime LIMITED = new Lifetime(Lifetime.Limit.NONE, new Lifetime.Limit(1L << 61, 1L << 62),
        new Lifetime.Limit(1L << 61, 1L << 62));
    /** Sequence numbers that an outbound SA may use before it is allowed more. */
    static final long LEASE = 1L << 24;

    private static final long INSIDE_ROUTER_MAC = 0x02_00_00_00_00_AAL;
    private static final long OUTSIDE_ROUTER_MAC = 0x02_00_00_00_00_BBL;
    private static final int COMMAND_CAPACITY = 1024;
    private static final int EVENT_CAPACITY = 1 << 20;
    private static final int EVENT_BATCH = 4096;
    private static final int OUTBOX = 64;
    private static final WorkerLimits LIMITS = new WorkerLimits(
        10, 1000, 1 << 15, 576, 64, 2048, WorkerLimits.USUAL_FLOW_BITS);

    private final WorkerCounters counters;
    private final CommandQueue commands = new CommandQueue(COMMAND_CAPACITY);
    private final EventRing events;
    private final MessageHandler dispatcher;
    private final Tunnels tunnels;
    private final InboundSas inboundSas;
    private final Worker worker;
    /** From the control thread, for the worker's to carry out. */
    private final OneToOneConcurrentArrayQueue<Command> outbox = new OneToOneConcurrentArrayQueue<>(OUTBOX);
    private boolean isSetUp;
    private volatile Requests requests;
    private OutboundSa newest;
    private long claims;
    private long rekeys;

    /**
     * Makes a worker.
     *
     * @param place    among others.
     * @param inside   its queue of the protected port.
     * @param outside  its queue of the unprotected port.
     * @param pool     where packets come from.
     * @param counters its own.
     * @param tunnels  its own copies.
     * @param inboundSas its own.
     * @param others   commands that tell it of other workers.
     */
    MeasuredWorker(WorkerPlace place, Port inside, Port outside, PacketPool pool, WorkerCounters counters,
        Tunnels tunnels, InboundSas inboundSas, List<Command> others) {
        this.counters = counters;
        this.tunnels = tunnels;
        this.inboundSas = inboundSas;
        events = new EventRing(EVENT_CAPACITY, counters);
        dispatcher = events.dispatcher(this);
        newest = tunnels.get(0).outboundSa();
        worker = new Worker(new WorkerSetup(
            List.of(
                new PortSetup(0, inside, PortSide.PROTECTED,
                    List.of(IpAddress.ofIpv4(Network.LOCAL_NET + 1)), Network.MTU),
                new PortSetup(1, outside, PortSide.UNPROTECTED,
                    List.of(IpAddress.ofIpv4(Network.OUTER_LOCAL)), Network.MTU)),
            Tunnels.ROUTES, tunnels.policies(), tunnels.paths(),
            pool, commands, events, counters, SystemNanoClock.INSTANCE, LIMITS, place));
        List<Command> all = new ArrayList<>(others);
        all.add(handler -> handler.onSetNeighbour(0, Tunnels.INSIDE_ROUTER, INSIDE_ROUTER_MAC));
        all.add(handler -> handler.onSetNeighbour(1, Tunnels.OUTSIDE_ROUTER, OUTSIDE_ROUTER_MAC));
        commands.offer(Command.several(all));
    }

    /** Prepares to go on, while the worker's thread does something else: others may have used the same ports. */
    void prepare() {
        inboundSas.prepare();
    }

    /** One duty cycle, with one command at the most, which it carries out before it takes packets. */
    @Override
    public void run() {
        Command command = next();
        if (command != null) {
            commands.offer(command);
        }
        worker.doWork();
        inboundSas.carriedOut();
    }

    private Command next() {
        if (!isSetUp) {
            // What the constructor has put in the queue is carried out first.
            isSetUp = true;
            return null;
        }
        Command due = inboundSas.due();
        return due == null ? outbox.poll() : due;
    }

    WorkerCounters counters() {
        return counters;
    }

    /** Does the control plane's work, on a thread that is not the worker's. */
    void control() {
        events.poll(dispatcher, EVENT_BATCH);
        inboundSas.refill();
        Requests current = requests;
        if (current != null) {
            current.ask();
        }
    }

    /**
     * Begins to ask the worker something all the time. Only where it opens nothing, since then nobody else writes to
     * its queue.
     *
     * @param transform of SAs that no packet belongs to.
     */
    void ask(Transform transform) {
        if (!inboundSas.areNone()) {
            throw new IllegalStateException("a worker that opens packets cannot be asked by the control thread");
        }
        requests = new Requests(tunnels.get(0), transform, commands);
    }

    /** {@return what asks the worker something, or null} */
    Requests requests() {
        return requests;
    }

    /** {@return what {@link #ask} found; while the control thread does something else} */
    String endAsking() {
        String text = requests.text();
        requests = null;
        return text;
    }

    /** Replaces the outbound SA of the first tunnel. The control thread's, as what follows. */
    void rekey() {
        OutboundSa old = newest;
        OutboundSa renewed = tunnels.renew(old);
        newest = renewed;
        outbox.offer(handler -> handler.onAddOutboundSa(renewed));
        outbox.offer(handler -> handler.onRemoveOutboundSa(old));
        rekeys++;
    }

    long rekeys() {
        return rekeys;
    }

    /** {@return the claims of a path's MTU that reached the control plane} */
    long claims() {
        return claims;
    }

    @Override
    public void onLeaseLow(int saId, long sequence) {
        OutboundSa sa = tunnels.sa(saId);
        if (sa == null) {
            return;
        }
        long end = Math.min(sequence + LEASE, SequenceSpace.STANDARD.last());
        outbox.offer(handler -> handler.onExtendLease(sa, end));
    }

    @Override
    public void onLinkFrame(int port, DirectBuffer buffer, int offset, int length) {
        throw new IllegalStateException("ARP in traffic that has none");
    }

    @Override
    public void onNeighbourNeeded(int port, IpAddress address, DirectBuffer buffer, int offset, int length) {
        // Before the worker has carried out the command that tells it the neighbour.
    }

    @Override
    public void onTooBigClaim(TooBigClaim claim) {
        claims++;
    }

    @Override
    public void onSaReleased(int saId) {
        Requests current = requests;
        if (current == null || !current.take(saId)) {
            tunnels.forget(saId);
        }
    }

    @Override
    public void onProbeAnswered(int tunnelId, long token) {
        throw new IllegalStateException("a probe was answered that nobody sent");
    }
}
