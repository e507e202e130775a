package dev.narrows.control;

import dev.narrows.channel.TooBigClaim;
import dev.narrows.config.GatewayConfig;
import dev.narrows.config.SaSpec;
import dev.narrows.control.event.EventFeed;
import dev.narrows.control.lease.CrashingStorage;
import dev.narrows.control.lease.KeyIdentity;
import dev.narrows.control.lease.SequenceLeases;
import dev.narrows.control.lease.TestLeases;
import dev.narrows.control.link.FakePort;
import dev.narrows.control.order.ScriptedWorker;
import dev.narrows.control.order.WorkerProxy;
import dev.narrows.control.plan.GatewayPlan;
import dev.narrows.control.request.Page;
import dev.narrows.control.request.PageRequest;
import dev.narrows.control.request.PolicyRequest;
import dev.narrows.control.request.SaChange;
import dev.narrows.control.request.SaDeletion;
import dev.narrows.control.request.SaRequest;
import dev.narrows.control.sad.SecurityAssociation;
import dev.narrows.control.status.PoolProbe;
import dev.narrows.crypto.Algorithm;
import dev.narrows.crypto.KeyingMaterial;
import dev.narrows.sa.Direction;
import dev.narrows.sa.InboundSa;
import dev.narrows.sa.Lifetime;
import dev.narrows.sa.Numbering;
import dev.narrows.sa.OuterPath;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import org.agrona.concurrent.UnsafeBuffer;

/** A conductor with one scripted worker, on clocks that the test moves. */
public final class ConductorFixture {
    static final byte[] INNER = {0x45, 0, 5, (byte)0xAA};

    public final ScriptedWorker worker = new ScriptedWorker();
    public final RecordingEngine engine = new RecordingEngine();
    public final ConductorClient client = new ConductorClient(8);
    public final List<String> journal = new ArrayList<>();
    public final EventFeed feed = new EventFeed();
    public final List<String> events = new ArrayList<>();
    public final SequenceLeases leases;
    public final List<FakePort> ports = List.of(port(0), port(1), port(2));
    private final GatewayConfig config;
    private Conductor conductor;
    private long nanos = Long.MAX_VALUE - Duration.ofSeconds(10).toNanos();
    private long millis = 1_700_000_000_000L;

    public ConductorFixture(GatewayConfig config, CrashingStorage storage) throws IOException {
        this.config = config;
        feed.subscribe(event -> events.add(event.type().label() + " " + event.fields()));
        leases = new TestLeases().open(storage);
    }

    /** The start of an inner packet. */
    public static byte[] inner() {
        return INNER.clone();
    }

    public static CrashingStorage emptyStorage() {
        return TestLeases.storage();
    }

    /** Makes the conductor, and starts it. */
    public Conductor start() {
        GatewayPlan plan = new GatewayPlan(config);
        List<OuterPath> paths = plan.newOuterPaths(0);
        WorkerProxy proxy = new WorkerProxy(0, worker.commands, worker.events, worker.counters, engine,
            paths, plan.newTunnels(paths));
        conductor = new Conductor(new ConductorContext(config, plan, List.of(proxy), ports,
            pool(), leases, client, feed, () -> nanos, () -> millis, journal::add));
        conductor.onStart();
        return conductor;
    }

    /** Starts it, and lets the worker carry out what follows from that. */
    public ConductorFixture started() {
        start();
        cycle();
        return this;
    }

    /** One duty cycle, and what the worker was told by it. */
    public List<String> cycle() {
        conductor.doWork();
        return worker.run();
    }

    public List<String> after(Duration duration) {
        advance(duration);
        return cycle();
    }

    /** Lets time go by in which the conductor does nothing: the disk stands still. */
    public void advance(Duration duration) {
        nanos += duration.toNanos();
        millis += duration.toMillis();
    }

    public <T> T ask(Function<Operations, T> question) {
        return answer(client.ask(question));
    }

