package dev.narrows.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.narrows.channel.TooBigClaim;
import dev.narrows.config.GatewayConfig;
import dev.narrows.config.SaSpec;
import dev.narrows.control.event.EventFeed;
import dev.narrows.control.lease.FailingStorage;
import dev.narrows.control.lease.SequenceLeases;
import dev.narrows.control.lease.TestLeases;
import dev.narrows.control.link.LinkState;
import dev.narrows.control.link.PortProbe;
import dev.narrows.control.link.PortStatus;
import dev.narrows.control.order.WorkerProxy;
import dev.narrows.control.plan.GatewayPlan;
import dev.narrows.control.request.ControlException;
import dev.narrows.control.request.Page;
import dev.narrows.control.request.PageRequest;
import dev.narrows.control.request.PolicyRequest;
import dev.narrows.control.request.SaChange;
import dev.narrows.control.request.SaDeletion;
import dev.narrows.control.request.SaRequest;
import dev.narrows.control.request.TunnelChange;
import dev.narrows.control.view.PathView;
import dev.narrows.control.view.SaView;
import dev.narrows.control.view.TunnelView;
import dev.narrows.crypto.Algorithm;
import dev.narrows.crypto.KeyingMaterial;
import dev.narrows.explain.Question;
import dev.narrows.policy.IpPrefix;
import dev.narrows.policy.PolicyAction;
import dev.narrows.policy.Selectors;
import dev.narrows.sa.Direction;
import dev.narrows.sa.Endpoints;
import dev.narrows.sa.Lifetime;
import dev.narrows.sa.Numbering;
import dev.narrows.sa.OutboundSa;
import dev.narrows.sa.OuterPath;
import dev.narrows.sa.TunnelSettings;
import dev.narrows.wire.IpAddress;
import dev.narrows.wire.IpProtocol;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A conductor to which random things happen: what workers tell, what operators ask, time that passes in leaps, links
 * that go and come, leases that cannot be written, and workers that obey late.
 */
final class FuzzedGateway implements AutoCloseable {
    /** Duty cycles without anything new after which nothing may be left to do, also where queues were full. */
    private static final int CYCLES_TO_REST = 2000;
    /** What one cycle may do: of each kind of work some, never all that there is. */
    private static final int MOST_A_CYCLE = 20_000;

    private final Random random;
    private final GatewayConfig config;
    private final GatewayPlan plan;
    private final List<ObeyingWorker> workers = new ArrayList<>();
    private final ConductorClient client = new ConductorClient(64);
    private final SequenceLeases leases;
    private final Conductor conductor;
    private final List<CompletableFuture<?>> asked = new ArrayList<>();
    private final boolean[] isDown = new boolean[8];
    private long nanos;
    private long millis = 1_700_000_000_000L;
    private boolean isDiskFull;
    private int spis = 0x10_0000;

    FuzzedGateway(GatewayConfig config, Random random) throws IOException {
        this.config = config;
        this.random = random;
        nanos = random.nextBoolean() ? random.nextLong()
            : Long.MAX_VALUE - TimeUnit.SECONDS.toNanos(random.nextInt(100));
        plan = new GatewayPlan(config);
        leases = new TestLeases().open(new FailingStorage(() -> isDiskFull));
        List<WorkerProxy> proxies = new ArrayList<>();
        RecordingEngine engine = new RecordingEngine();
        for (int number = 0; number < config.worker().count(); number++) {
            ObeyingWorker worker = new ObeyingWorker();
            workers.add(worker);
            List<OuterPath> paths = plan.newOuterPaths(number);
            proxies.add(new WorkerProxy(
                number, worker.commands, worker.events, worker.counters, engine, paths, plan.newTunnels(paths)));
        }
        List<PortProbe> ports = new ArrayList<>();
        for (int number = 0; number < config.ports().size(); number++) {
            ports.add(port(number));
        }
        conductor = new Conductor(new ConductorContext(config, plan, proxies, ports, ConductorFixture.pool(), leases,
            client, new EventFeed(), () -> nanos, () -> millis, line -> { }));
        conductor.onStart();
    }

    /** Lets one thing happen, and the conductor and most workers do what follows. */
    void step() {
        switch (random.nextInt(18)) {
            case 0, 1, 14 -> claim();
            case 2 -> worker().events.linkFrame(random.nextInt(config.ports().size()), frame(), 0, 60);
            case 3 -> neighbourNeeded();
            case 4 -> worker().events.leaseLow(random.nextInt(40), random.nextInt());
            case 5 -> forgeAnswer();
            case 6 -> workers.forEach(worker -> worker.answerProbes(random));
            case 7, 8 -> ask();
            case 9 -> changeSas();
            case 10, 15, 16 -> leap();
            case 11 -> flap();
            case 12 -> isDiskFull = random.nextInt(4) == 0;
            default -> workers.forEach(this::send);
        }
        int done = conductor.doWork();
        assertTrue(done <= MOST_A_CYCLE, () -> done + " things in one cycle");
        workers.stream().filter(worker -> random.nextInt(4) > 0).forEach(ObeyingWorker::obey);
    }

