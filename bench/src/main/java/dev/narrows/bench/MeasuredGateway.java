package dev.narrows.bench;

import dev.narrows.channel.Command;
import dev.narrows.channel.CommandQueue;
import dev.narrows.channel.EventHandler;
import dev.narrows.channel.EventRing;
import dev.narrows.channel.TooBigClaim;
import dev.narrows.crypto.Algorithm;
import dev.narrows.crypto.CryptoEngine;
import dev.narrows.crypto.KeyingMaterial;
import dev.narrows.crypto.Transform;
import dev.narrows.pmtu.DfPolicy;
import dev.narrows.pmtu.EspOverhead;
import dev.narrows.policy.IpPrefix;
import dev.narrows.policy.Policy;
import dev.narrows.policy.PolicyAction;
import dev.narrows.policy.Selectors;
import dev.narrows.port.DpdkPool;
import dev.narrows.port.DpdkPort;
import dev.narrows.sa.Endpoints;
import dev.narrows.sa.OuterPath;
import dev.narrows.sa.OutboundSa;
import dev.narrows.sa.SequenceSpace;
import dev.narrows.sa.Tunnel;
import dev.narrows.sa.TunnelSettings;
import dev.narrows.stats.WorkerCounters;
import dev.narrows.wire.IpAddress;
import dev.narrows.wire.Ipv4Address;
import dev.narrows.worker.PortSetup;
import dev.narrows.worker.PortSide;
import dev.narrows.worker.RouteSetup;
import dev.narrows.worker.Worker;
import dev.narrows.worker.WorkerLimits;
import dev.narrows.worker.WorkerSetup;
import java.util.List;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.MessageHandler;
import org.agrona.concurrent.SystemNanoClock;

/**
 * A gateway with its whole outbound path, as the product sets it up, between a port that plays packets and one that
 * swallows them. The control plane is only what the path needs to go on: it extends leases.
 */
final class MeasuredGateway implements EventHandler, AutoCloseable {
    /** The inner network that the traffic comes from. */
    static final int LOCAL_NET = Ipv4Address.parse("10.1.0.0");
    /** The inner network that the traffic is for. */
    static final int REMOTE_NET = Ipv4Address.parse("10.2.0.0");

    private static final IpAddress OUTER_LOCAL = IpAddress.parse("192.0.1.2");
    private static final IpAddress OUTER_REMOTE = IpAddress.parse("192.0.2.2");
    private static final IpAddress OUTER_GATEWAY = IpAddress.parse("192.0.1.1");
    private static final long GATEWAY_MAC = 0x02_00_00_00_00_BBL;
    private static final int NET_PREFIX_LENGTH = 24;
    private static final int MTU = 1500;
    private static final int SPI = 0x1001;
    private static final long LEASE = 1L << 24;
    private static final int COMMAND_CAPACITY = 1024;
    private static final int EVENT_CAPACITY = 1 << 20;
    private static final int EVENT_BATCH = 16;
    private static final WorkerLimits LIMITS = new WorkerLimits(10, 1000, 1 << 15, 576, 64, 2048);

    private final WorkerCounters counters = new WorkerCounters();
    private final CommandQueue commands = new CommandQueue(COMMAND_CAPACITY);
    private final EventRing events = new EventRing(EVENT_CAPACITY, counters);
    private final MessageHandler dispatcher = events.dispatcher(this);
    private final Transform transform;
    private final OutboundSa sa;
    private final Worker worker;

    MeasuredGateway(DpdkPort inside, DpdkPort outside, DpdkPool pool, CryptoEngine engine, Algorithm algorithm) {
        OuterPath path = new OuterPath(0, Endpoints.of(OUTER_LOCAL, OUTER_REMOTE), MTU);
        Tunnel tunnel = new Tunnel(0, TunnelSettings.tunnel(DfPolicy.COPY), path);
        try (KeyingMaterial key = KeyingMaterial.fromHex(
            "5c".repeat(algorithm.keyingMaterialLength()), algorithm.keyingMaterialLength())) {
            transform = engine.newTransform(algorithm, key, false);
        }
        sa = new OutboundSa(
            1, SPI, tunnel, transform, new EspOverhead(tunnel.addedHeadersLength(), algorithm),
            SequenceSpace.STANDARD, 0, LEASE);
        IpPrefix local = net(LOCAL_NET);
        worker = new Worker(new WorkerSetup(
            List.of(
                new PortSetup(0, inside, PortSide.PROTECTED, List.of(IpAddress.ofIpv4(LOCAL_NET + 1)), MTU),
                new PortSetup(1, outside, PortSide.UNPROTECTED, List.of(OUTER_LOCAL), MTU)),
            List.of(
                RouteSetup.onLink(local, 0),
                RouteSetup.via(IpPrefix.ANY_IPV4, 1, OUTER_GATEWAY)),
            List.of(new Policy(0, 0, Selectors.of(local, net(REMOTE_NET)), PolicyAction.PROTECT, tunnel)),
            List.of(path),
            pool, commands, events, counters, SystemNanoClock.INSTANCE, LIMITS));
        commands.offer(new Command.AddOutboundSa(sa));
        commands.offer(new Command.SetNeighbour(1, OUTER_GATEWAY, GATEWAY_MAC));
    }

    private static IpPrefix net(int address) {
        return new IpPrefix(IpAddress.ofIpv4(address), NET_PREFIX_LENGTH);
    }

    Worker worker() {
        return worker;
    }

    WorkerCounters counters() {
        return counters;
    }

    /** Does the control plane's work, on a thread that is not the worker's. */
    void control() {
        events.poll(dispatcher, EVENT_BATCH);
    }

    @Override
    public void onLeaseLow(int saId, long sequence) {
        commands.offer(new Command.ExtendLease(sa, Math.min(sequence + LEASE, SequenceSpace.STANDARD.last())));
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
        throw new IllegalStateException("ICMP in traffic that has none");
    }

    @Override
    public void onSaReleased(int saId) {
        throw new IllegalStateException("an SA was released that nobody removed");
    }

    @Override
    public void onProbeAnswered(int tunnelId, long token) {
        throw new IllegalStateException("a probe was answered that nobody sent");
    }

    @Override
    public void close() {
        transform.close();
    }
}
