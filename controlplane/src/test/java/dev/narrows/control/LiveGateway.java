package dev.narrows.control;

import dev.narrows.channel.CommandQueue;
import dev.narrows.channel.EventRing;
import dev.narrows.config.GatewayConfig;
import dev.narrows.config.InterfaceAddress;
import dev.narrows.config.PortConfig;
import dev.narrows.config.Side;
import dev.narrows.control.event.EventFeed;
import dev.narrows.control.lease.TestLeases;
import dev.narrows.control.order.WorkerProxy;
import dev.narrows.control.plan.GatewayPlan;
import dev.narrows.control.request.TunnelChange;
import dev.narrows.control.view.ExplainView;
import dev.narrows.crypto.BouncyCastleEngine;
import dev.narrows.crypto.CryptoEngine;
import dev.narrows.explain.Question;
import dev.narrows.packet.InMemoryPool;
import dev.narrows.packet.PacketLayout;
import dev.narrows.port.InMemoryPort;
import dev.narrows.sa.OuterPath;
import dev.narrows.sa.Tunnel;
import dev.narrows.stats.DropReason;
import dev.narrows.stats.WorkerCounters;
import dev.narrows.wire.Ethernet;
import dev.narrows.wire.IpAddress;
import dev.narrows.worker.PortSetup;
import dev.narrows.worker.Worker;
import dev.narrows.worker.WorkerPlace;
import dev.narrows.worker.WorkerSetup;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.agrona.concurrent.UnsafeBuffer;

/** A conductor and a worker as they serve packets, put together from a configuration, with ports in memory. */
public final class LiveGateway implements AutoCloseable {
    public static final long NEIGHBOUR_MAC = 0x02_00_00_00_02_02L;
    private static final long FIRST_MAC = 0x02_00_00_00_01_00L;
    private static final int POOL_SIZE = 512;
    private static final int LEDGER_ENTRIES = 1024;
    private static final int REASSEMBLY_SLOTS = 16;
    private static final long STEP_NS = 1_000_000_000L;

    public final InMemoryPool pool;
    public final List<InMemoryPort> ports = new ArrayList<>();
    public final WorkerCounters counters = new WorkerCounters();
    public final ConductorClient client = new ConductorClient(8);
    public final CryptoEngine engine = new BouncyCastleEngine();
    private final GatewayConfig config;
    private final CommandQueue commands = new CommandQueue(1024);
    private final Worker worker;
    private final Conductor conductor;
    private long nanos = STEP_NS;

    /** A frame that left. */
    public record Left(int port, UnsafeBuffer frame) {
        public int length() {
            return frame.capacity() - Ethernet.HEADER_LENGTH;
        }
    }

    public LiveGateway(GatewayConfig config) throws IOException {
        this.config = config;
        GatewayPlan plan = new GatewayPlan(config);
        pool = new InMemoryPool(POOL_SIZE, PacketLayout.HEADROOM + plan.largestPutTogether());
        List<PortSetup> setups = new ArrayList<>();
        for (PortConfig port : config.ports()) {
            InMemoryPort inMemory = new InMemoryPort(pool, FIRST_MAC + 2L * setups.size());
            ports.add(inMemory);
            setups.add(new PortSetup(setups.size(), inMemory, GatewayPlan.sideOf(port.side()),
                port.addresses().stream().map(InterfaceAddress::address).toList(), port.mtu()));
        }
        EventRing events = new EventRing(1 << 16, counters);
        List<OuterPath> paths = plan.newOuterPaths(0);
        List<Tunnel> tunnels = plan.newTunnels(paths);
        worker = new Worker(new WorkerSetup(setups, plan.newRoutes(tunnels), plan.newPolicies(tunnels), paths, pool,
            commands, events, counters, () -> nanos, plan.workerLimits(LEDGER_ENTRIES, REASSEMBLY_SLOTS),
            WorkerPlace.alone(tunnels)));
        conductor = new Conductor(new ConductorContext(config, plan,
            List.of(new WorkerProxy(0, commands, events, counters, engine, paths, tunnels)),
            IntStream.range(0, ports.size()).mapToObj(ConductorFixture::port).toList(), ConductorFixture.pool(),
            new TestLeases().open(TestLeases.storage()), client, new EventFeed(), () -> nanos,
            () -> 0, sentence -> { }));
        cycle();
    }

    /** Makes the gateway know an address on every link. */
    public void meet(String... neighbours) {
        for (String neighbour : neighbours) {
            for (int port = 0; port < ports.size(); port++) {
                int number = port;
                commands.offer(handler -> handler.onSetNeighbour(number, IpAddress.parse(neighbour), NEIGHBOUR_MAC));
            }
        }
        cycle();
    }

    /** Changes the MTU of the tunnel that is an interface. */
    public void changeMtu(int bytes) {
        CompletableFuture<Void> answer =
            client.change(operations -> operations.changeTunnel(
                new TunnelChange("to-c", Optional.of(bytes), Optional.empty())));
        cycle();
        answer.join();
    }

    public ExplainView explain(Question question) {
        CompletableFuture<ExplainView> answer = client.ask(operations -> operations.explain(question));
        conductor.doWork();
        return answer.join();
    }

    /** Lets a packet arrive in a frame, and tells what left; the limits on ICMP have a second to recover. */
    public List<Left> arrive(int port, byte[] packet) {
        boolean isHost = config.ports().get(port).side() == Side.HOST;
        byte[] frame = new byte[Ethernet.HEADER_LENGTH + packet.length];
        long mac = ports.get(port).macAddress();
        new Ethernet().wrap(new UnsafeBuffer(frame), 0).destination(isHost ? mac ^ 1 : mac)
            .source(isHost ? mac : NEIGHBOUR_MAC)
            .type((packet[0] & 0xF0) == 0x60 ? Ethernet.TYPE_IPV6 : Ethernet.TYPE_IPV4);
        System.arraycopy(packet, 0, frame, Ethernet.HEADER_LENGTH, packet.length);
        takeSent();
        nanos += STEP_NS;
        ports.get(port).inject(frame);
        worker.doWork();
        List<Left> left = takeSent();
        cycle();
        return left;
    }

    public Map<DropReason, Long> drops() {
        Map<DropReason, Long> drops = new EnumMap<>(DropReason.class);
        for (DropReason reason : DropReason.values()) {
            drops.put(reason, counters.get(reason));
        }
        return drops;
    }

    /** One duty cycle of the conductor, while the worker stands still. */
    public void conduct() {
        conductor.doWork();
    }

    /** Lets both do all that there is to do. */
    public void cycle() {
        int work;
        do {
            work = conductor.doWork() + worker.doWork();
        } while (work > 0);
    }

    private List<Left> takeSent() {
        List<Left> left = new ArrayList<>();
        for (int port = 0; port < ports.size(); port++) {
            for (byte[] frame : ports.get(port).takeSent()) {
                left.add(new Left(port, new UnsafeBuffer(frame)));
            }
        }
        return left;
    }

    @Override
    public void close() {
        ports.forEach(InMemoryPort::close);
        conductor.onClose();
        engine.close();
        pool.close();
    }
}
