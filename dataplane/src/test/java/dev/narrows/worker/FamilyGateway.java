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
import dev.narrows.sa.Numbering;
import dev.narrows.sa.OutboundSa;
import dev.narrows.sa.OuterPath;
import dev.narrows.sa.SequenceSpace;
import dev.narrows.sa.Tunnel;
import dev.narrows.sa.TunnelSettings;
import dev.narrows.stats.DropReason;
import dev.narrows.stats.WorkerCounter;
import dev.narrows.stats.WorkerCounters;
import dev.narrows.wire.IpAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.MessageHandler;

/** Gateway b or c of the netlab's picture, with addresses of both families and one tunnel of the families asked for. */
final class FamilyGateway implements EventHandler, AutoCloseable {
    static final long INSIDE_MAC = 0x02_00_00_00_01_01L;
    static final long OUTSIDE_MAC = 0x02_00_00_00_01_02L;
    static final long HOST_MAC = 0x02_00_00_00_02_01L;
    static final long PEER_MAC = 0x02_00_00_00_02_02L;
    static final int MTU = 1500;
    static final int B_TO_C = 0x1001;
    static final int C_TO_B = 0x2001;

    private static final int PORT_INSIDE = 0;
    private static final int PORT_OUTSIDE = 1;
    private static final Algorithm ALGORITHM = Algorithm.AES_128_GCM_16;

    final InMemoryPool pool = new InMemoryPool(256);
    final InMemoryPort inside = new InMemoryPort(pool, INSIDE_MAC);
    final InMemoryPort outside = new InMemoryPort(pool, OUTSIDE_MAC);
    final List<String> seen = new ArrayList<>();
    private final WorkerCounters counters = new WorkerCounters();
    private final CommandQueue commands = new CommandQueue(64);
    private final EventRing events = new EventRing(1 << 16, counters);
    private final MessageHandler dispatcher = events.dispatcher(this);
    private final CryptoEngine engine = new BouncyCastleEngine();
    private final List<Transform> transforms = new ArrayList<>();
    private final Worker worker;
    private final long now = TimeUnit.HOURS.toNanos(1);

    /**
     * A gateway.
     *
     * @param isB        whether it is b, or c.
     * @param isOuterV6  the tunnel's outer family.
     * @param isInnerV6  the family of what it protects.
     */
    FamilyGateway(boolean isB, boolean isOuterV6, boolean isInnerV6) {
        IpAddress ours = outsideAddress(isB, isOuterV6);
        IpAddress theirs = outsideAddress(!isB, isOuterV6);
        OuterPath path = new OuterPath(0, Endpoints.of(ours, theirs), MTU);
        Tunnel tunnel = new Tunnel(0, TunnelSettings.tunnel(DfPolicy.COPY), path);
        List<Policy> policies = List.of(new Policy(0, 0,
            Selectors.of(subnet(isB, isInnerV6), subnet(!isB, isInnerV6)), PolicyAction.PROTECT, tunnel));
        worker = new Worker(new WorkerSetup(
            List.of(
                new PortSetup(PORT_INSIDE, inside, PortSide.PROTECTED,
                    List.of(insideAddress(isB, false), insideAddress(isB, true)), MTU),
                new PortSetup(PORT_OUTSIDE, outside, PortSide.UNPROTECTED,
                    List.of(outsideAddress(isB, false), outsideAddress(isB, true)), MTU)),
            List.of(
                RouteSetup.onLink(subnet(isB, false), PORT_INSIDE), RouteSetup.onLink(subnet(isB, true), PORT_INSIDE),
                RouteSetup.onLink(IpPrefix.parse("192.0.2.0/24"), PORT_OUTSIDE),
                RouteSetup.onLink(IpPrefix.parse("2001:db8:ffff::/64"), PORT_OUTSIDE)),
            policies, List.of(path), pool, commands, events, counters, () -> now,
            new WorkerLimits(10, 100, 1024, 576, 16, 2048, 10), WorkerPlace.alone(List.of(tunnel))));
        order(worker -> worker.onAddOutboundSa(new OutboundSa(1, isB ? B_TO_C : C_TO_B, tunnel, transform(),
            new EspOverhead(tunnel.addedHeadersLength(), ALGORITHM), SequenceSpace.STANDARD, 0, 1L << 22)));
        order(worker -> worker.onAddInboundSa(
            new InboundSa(2, isB ? C_TO_B : B_TO_C, tunnel, transform(), Numbering.standard(64))));
        order(worker -> worker.onSetNeighbour(PORT_INSIDE, host(isB, isInnerV6), HOST_MAC));
        order(worker -> worker.onSetNeighbour(PORT_OUTSIDE, theirs, PEER_MAC));
    }

    static IpAddress host(boolean isA, boolean isV6) {
        return IpAddress.parse(isV6 ? (isA ? "2001:db8:1::2" : "2001:db8:2::2") : isA ? "10.1.0.2" : "10.2.0.2");
    }

    static IpAddress insideAddress(boolean isB, boolean isV6) {
        return IpAddress.parse(isV6 ? (isB ? "2001:db8:1::1" : "2001:db8:2::1") : isB ? "10.1.0.1" : "10.2.0.1");
    }

    static IpAddress outsideAddress(boolean isB, boolean isV6) {
        return IpAddress.parse(isV6 ? (isB ? "2001:db8:ffff::b" : "2001:db8:ffff::c") : isB ? "192.0.2.2"
            : "192.0.2.3");
    }

    static IpPrefix subnet(boolean isA, boolean isV6) {
        return IpPrefix.around(host(isA, isV6), isV6 ? 64 : 24);
    }

    void order(Command command) {
        commands.offer(command);
        cycle();
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

    long dropped() {
        return counters.dropped();
    }

    @Override
    public void onLinkFrame(int port, DirectBuffer buffer, int offset, int length) {
        seen.add("frame " + port + " " + length);
    }

    @Override
    public void onNeighbourNeeded(int port, IpAddress address, DirectBuffer buffer, int offset, int length) {
        seen.add("neighbour " + port + " " + address + " " + length);
    }

    @Override
    public void onTooBigClaim(TooBigClaim claim) {
        seen.add("claim " + claim.reporter() + " " + claim.mtu() + " about " + claim.quotedSource() + " to "
            + claim.quotedDestination() + " spi " + Integer.toHexString(claim.spi()) + " seq " + claim.sequence()
            + " sent " + claim.sentLength() + " inner " + claim.innerLength());
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
    public void onProbeAnswered(int tunnelId, long token) {
        seen.add("probe " + tunnelId + " " + token);
    }

    /** Every packet has ended in exactly one place, and its memory is at home. */
    @Override
    public void close() {
        try {
            assertEquals(count(WorkerCounter.SENT) + dropped(),
                count(WorkerCounter.RECEIVED) + count(WorkerCounter.MADE), "received + made = sent + dropped");
            pool.check();
        } finally {
            inside.close();
            outside.close();
            transforms.forEach(Transform::close);
            engine.close();
        }
    }

    private void cycle() {
        int work;
        do {
            work = worker.doWork();
            work += events.poll(dispatcher, Integer.MAX_VALUE);
        } while (work > 0);
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
