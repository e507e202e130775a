package dev.narrows.control.order;

import dev.narrows.channel.CommandQueue;
import dev.narrows.channel.EventHandler;
import dev.narrows.channel.EventRing;
import dev.narrows.channel.TooBigClaim;
import dev.narrows.config.GatewayConfig;
import dev.narrows.config.InterfaceAddress;
import dev.narrows.config.PortConfig;
import dev.narrows.control.plan.GatewayPlan;
import dev.narrows.crypto.BouncyCastleEngine;
import dev.narrows.crypto.CryptoEngine;
import dev.narrows.packet.InMemoryPool;
import dev.narrows.packet.PacketLayout;
import dev.narrows.port.InMemoryPort;
import dev.narrows.sa.OuterPath;
import dev.narrows.sa.Tunnel;
import dev.narrows.stats.WorkerCounters;
import dev.narrows.wire.IpAddress;
import dev.narrows.worker.PortSetup;
import dev.narrows.worker.Worker;
import dev.narrows.worker.WorkerMesh;
import dev.narrows.worker.WorkerPlace;
import dev.narrows.worker.WorkerSetup;
import java.util.ArrayList;
import java.util.List;
import org.agrona.DirectBuffer;

/** The first worker of a configuration with two, with ports in memory, and its proxy; there is no conductor. */
final class LiveWorker implements EventHandler, AutoCloseable {
    static final long FIRST_MAC = 0x02_00_00_00_01_00L;
    private static final int POOL_SIZE = 256;
    private static final int RING = 64;

    final InMemoryPool pool;
    final List<InMemoryPort> ports = new ArrayList<>();
    final WorkerCounters counters = new WorkerCounters();
    final CryptoEngine engine = new BouncyCastleEngine();
    final WorkerProxy proxy;
    /** The numbers of SAs that the worker said that it let go of. */
    final List<Integer> released = new ArrayList<>();
    private final WorkerMesh mesh = new WorkerMesh(2, RING);
    private final Worker worker;
    private long nanos = 1;

    LiveWorker(GatewayConfig config) {
        GatewayPlan plan = new GatewayPlan(config);
        pool = new InMemoryPool(POOL_SIZE, PacketLayout.HEADROOM + plan.largestPutTogether());
        List<PortSetup> setups = new ArrayList<>();
        for (PortConfig port : config.ports()) {
            ports.add(new InMemoryPort(pool, FIRST_MAC + setups.size()));
            setups.add(new PortSetup(setups.size(), ports.getLast(), GatewayPlan.sideOf(port.side()),
                port.addresses().stream().map(InterfaceAddress::address).toList(), port.mtu()));
        }
        CommandQueue commands = new CommandQueue(RING);
        EventRing events = new EventRing(1 << 16, counters);
        List<OuterPath> paths = plan.newOuterPaths(0);
        List<Tunnel> tunnels = plan.newTunnels(paths);
        proxy = new WorkerProxy(0, commands, events, counters, engine, paths, tunnels);
        proxy.connect(this);
        worker = new Worker(new WorkerSetup(setups, plan.newRoutes(tunnels), plan.newPolicies(tunnels), paths, pool,
            commands, events, counters, () -> nanos, plan.workerLimits(RING, RING),
            new WorkerPlace(0, mesh, tunnels, plan.tunnelOwners())));
    }

    /** Lets the worker do all that there is to do, and the control plane hear of it. */
    void work() {
        nanos += 1_000_000_000L;
        int work;
        do {
            work = worker.doWork() + proxy.poll(Integer.MAX_VALUE);
        } while (work > 0);
    }

    /** The same, and tells what has left by a port. */
    List<byte[]> cycle(int port) {
        work();
        return ports.get(port).takeSent();
    }

    @Override
    public void onSaReleased(int saId) {
        released.add(saId);
    }

    @Override
    public void onLinkFrame(int port, DirectBuffer buffer, int offset, int length) {
        throw new AssertionError("unexpected");
    }

    @Override
    public void onNeighbourNeeded(int port, IpAddress address, DirectBuffer buffer, int offset, int length) {
        // The counter tells.
    }

    @Override
    public void onTooBigClaim(TooBigClaim claim) {
        throw new AssertionError("unexpected");
    }

    @Override
    public void onLeaseLow(int saId, long sequence) {
        // It is as short as the test wants it.
    }

    @Override
    public void onProbeAnswered(int tunnelId, long token) {
        throw new AssertionError("unexpected");
    }

    @Override
    public void close() {
        mesh.drainTo(pool);
        ports.forEach(InMemoryPort::close);
        engine.close();
        pool.close();
    }
}