    /** Lets everything come to an end, and compares what the conductor tells with what the workers go by. */
    void settle() {
        isDiskFull = false;
        int cycles = 0;
        int done;
        do {
            done = conductor.doWork();
            for (ObeyingWorker worker : workers) {
                done += worker.obey();
            }
            assertTrue(cycles++ < CYCLES_TO_REST, "the conductor never comes to rest");
        } while (done > 0);
        asked.forEach(FuzzedGateway::check);
        asked.clear();
        agree();
    }

    private void agree() {
        List<SaView> sas = list(Operations::sas);
        for (int number = 0; number < workers.size(); number++) {
            int owner = number;
            assertEquals(sas.stream().filter(sa -> sa.worker() == owner).map(sa -> sa.direction() + " " + sa.spi())
                .sorted().toList(), workers.get(number).sas(), "SAs of worker " + number);
            assertEquals(list(Operations::policies).stream().map(policy -> policy.id())
                .filter(id -> id >= plan.policies().size()).sorted().toList(), workers.get(number).policies());
        }
        for (TunnelView tunnel : list(Operations::tunnels)) {
            assertTrue(tunnel.outSpi() == null || sas.stream().anyMatch(
                sa -> sa.direction().equals("out") && sa.spi() == tunnel.outSpi()), tunnel::toString);
        }
        for (PathView path : list(Operations::paths)) {
            assertTrue(path.effectiveMtu() >= 68 && path.effectiveMtu() <= path.linkMtu(), path::toString);
            assertTrue(path.confirmedMtu() == null || path.confirmedMtu() <= path.linkMtu(), path::toString);
        }
    }

    private <T> List<T> list(BiFunction<Operations, PageRequest, Page<T>> list) {
        CompletableFuture<Page<T>> answer = client.ask(operations -> list.apply(operations, PageRequest.FIRST));
        conductor.doWork();
        return answer.join().items();
    }

    /** Whatever is asked has an answer, and a refusal is one of ours. */
    private static void check(CompletableFuture<?> answer) {
        assertTrue(answer.isDone());
        try {
            answer.join();
        } catch (CompletionException e) {
            assertTrue(e.getCause() instanceof ControlException, () -> "failed: " + e.getCause());
            assertFalse(e.getCause().getMessage().isEmpty());
        }
    }

    private void ask() {
        asked.add(switch (random.nextInt(10)) {
            case 0 -> client.ask(operations -> operations.sas(PageRequest.FIRST));
            case 1 -> client.ask(operations -> operations.tunnels(PageRequest.FIRST));
            case 2 -> client.ask(operations -> operations.paths(PageRequest.FIRST));
            case 3 -> client.ask(operations -> operations.neighbours(PageRequest.FIRST));
            case 4 -> client.ask(Operations::counters);
            case 5 -> {
                Question question = new Question(inner(), inner(), 28 + random.nextInt(9000), random.nextBoolean(),
                    IpProtocol.UDP, random.nextInt(65536), 53);
                yield client.ask(operations -> operations.explain(question));
            }
            case 6 -> changeTunnel(new TunnelChange(tunnelName(), mtu(), Optional.empty()));
            case 7 -> changeTunnel(new TunnelChange(tunnelName(), Optional.empty(),
                Optional.of(IpAddress.parse(random.nextBoolean() ? "192.0.2." + random.nextInt(256)
                    : "2001:db8:b::7"))));
            case 8 -> {
                PolicyRequest request = new PolicyRequest(PolicyAction.DISCARD, Optional.empty(),
                    Selectors.of(
                        IpPrefix.parse("10.1.0.0/24"), IpPrefix.parse("10." + random.nextInt(256) + ".0.0/16")),
                    random.nextBoolean() ? Optional.empty() : Optional.of(random.nextInt(12)));
                yield client.create(operations -> operations.addPolicy(request));
            }
            default -> {
                int id = random.nextInt(20);
                yield client.change(operations -> operations.removePolicy(id));
            }
        });
    }

    private CompletableFuture<Void> changeTunnel(TunnelChange change) {
        return client.change(operations -> operations.changeTunnel(change));
    }

    private Optional<Integer> mtu() {
        return Optional.of(random.nextInt(3) == 0 ? TunnelSettings.NO_MTU : random.nextInt(68, 9217));
    }

