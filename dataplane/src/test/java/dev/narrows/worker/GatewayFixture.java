package dev.narrows.worker;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.narrows.channel.Command;
import dev.narrows.channel.CommandQueue;
import dev.narrows.channel.EventHandler;
import dev.narrows.channel.EventRing;
import dev.narrows.channel.TooBigClaim;
import dev.narrows.crypto.Algorithm;
import dev.narrows.crypto.BouncyCastleEngine;
import dev.narrows.crypto.CryptoEngine;
import dev.narrows.crypto.KeyingMaterial;
import dev.narrows.crypto.Transform;
import dev.narrows.packet.InMemoryPool;
import dev.narrows.pmtu.DfPolicy;
import dev.narrows.pmtu.EspOverhead;
import dev.narrows.policy.IpPrefix;
import dev.narrows.policy.Policy;
import dev.narrows.policy.PolicyAction;
import dev.narrows.policy.Selectors;
import dev.narrows.port.InMemoryPort;
import dev.narrows.sa.Endpoints;
import dev.narrows.sa.InboundSa;
import dev.narrows.sa.OuterPath;
import dev.narrows.sa.Numbering;
import dev.narrows.sa.OutboundSa;
import dev.narrows.sa.SequenceSpace;
import dev.narrows.sa.Tunnel;
import dev.narrows.sa.TunnelSettings;
import dev.narrows.stats.DropReason;
import dev.narrows.stats.WorkerCounter;
import dev.narrows.stats.WorkerCounters;
import dev.narrows.wire.IpAddress;
import dev.narrows.wire.Ipv4Address;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.MessageHandler;

/**
 * A worker between two ports in memory, with one tunnel: gateway b or c of the netlab's picture. The clock stands
 * until a test moves it.
 */
final class GatewayFixture implements EventHandler, AutoCloseable {
    static final int A = Ipv4Address.parse("10.1.0.2");
    static final int D = Ipv4Address.parse("10.2.0.2");
    static final int B_INSIDE = Ipv4Address.parse("10.1.0.1");
    static final int C_INSIDE = Ipv4Address.parse("10.2.0.1");
    static final int B_OUTSIDE = Ipv4Address.parse("192.0.1.2");
    static final int C_OUTSIDE = Ipv4Address.parse("192.0.2.2");
    static final int R1 = Ipv4Address.parse("192.0.1.1");
    static final int R2 = Ipv4Address.parse("192.0.2.1");
    static final int B_TO_C = 0x1001;
    static final int C_TO_B = 0x2001;
    static final long INSIDE_MAC = 0x02_00_00_00_01_01L;
    static final long OUTSIDE_MAC = 0x02_00_00_00_01_02L;
    static final long HOST_MAC = 0x02_00_00_00_02_01L;
    static final long ROUTER_MAC = 0x02_00_00_00_02_02L;
    static final int MTU = 1500;

    static final int LEDGER_FLOOR = 576;
    private static final int POOL_SIZE = 512;
    private static final int COMMANDS = 64;
    private static final int EVENT_BYTES = 1 << 16;
    private static final int NET = 24;
    private static final int PORT_INSIDE = 0;
    private static final int PORT_OUTSIDE = 1;
    private static final Algorithm ALGORITHM = Algorithm.AES_128_GCM_16;

    final InMemoryPool pool = new InMemoryPool(POOL_SIZE);
    final InMemoryPort inside = new InMemoryPort(pool, INSIDE_MAC);
    final InMemoryPort outside = new InMemoryPort(pool, OUTSIDE_MAC);
    final WorkerCounters counters = new WorkerCounters();
    final CommandQueue commands = new CommandQueue(COMMANDS);
    final EventRing events = new EventRing(EVENT_BYTES, counters);
    final List<String> seen = new ArrayList<>();
    final OuterPath path;
    final Tunnel tunnel;
    final OutboundSa outboundSa;
    final InboundSa inboundSa;

    private final CryptoEngine engine = new BouncyCastleEngine();
    private final MessageHandler dispatcher = events.dispatcher(this);
    private final List<Transform> transforms = new ArrayList<>();
    private final Worker worker;
    private long now = TimeUnit.HOURS.toNanos(1);

