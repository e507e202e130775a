package dev.narrows.cli;

import dev.narrows.config.GatewayConfig;
import dev.narrows.control.order.WorkerProxy;
import dev.narrows.control.plan.GatewayPlan;
import dev.narrows.crypto.CryptoEngine;
import dev.narrows.crypto.CryptoEngines;
import dev.narrows.packet.PacketPool;
import dev.narrows.worker.WorkerMesh;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.agrona.CloseHelper;

/**
 * All workers of a gateway, each with a crypto engine of its own, and what joins them. To be closed once none of them
 * runs any more, and before their packet pool.
 */
final class Workers implements AutoCloseable {
    /** Half a millisecond at two million packets a second. */
    static final int RING_CAPACITY = 1024;

    private final GatewayConfig config;
    private final PacketPool pool;
    private final WorkerMesh mesh;
    private final List<CryptoEngine> engines = new ArrayList<>();
    private final List<WorkerAssembly> assemblies = new ArrayList<>();

    /**
     * Puts them together.
     *
     * @param config  the configuration.
     * @param plan    of the same configuration.
     * @param devices where their packets come from.
     */
    Workers(GatewayConfig config, GatewayPlan plan, GatewayDevices devices) {
        this.config = config;
        pool = devices.pool();
        mesh = new WorkerMesh(config.worker().count(), RING_CAPACITY);
        try {
            for (int number = 0; number < mesh.workers(); number++) {
                CryptoEngine engine = CryptoEngines.open(config.crypto());
                engines.add(engine);
                assemblies.add(new WorkerAssembly(config, plan, devices, engine, mesh, number));
            }
        } catch (RuntimeException e) {
            CloseHelper.closeAll(engines);
            throw e;
        }
    }

    /** {@return the engine that all of them have, for people} */
    String engineDescription() {
        return engines.getFirst().description();
    }

    /** {@return the conductor's proxies for them, each at the index that is its worker's number} */
    List<WorkerProxy> proxies() {
        return assemblies.stream().map(WorkerAssembly::proxy).toList();
    }

    /** {@return each on its thread to be, at the index that is its number} */
    List<WorkerAgent> agents() {
        List<WorkerAgent> agents = new ArrayList<>();
        for (WorkerAssembly assembly : assemblies) {
            agents.add(new WorkerAgent(assembly.worker(), cpu(agents.size())));
        }
        return agents;
    }

    private OptionalInt cpu(int number) {
        List<Integer> cpus = config.worker().cpus();
        return cpus.isEmpty() ? OptionalInt.empty() : OptionalInt.of(cpus.get(number));
    }

    /** Gives back the packets that were on their way between workers, and closes the engines. */
    @Override
    public void close() {
        mesh.drainTo(pool);
        CloseHelper.closeAll(engines);
    }
}
