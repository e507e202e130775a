package dev.narrows.worker;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.narrows.channel.Command;
import dev.narrows.channel.CommandQueue;
import dev.narrows.channel.EventHandler;
import dev.narrows.channel.EventRing;
import dev.narrows.channel.TooBigClaim;
import dev.narrows.crypto.Algorithm;
import dev.narrows.crypto.CryptoEngine;
import dev.narrows.crypto.KeyingMaterial;
import dev.narrows.crypto.TestEngines;
import dev.narrows.crypto.Transform;
import dev.narrows.packet.InMemoryPool;
import dev.narrows.pmtu.DfPolicy;
import dev.narrows.pmtu.EspOverhead;
import dev.narrows.policy.IpPrefix;
import dev.narrows.policy.Policy;
import dev.narrows.policy.PolicyAction;
import dev.narrows.policy.Selectors;
import dev.narrows.port.AbsentQueue;
import dev.narrows.port.InMemoryPort;
import dev.narrows.sa.Endpoints;
import dev.narrows.sa.InboundSa;
import dev.narrows.sa.Mode;
import dev.narrows.sa.OutboundSa;
import dev.narrows.sa.OuterPath;
import dev.narrows.sa.SequenceSpace;
import dev.narrows.sa.Tunnel;
import dev.narrows.sa.TunnelSettings;
import dev.narrows.stats.DropReason;
import dev.narrows.stats.WorkerCounter;
import dev.narrows.stats.WorkerCounters;
import dev.narrows.wire.IpAddress;
import dev.narrows.wire.Ipv4Address;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.MessageHandler;