    private void changeSas() {
        List<SaRequest> added = new ArrayList<>();
        List<SaDeletion> deleted = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            Direction direction = random.nextBoolean() ? Direction.IN : Direction.OUT;
            added.add(new SaRequest(tunnelName(), direction, new SaSpec(spis++, Algorithm.AES_128_GCM_16,
                KeyingMaterial.fromHex(String.format("%032x00000001", spis), 20), Numbering.standard(64),
                Lifetime.UNLIMITED,
                random.nextInt(4) == 0 ? OptionalInt.of(random.nextInt(3)) : OptionalInt.empty())));
        }
        for (int i = random.nextInt(3); i > 0; i--) {
            deleted.add(new SaDeletion(0x1000 + 0x100 * random.nextInt(4) + random.nextInt(2),
                random.nextBoolean() ? Direction.IN : Direction.OUT, random.nextInt(2) * 5L));
        }
        asked.add(client.changeSas(new SaChange(added, deleted)));
    }

    private void flap() {
        if (random.nextInt(8) == 0) {
            isDown[random.nextInt(config.ports().size())] ^= true;
        }
    }

    /** Mostly about a packet that was sent, and near to where sizes begin to matter. */
    private void claim() {
        ObeyingWorker worker = worker();
        List<OutboundSa> sas = worker.outbound();
        TooBigClaim claim = sas.isEmpty() ? null : worker.events.beginClaim(ConductorFixture.INNER.length);
        if (claim == null) {
            return;
        }
        OutboundSa sa = sas.get(random.nextInt(sas.size()));
        Endpoints endpoints = sa.tunnel().path().endpoints();
        claim.claim(claimed(), random.nextInt(8) == 0 ? random.nextInt() : sa.spi(), random.nextInt())
            .reporter(0, 1)
            .quoted(endpoints.local().high(), endpoints.local().low(), endpoints.remote().high(),
                endpoints.remote().low())
            .quotedPorts(endpoints.localPort(), endpoints.remotePort());
        if (random.nextInt(4) > 0) {
            claim.ledger(random.nextInt(20, 9217), new UnsafeBuffer(ConductorFixture.INNER), 0,
                ConductorFixture.INNER.length);
        }
        worker.events.commitClaim();
    }

    private int claimed() {
        return switch (random.nextInt(4)) {
            case 0 -> config.pmtu().floor() + random.nextInt(5);
            case 1 -> 1280 + random.nextInt(5);
            case 2 -> random.nextInt() & 0xFFFF;
            default -> random.nextInt(60, 1500);
        };
    }

    private void neighbourNeeded() {
        IpAddress address = IpAddress.parse(random.nextBoolean() ? "192.0.1." + random.nextInt(256) : "2001:db8:a::9");
        worker().events.neighbourNeeded(
            random.nextInt(config.ports().size()), address.high(), address.low(), frame(), 0, 60);
    }

    private UnsafeBuffer frame() {
        byte[] frame = new byte[60];
        random.nextBytes(frame);
        if (random.nextBoolean()) {
            // ARP, from an address of the subnet.
            byte[] arp = {8, 6, 0, 1, 8, 0, 6, 4, 0, (byte)(1 + random.nextInt(2))};
            System.arraycopy(arp, 0, frame, 12, arp.length);
            System.arraycopy(new byte[] {(byte)192, 0, 1, (byte)random.nextInt(4)}, 0, frame, 28, 4);
            System.arraycopy(new byte[] {(byte)192, 0, 1, 2}, 0, frame, 38, 4);
        }
        return new UnsafeBuffer(frame);
    }

    private void forgeAnswer() {
        if (!config.tunnels().isEmpty()) {
            worker().events.probeAnswered(random.nextInt(config.tunnels().size()), random.nextLong());
        }
    }

    private void send(ObeyingWorker worker) {
        for (OutboundSa sa : worker.outbound()) {
            if (sa.takeSequence() >= 0) {
                sa.count(100);
                sa.charge(100);
            }
        }
    }

    private void leap() {
        long leap = switch (random.nextInt(12)) {
            case 0 -> random.nextInt(1000);
            case 1 -> TimeUnit.MILLISECONDS.toNanos(random.nextInt(60_000));
            case 2 -> TimeUnit.HOURS.toNanos(random.nextInt(400));
            default -> TimeUnit.MILLISECONDS.toNanos(random.nextInt(2500));
        };
        nanos += leap;
        // The wall clock is set now and then, back as well.
        millis += random.nextInt(8) == 0 ? random.nextInt() : TimeUnit.NANOSECONDS.toMillis(leap);
    }

    private ObeyingWorker worker() {
        return workers.get(random.nextInt(workers.size()));
    }

    private String tunnelName() {
        return "t" + random.nextInt(5);
    }

    private IpAddress inner() {
        return IpAddress.parse("10." + random.nextInt(1, 8) + ".0." + random.nextInt(4));
    }

    private PortProbe port(int number) {
        PortProbe steady = ConductorFixture.port(number);
        return new PortProbe() {
            @Override
            public long macAddress() {
                return steady.macAddress();
            }

            @Override
            public String driver() {
                return steady.driver();
            }

            @Override
            public int queues() {
                return steady.queues();
            }

            @Override
            public LinkState link() {
                return new LinkState(!isDown[number], steady.link().mtu());
            }

            @Override
            public PortStatus status() {
                return new PortStatus(!isDown[number], 10_000, 0, 0, 0, 0, 0, 0);
            }
        };
    }

    @Override
    public void close() {
        conductor.onClose();
        config.close();
    }
}