    public <T> List<T> list(BiFunction<Operations, PageRequest, Page<T>> list) {
        return ask(operations -> list.apply(operations, PageRequest.FIRST)).items();
    }

    public void change(Consumer<Operations> change) {
        answer(client.change(change));
    }

    /** Adds a policy, and tells its number. */
    public int addPolicy(PolicyRequest request) {
        return answer(client.create(operations -> operations.addPolicy(request))).id();
    }

    public void add(SaRequest request) {
        answer(client.changeSas(SaChange.adding(request)));
    }

    public void delete(long spi, Direction direction) {
        answer(client.changeSas(SaChange.deleting(new SaDeletion(spi, direction, 0))));
    }

    /** Asks, and lets the conductor answer, and the worker obey where the answer waits for that. */
    public <T> T answer(CompletableFuture<T> asked) {
        conductor.doWork();
        while (!asked.isDone() && worker.obey() > 0) {
            conductor.doWork();
        }
        return asked.join();
    }

    /** Claims that a packet of 0x1001 that was sent with that length is too big. */
    public void claim(int mtu, int sentLength) {
        claim(mtu, sentLength, 0x1001, "192.0.1.2", "192.0.2.2");
    }

    public void claim(int mtu, int sentLength, int spi, String source, String destination) {
        claim(mtu, sentLength, spi, source, destination, 0, 0);
    }

    /** The same about ESP in UDP. */
    public void claimInUdp(int mtu, int sentLength, int sourcePort, int destinationPort) {
        claim(mtu, sentLength, 0x1001, "192.0.1.2", "192.0.2.2", sourcePort, destinationPort);
    }

    /** The same of a router that quotes no more than RFC 792 asks for. */
    public void claimWithoutSpi(int mtu, int sourcePort, int destinationPort) {
        claim(mtu, TooBigClaim.NOT_IN_LEDGER, TooBigClaim.NO_SPI, "192.0.1.2", "192.0.2.2", sourcePort,
            destinationPort);
    }

    private void claim(int mtu, int sentLength, int spi, String source, String destination, int sourcePort,
        int destinationPort) {
        TooBigClaim claim = worker.events.beginClaim(INNER.length)
            .claim(mtu, spi, 7)
            .reporter(0, TestConfig.address("192.0.1.1").low())
            .quoted(0, TestConfig.address(source).low(), 0, TestConfig.address(destination).low())
            .quotedPorts(sourcePort, destinationPort);
        if (sentLength != TooBigClaim.NOT_IN_LEDGER) {
            claim.ledger(sentLength, new UnsafeBuffer(INNER), 0, INNER.length);
        }
        worker.events.commitClaim();
    }

    /** Fails where the conductor and the worker do not agree. */
    public void expectAgreement() {
        new Agreement(client, new GatewayPlan(config), List.of(worker), conductor::doWork).check();
    }

    public static SaRequest request(Direction direction, long spi, String key) {
        return request(direction, spi, key, "to-c");
    }

    public static SaRequest request(Direction direction, long spi, String key, String tunnel) {
        return new SaRequest(tunnel, direction, new SaSpec(spi, Algorithm.AES_128_GCM_16,
            KeyingMaterial.fromHex(key, 20), Numbering.standard(64), Lifetime.UNLIMITED, OptionalInt.empty()));
    }

    /** An inbound SA of no worker. */
    public static SecurityAssociation inbound(int id, Lifetime lifetime) {
        InboundSa sa = new InboundSa(id, 256 + id, null, null, Numbering.standard(64));
        sa.lifetime(lifetime);
        return new SecurityAssociation.Inbound(new KeyIdentity(id, 1), null, sa, 0);
    }

    public static FakePort port(int number) {
        return new FakePort(number);
    }

    public static PoolProbe pool() {
        return new PoolProbe() {
            @Override
            public long inUse() {
                return 17;
            }

            @Override
            public long size() {
                return 1024;
            }
        };
    }
}