/**
 * A worker between ports in memory, with one tunnel: gateway b or c of the netlab's picture, as its options have it.
 * The clock stands until a test moves it.
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
    /** The host's own on its end of the tap; ours there is one bit away. */
    static final long TAP_MAC = 0x02_00_00_00_01_04L;
    static final long HOST_PORT_MAC = TAP_MAC ^ 1;
    static final int MTU = 1500;
    static final int B_UDP_PORT = 4500;
    static final int C_UDP_PORT = 14500;
    static final String SPOKE = "192.0.3.2";
    static final int US_TO_SPOKE = 0x3001;
    static final int SPOKE_TO_US = 0x3002;

    static final int LEDGER_FLOOR = 576;
    private static final int POOL_SIZE = 512;
    private static final int LARGE_POOL_SIZE = 256;
    private static final int LARGEST_BUFFER = 65535;
    private static final int COMMANDS = 64;
    private static final int EVENT_BYTES = 1 << 16;
    private static final int IPV4_NET = 24;
    private static final int IPV6_NET = 64;
    private static final int PORT_INSIDE = 0;
    private static final int PORT_OUTSIDE = 1;
    private static final int PORT_HOST = 2;

    final InMemoryPool pool;
    final InMemoryPort inside;
    final InMemoryPort outside;
    /** Of meaning only where the options ask for it. */
    final InMemoryPort host;
    final WorkerCounters counters = new WorkerCounters();
    final CommandQueue commands = new CommandQueue(COMMANDS);
    final EventRing events = new EventRing(EVENT_BYTES, counters);
    final List<String> seen = new ArrayList<>();
    final OuterPath path;
    final Tunnel tunnel;
    final OutboundSa outboundSa;
    final InboundSa inboundSa;
    /** Of a second tunnel, to 192.0.3.2, which no policy names unless the options do. */
    final Tunnel spoke;
    final InboundSa spokeInboundSa;

    private final GatewayOptions options;
    private final CryptoEngine engine;
    private final MessageHandler dispatcher = events.dispatcher(this);
    private final List<Transform> transforms = new ArrayList<>();
    private final Worker worker;
    private long now = TimeUnit.HOURS.toNanos(1);

    GatewayFixture(GatewayOptions options) {
        this.options = options;
        engine = TestEngines.open(options.engine, TestEngines.sameEachTime());
        pool = options.member == null ? newPool() : options.member.pool();
        inside = new InMemoryPort(pool, INSIDE_MAC);
        outside = new InMemoryPort(pool, OUTSIDE_MAC);
        host = new InMemoryPort(pool, TAP_MAC);
        boolean isB = options.isB;
        path = new OuterPath(0, endpoints(isB, options.isOuterIpv6, options.isUdp), MTU);
        tunnel = new Tunnel(0, options.settings(), path, probeAddress(isB), probeAddress(!isB));
        outboundSa = outboundSa(1, isB ? B_TO_C : C_TO_B, 0, 1L << 22);
        inboundSa = new InboundSa(2, isB ? C_TO_B : B_TO_C, tunnel, transform(), options.numbering);
        OuterPath spokePath =
            new OuterPath(1, Endpoints.of(address(isB ? B_OUTSIDE : C_OUTSIDE), IpAddress.parse(SPOKE)), MTU);
        spoke = new Tunnel(
            1, options.isRedundant ? options.settings() : TunnelSettings.tunnel(DfPolicy.COPY), spokePath);
        spokeInboundSa = new InboundSa(4, SPOKE_TO_US, spoke, transform(options.spokeAlgorithm()), options.numbering);
        worker = new Worker(new WorkerSetup(ports(), routes(), policies(),
            List.of(path, spokePath), pool, commands, events, counters, () -> now,
            new WorkerLimits(10, 100, 1024, LEDGER_FLOOR, options.reassemblySlots,
                options.largestDatagram, options.flowBits), place()));
        outboundSa.lifetime(options.lifetime);
        inboundSa.lifetime(options.lifetime);
        OutboundSa spokeOutboundSa = new OutboundSa(3, US_TO_SPOKE, spoke, transform(options.spokeAlgorithm()),
            new EspOverhead(spoke.addedHeadersLength(), options.spokeAlgorithm()), SequenceSpace.STANDARD, 0, 1L << 22);
        install(0, outboundSa, spokeInboundSa);
        install(1, spokeOutboundSa, inboundSa);
        for (boolean isIpv6 : new boolean[] {false, true}) {
            order(worker -> worker.onSetNeighbour(PORT_INSIDE, host(isB, isIpv6), HOST_MAC));
            order(worker -> worker.onSetNeighbour(PORT_OUTSIDE, router(isB, isIpv6), ROUTER_MAC));
        }
    }

    private InMemoryPool newPool() {
        return options.largestDatagram > GatewayOptions.SHORT_DATAGRAM
            ? new InMemoryPool(LARGE_POOL_SIZE, LARGEST_BUFFER) : new InMemoryPool(POOL_SIZE);
    }

    /** Gives SAs to the worker where they are its own, and tells it whose they are where not. */
    private void install(int owner, OutboundSa outbound, InboundSa inbound) {
        if (options.member == null || options.member.number() == owner) {
            order(worker -> worker.onAddOutboundSa(outbound));
            order(worker -> worker.onAddInboundSa(inbound));
        } else {
            order(worker -> worker.onSetOutboundOwner(outbound.spi(),
                outbound.tunnel().path().endpoints().remote(), owner));
            order(worker -> worker.onSetOverhead(outbound.tunnel().id(), outbound.overhead()));
            order(worker -> worker.onSetInboundOwner(inbound.spi(), owner));
        }
    }

    private WorkerPlace place() {
        return options.member == null ? WorkerPlace.alone(List.of(tunnel, spoke))
            : new WorkerPlace(options.member.number(), options.member.mesh(), List.of(tunnel, spoke), List.of(0, 1));
    }

    static GatewayFixture b(DfPolicy dfPolicy) {
        return GatewayOptions.b().df(dfPolicy).start();
    }

    static GatewayFixture c(DfPolicy dfPolicy) {
        return GatewayOptions.c().df(dfPolicy).start();
    }

    /** {@return the host behind a gateway: a behind b, d behind c} */
    static IpAddress host(boolean isB, boolean isIpv6) {
        return isIpv6 ? IpAddress.parse(isB ? "2001:db8:a::2" : "2001:db8:d::2") : address(isB ? A : D);
    }

    /** {@return a gateway's own address towards its host} */
    static IpAddress insideAddress(boolean isB, boolean isIpv6) {
        return isIpv6 ? IpAddress.parse(isB ? "2001:db8:a::1" : "2001:db8:d::1") : address(isB ? B_INSIDE : C_INSIDE);
    }

    /** {@return a gateway's own address towards the other gateway} */
    static IpAddress outsideAddress(boolean isB, boolean isIpv6) {
        return isIpv6 ? IpAddress.parse(isB ? "2001:db8:1::2" : "2001:db8:2::2")
            : address(isB ? B_OUTSIDE : C_OUTSIDE);
    }

    private IpAddress probeAddress(boolean isB) {
        if (!options.isProbed) {
            return null;
        }
        return options.settings().mode() == Mode.TRANSPORT
            ? outsideAddress(isB, options.isOuterIpv6) : insideAddress(isB, options.isProbeIpv6);
    }

    private static IpAddress router(boolean isB, boolean isIpv6) {
        return isIpv6 ? IpAddress.parse(isB ? "2001:db8:1::1" : "2001:db8:2::1") : address(isB ? R1 : R2);
    }

    private static IpAddress address(int ipv4) {
        return IpAddress.ofIpv4(ipv4);
    }

    private static Endpoints endpoints(boolean isB, boolean isIpv6, boolean isUdp) {
        return new Endpoints(outsideAddress(isB, isIpv6), outsideAddress(!isB, isIpv6),
            isUdp ? port(isB) : Endpoints.NO_UDP, isUdp ? port(!isB) : Endpoints.NO_UDP);
    }

    private static int port(boolean isB) {
        return isB ? B_UDP_PORT : C_UDP_PORT;
    }

    private List<PortSetup> ports() {
        boolean isB = options.isB;
        List<PortSetup> ports = new ArrayList<>(List.of(
            port(PORT_INSIDE, inside, PortSide.PROTECTED, insideAddress(isB, false), insideAddress(isB, true)),
            port(PORT_OUTSIDE, outside, PortSide.UNPROTECTED, outsideAddress(isB, false), outsideAddress(isB, true))));
        if (options.hasHost) {
            ports.add(port(PORT_HOST, host, PortSide.HOST));
        }
        return ports;
    }

    private PortSetup port(int number, InMemoryPort port, PortSide side, IpAddress... addresses) {
        return options.member == null || options.member.hasQueues()
            ? new PortSetup(number, port, side, List.of(addresses), MTU)
            : new PortSetup(number, new AbsentQueue(port.macAddress()), side, List.of(addresses), MTU, 0);
    }

    private List<RouteSetup> routes() {
        boolean isB = options.isB;
        List<RouteSetup> routes = new ArrayList<>();
        for (boolean isIpv6 : new boolean[] {false, true}) {
            routes.add(RouteSetup.onLink(net(host(isB, isIpv6)), PORT_INSIDE));
            routes.add(RouteSetup.onLink(net(router(isB, isIpv6)), PORT_OUTSIDE));
            routes.add(RouteSetup.via(
                net(outsideAddress(!isB, isIpv6)), PORT_OUTSIDE, router(isB, isIpv6)));
            if (options.settings().isInterface()) {
                routes.add(RouteSetup.into(net(host(!isB, isIpv6)), tunnel));
                if (options.isRedundant) {
                    routes.add(RouteSetup.into(net(host(!isB, isIpv6)), spoke).metric(10));
                }
            }
        }
        routes.add(RouteSetup.via(net(IpAddress.parse(SPOKE)), PORT_OUTSIDE, router(isB, false)));
        return routes;
    }

    private List<Policy> policies() {
        List<Policy> policies = new ArrayList<>();
        for (GatewayOptions.Extra extra : options.extras) {
            Tunnel leads = switch (extra.leads()) {
                case NOWHERE -> null;
                case TO_THE_PEER -> tunnel;
                case TO_THE_SPOKE -> spoke;
            };
            policies.add(new Policy(policies.size(), policies.size(), extra.selectors(), extra.action(), leads));
        }
        if (tunnel.isTransport()) {
            Endpoints endpoints = path.endpoints();
            protect(policies, new IpPrefix(endpoints.local(), endpoints.local().bits()),
                new IpPrefix(endpoints.remote(), endpoints.remote().bits()));
        } else if (!options.settings().isInterface() && !options.isTransitOnly) {
            for (boolean isIpv6 : new boolean[] {false, true}) {
                IpPrefix ours = net(host(options.isB, isIpv6));
                IpPrefix theirs = net(host(!options.isB, isIpv6));
                protect(policies, ours, theirs);
                if (options.isRedundant) {
                    policies.add(new Policy(policies.size(), policies.size(), Selectors.of(ours, theirs),
                        PolicyAction.PROTECT, spoke));
                }
            }
        }
        return policies;
    }

    private void protect(List<Policy> policies, IpPrefix local, IpPrefix remote) {
        policies.add(new Policy(policies.size(), policies.size(), Selectors.of(local, remote), PolicyAction.PROTECT,
            tunnel));
    }

    private static IpPrefix net(IpAddress address) {
        return IpPrefix.around(address, address.isIpv4() ? IPV4_NET : IPV6_NET);
    }

    OutboundSa outboundSa(int id, int spi, long lastSequence, long leaseEnd) {
        return outboundSa(tunnel, id, spi, lastSequence, leaseEnd);
    }

    OutboundSa outboundSa(Tunnel of, int id, int spi, long lastSequence, long leaseEnd) {
        return new OutboundSa(id, spi, of, transform(), new EspOverhead(of.addedHeadersLength(), options.algorithm),
            options.numbering.space(), lastSequence, leaseEnd);
    }

    /** {@return one of another algorithm than all others of its tunnel} */
    InboundSa inboundSa(int id, int spi, Algorithm algorithm) {
        return new InboundSa(id, spi, tunnel, transform(algorithm), options.numbering);
    }

    /** {@return what seals for such an inbound one of the other gateway} */
    OutboundSa outboundSa(int id, int spi, Algorithm algorithm) {
        return new OutboundSa(id, spi, tunnel, transform(algorithm),
            new EspOverhead(tunnel.addedHeadersLength(), algorithm),
            options.numbering.space(), 0, 1L << 22);
    }

    /** {@return one that opens what such an outbound one of the other gateway seals} */
    InboundSa inboundSa(int id, int spi) {
        return new InboundSa(id, spi, tunnel, transform(), options.numbering);
    }

    void order(Command command) {
        commands.offer(command);
        cycle();
    }

    /** Lets the worker do all that there is to do, and the conductor hear of it. */
    void cycle() {
        int work;
        do {
            work = step();
        } while (work > 0);
    }

    /** One duty cycle of the worker, and what the conductor hears of it. */
    int step() {
        return worker.doWork() + events.poll(dispatcher, Integer.MAX_VALUE);
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

    /**
     * Does something, and sees that exactly these counters moved, each by one for each time it is named, and no other
     * but that of the way that packets went.
     */
    void counts(Runnable action, Enum<?>... expected) {
        Map<String, Long> before = allCounters();
        action.run();
        Map<String, Long> moved = allCounters();
        moved.replaceAll((name, value) -> value - before.get(name));
        moved.values().removeIf(difference -> difference == 0);
        Map<String, Long> wanted = new TreeMap<>();
        for (Enum<?> counter : expected) {
            wanted.merge(counter.name(), 1L, Long::sum);
        }
        assertEquals(wanted, moved);
    }

    /**
     * Delivers the two fragments of a datagram, and sees that it waits for the second as one that is being put
     * together, and then no more.
     *
     * @param expected what is counted once the datagram is whole, besides that it is.
     */
    void countsReassembly(InMemoryPort port, byte[] first, byte[] second, Enum<?>... expected) {
        List<Enum<?>> all = new ArrayList<>(List.of(WorkerCounter.RECEIVED, WorkerCounter.RECEIVED,
            DropReason.FRAGMENT_TAKEN, DropReason.FRAGMENT_TAKEN, WorkerCounter.MADE, WorkerCounter.REASSEMBLED));
        all.addAll(List.of(expected));
        counts(() -> {
            counts(() -> deliver(port, first),
                WorkerCounter.RECEIVED, DropReason.FRAGMENT_TAKEN, WorkerCounter.REASSEMBLING);
            deliver(port, second);
        }, all.toArray(Enum<?>[]::new));
        assertEquals(0, count(WorkerCounter.REASSEMBLING), "nothing waits any more");
    }

    /** {@return what every counter of the worker stands at, by its name, whichever way packets went} */
    Map<String, Long> allCounters() {
        Map<String, Long> all = new TreeMap<>();
        for (WorkerCounter counter : EnumSet.complementOf(EnumSet.of(WorkerCounter.FAST_PATH))) {
            all.put(counter.name(), counters.get(counter));
        }
        for (DropReason reason : DropReason.values()) {
            all.put(reason.name(), counters.get(reason));
        }
        return all;
    }

    /** Every packet has ended in exactly one place, and its memory is at home. */
    void assertBalanced() {
        assertEquals(count(WorkerCounter.SENT) + count(WorkerCounter.HANDED_OVER) + counters.dropped(),
            count(WorkerCounter.RECEIVED) + count(WorkerCounter.MADE) + count(WorkerCounter.TAKEN_OVER),
            "received + made + taken over = sent + handed over + dropped");
        pool.check();
    }

    @Override
    public void onLinkFrame(int port, DirectBuffer buffer, int offset, int length) {
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
    public void onProbeAnswered(int tunnelId, long token) {
        seen.add("probe " + tunnelId + " " + token);
    }

    @Override
    public void close() {
        try {
            assertBalanced();
        } finally {
            inside.close();
            outside.close();
            host.close();
            transforms.forEach(Transform::close);
            engine.close();
        }
    }

    private Transform transform() {
        return transform(options.algorithm);
    }

    private Transform transform(Algorithm algorithm) {
        byte[] material = new byte[algorithm.keyingMaterialLength()];
        for (int i = 0; i < material.length; i++) {
            material[i] = (byte)i;
        }
        try (KeyingMaterial key = KeyingMaterial.fromHex(HexFormat.of().formatHex(material), material.length)) {
            Transform transform = engine.newTransform(algorithm, key, options.numbering.space().isExtended());
            transforms.add(transform);
            return transform;
        }
    }
}
