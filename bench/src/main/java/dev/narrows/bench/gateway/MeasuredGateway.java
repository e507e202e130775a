package dev.narrows.bench.gateway;

import dev.narrows.bench.traffic.Network;
import dev.narrows.bench.traffic.TestKey;
import dev.narrows.channel.Command;
import dev.narrows.channel.CommandQueue;
import dev.narrows.channel.EventHandler;
import dev.narrows.channel.EventRing;
import dev.narrows.channel.TooBigClaim;
import dev.narrows.crypto.Algorithm;
import dev.narrows.crypto.CryptoEngine;
import dev.narrows.crypto.Transform;
import dev.narrows.packet.PacketPool;
import dev.narrows.port.Port;
import dev.narrows.sa.Lifetime;
import dev.narrows.sa.OutboundSa;
import dev.narrows.sa.SequenceSpace;
import dev.narrows.stats.WorkerCounter;
import dev.narrows.stats.WorkerCounters;
import dev.narrows.wire.IpAddress;
import dev.narrows.worker.PortSetup;
import dev.narrows.worker.PortSide;
import dev.narrows.worker.Worker;
import dev.narrows.worker.WorkerLimits;
import dev.narrows.worker.WorkerPlace;
import dev.narrows.worker.WorkerSetup;
import java.util.List;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.MessageHandler;
import org.agrona.concurrent.OneToOneConcurrentArrayQueue;
import org.agrona.concurrent.SystemNanoClock;

/**
 * A gateway with its whole data plane, as the product sets it up. The control plane is only what packets need to go on:
 * it extends leases, and replaces the inbound SA where its capture begins again.
 */
final class MeasuredGateway implements EventHandler, Cycle, AutoCloseable {
    /** Limits that are kept, as far as counting goes, and never reached. */
    static final Lifetime LIMITED = new Lifetime(Lifetime.Limit.NONE, new Lifetime.Limit(1L << 61, 1L << 62),
        new Lifetime.Limit(1L << 61, 1L << 62));

    private static final long INSIDE_ROUTER_MAC = 0x02_00_00_00_00_AAL;
    private static final long OUTSIDE_ROUTER_MAC = 0x02_00_00_00_00_BBL;
    private static final long LEASE = 1L << 24;
    private static final int COMMAND_CAPACITY = 1024;
    private static final int EVENT_CAPACITY = 1 << 20;
    private static final int EVENT_BATCH = 4096;
    private static final int OUTBOX = 64;
    private static final WorkerLimits LIMITS = new WorkerLimits(10, 1000, 1 << 15, 576, 64, 2048);

    private final WorkerCounters counters = new WorkerCounters();
    private final CommandQueue commands = new CommandQueue(COMMAND_CAPACITY);
    private final EventRing events = new EventRing(EVENT_CAPACITY, counters);
    private final MessageHandler dispatcher = events.dispatcher(this);
    private final Direction direction;
    private final Tunnels tunnels;
    private final Port outside;
    private final Renewals renewals;
    private final Worker worker;
    private final Transform inboundTransform;
    /** From the control thread, for the worker's to carry out. */
    private final OneToOneConcurrentArrayQueue<Command> outbox = new OneToOneConcurrentArrayQueue<>(OUTBOX);
    private OutboundSa newest;
    private long claims;
    private long rekeys;
    /** Written by the control thread while the worker's thread does something else, and by that one afterwards. */
    private boolean isToRenew = true;

    MeasuredGateway(
        Direction direction, int tunnelCount, Port inside, Port outside, PacketPool pool, CryptoEngine engine,
        Algorithm algorithm) {
        this.direction = direction;
        this.outside = outside;
        tunnels = new Tunnels(tunnelCount, engine, algorithm, LEASE);
        newest = tunnels.first().outboundSa();
        inboundTransform = TestKey.transform(engine, algorithm);
        renewals = new Renewals(tunnels.first(), inboundTransform);
        worker = new Worker(new WorkerSetup(
            List.of(
                new PortSetup(0, inside, PortSide.PROTECTED,
                    List.of(IpAddress.ofIpv4(Network.LOCAL_NET + 1)), Network.MTU),
                new PortSetup(1, outside, PortSide.UNPROTECTED,
                    List.of(IpAddress.ofIpv4(Network.OUTER_LOCAL)), Network.MTU)),
            Tunnels.ROUTES, tunnels.policies(), tunnels.paths(),
            pool, commands, events, counters, SystemNanoClock.INSTANCE, LIMITS,
            WorkerPlace.alone()));
        commands.offer(new Command.SetNeighbour(0, Tunnels.INSIDE_ROUTER, INSIDE_ROUTER_MAC));
        commands.offer(new Command.SetNeighbour(1, Tunnels.OUTSIDE_ROUTER, OUTSIDE_ROUTER_MAC));
    }

    /** Prepares to go on, while the worker's thread does something else: others may have used the same ports. */
    void prepare() {
        isToRenew = true;
        renewals.refill();
    }

    @Override
    public void run() {
        if (direction.opens() && (isToRenew || isAtStart())) {
            isToRenew = false;
            commands.offer(renewals.take());
        } else {
            Command command = outbox.poll();
            if (command != null) {
                commands.offer(command);
            }
        }
        worker.doWork();
    }

    private boolean isAtStart() {
        return outside instanceof LoopingPort capture && capture.isAtStart();
    }

    WorkerCounters counters() {
        return counters;
    }

    /** Does the control plane's work, on a thread that is not the worker's. */
    void control() {
        events.poll(dispatcher, EVENT_BATCH);
        if (direction.opens()) {
            renewals.refill();
        }
    }

    /** Replaces the outbound SA of the first tunnel. The control thread's, as what follows. */
    void rekey() {
        OutboundSa old = newest;
        newest = tunnels.renew(old);
        outbox.offer(new Command.AddOutboundSa(newest));
        outbox.offer(new Command.RemoveOutboundSa(old));
        rekeys++;
    }

    long rekeys() {
        return rekeys;
    }

    /** {@return the claims of a path's MTU that reached the control plane} */
    long claims() {
        return claims;
    }

    /** {@return the packets that went through the whole of what is measured} */
    long protectedPackets() {
        return (direction.seals() ? counters.get(WorkerCounter.ENCAPSULATED) : 0)
            + (direction.opens() ? counters.get(WorkerCounter.DECAPSULATED) : 0);
    }

    @Override
    public void onLeaseLow(int saId, long sequence) {
        OutboundSa sa = tunnels.sa(saId);
        if (sa == null) {
            return;
        }
        outbox.offer(new Command.ExtendLease(sa, Math.min(sequence + LEASE, SequenceSpace.STANDARD.last())));
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
        tunnels.forget(saId);
    }

    @Override
    public void onProbeAnswered(int tunnelId, long token) {
        throw new IllegalStateException("a probe was answered that nobody sent");
    }

    @Override
    public void close() {
        tunnels.close();
        inboundTransform.close();
    }
}