    private GatewayFixture(boolean isB, DfPolicy dfPolicy) {
        IpAddress ours = IpAddress.ofIpv4(isB ? B_OUTSIDE : C_OUTSIDE);
        IpAddress theirs = IpAddress.ofIpv4(isB ? C_OUTSIDE : B_OUTSIDE);
        path = new OuterPath(0, Endpoints.of(ours, theirs), MTU);
        tunnel = new Tunnel(0, TunnelSettings.tunnel(dfPolicy), path);
        outboundSa = outboundSa(1, isB ? B_TO_C : C_TO_B, 0, 1L << 22);
        inboundSa = new InboundSa(2, isB ? C_TO_B : B_TO_C, tunnel, transform(), Numbering.standard(64));
        IpAddress router = IpAddress.ofIpv4(isB ? R1 : R2);
        IpAddress host = IpAddress.ofIpv4(isB ? A : D);
        IpPrefix local = IpPrefix.around(host, NET);
        IpPrefix remote = IpPrefix.around(IpAddress.ofIpv4(isB ? D : A), NET);
        IpAddress insideAddress = IpAddress.ofIpv4(isB ? B_INSIDE : C_INSIDE);
        worker = new Worker(new WorkerSetup(
            List.of(
                new PortSetup(PORT_INSIDE, inside, PortSide.PROTECTED, List.of(insideAddress), MTU),
                new PortSetup(PORT_OUTSIDE, outside, PortSide.UNPROTECTED, List.of(ours), MTU)),
            List.of(
                RouteSetup.onLink(local, PORT_INSIDE),
                RouteSetup.onLink(IpPrefix.around(router, NET), PORT_OUTSIDE),
                RouteSetup.via(IpPrefix.around(theirs, NET), PORT_OUTSIDE, router)),
            List.of(new Policy(0, 0, Selectors.of(local, remote), PolicyAction.PROTECT, tunnel)),
            List.of(path), pool, commands, events, counters, () -> now,
            new WorkerLimits(10, 100, 1024, LEDGER_FLOOR, 16, 2048)));
        order(new Command.AddOutboundSa(outboundSa));
        order(new Command.AddInboundSa(inboundSa));
        order(new Command.SetNeighbour(PORT_INSIDE, host, HOST_MAC));
        order(new Command.SetNeighbour(PORT_OUTSIDE, router, ROUTER_MAC));
    }

    static GatewayFixture b(DfPolicy dfPolicy) {
        return new GatewayFixture(true, dfPolicy);
    }

    static GatewayFixture c(DfPolicy dfPolicy) {
        return new GatewayFixture(false, dfPolicy);
    }

    OutboundSa outboundSa(int id, int spi, long lastSequence, long leaseEnd) {
        return new OutboundSa(id, spi, tunnel, transform(), new EspOverhead(tunnel.addedHeadersLength(), ALGORITHM),
            SequenceSpace.STANDARD, lastSequence, leaseEnd);
    }

    void order(Command command) {
        commands.offer(command);
        cycle();
    }

    /** Lets the worker do all that there is to do, and the conductor hear of it. */
    void cycle() {
        int work;
        do {
            work = worker.doWork();
            work += events.poll(dispatcher, Integer.MAX_VALUE);
        } while (work > 0);
    }

    void advance(long time, TimeUnit unit) {
        now += unit.toNanos(time);
    }

    /** Sends a frame into a port and lets it take its way. */
    void deliver(InMemoryPort port, byte[] frame) {
        port.inject(frame);
        cycle();
    }

    long count(DropReason reason) {
        return counters.get(reason);
    }

    long count(WorkerCounter counter) {
        return counters.get(counter);
    }

    /** Every packet has ended in exactly one place, and its memory is at home. */
    void assertBalanced() {
        assertEquals(count(WorkerCounter.SENT) + counters.dropped(),
            count(WorkerCounter.RECEIVED) + count(WorkerCounter.MADE), "received + made = sent + dropped");
        pool.check();
    }

    @Override
    public void onArp(int port, DirectBuffer buffer, int offset, int length) {
        seen.add("arp " + port + " " + length);
    }

    @Override
    public void onNeighbourNeeded(int port, IpAddress address, DirectBuffer buffer, int offset, int length) {
        seen.add("neighbour " + port + " " + address + " " + length);
    }

    @Override
    public void onTooBigClaim(TooBigClaim claim) {
        seen.add("claim " + claim.reporter() + " " + claim.mtu() + " spi "
            + Integer.toHexString(claim.spi()) + " seq " + claim.sequence() + " sent " + claim.sentLength() + " inner "
            + claim.innerLength());
    }

    @Override
    public void onLeaseLow(int saId, long sequence) {
        seen.add("lease " + saId + " " + sequence);
    }

    @Override
    public void onSaReleased(int saId) {
        seen.add("released " + saId);
    }

    @Override
    public void close() {
        try {
            assertBalanced();
        } finally {
            inside.close();
            outside.close();
            transforms.forEach(Transform::close);
            engine.close();
        }
    }

    private Transform transform() {
        try (KeyingMaterial key = KeyingMaterial.fromHex(
            "000102030405060708090a0b0c0d0e0fcafebabe", ALGORITHM.keyingMaterialLength())) {
            Transform transform = engine.newTransform(ALGORITHM, key, false);
            transforms.add(transform);
            return transform;
        }
    }
}
