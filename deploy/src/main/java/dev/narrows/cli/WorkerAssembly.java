package dev.narrows.cli;

import dev.narrows.channel.CommandQueue;
import dev.narrows.channel.EventRing;
import dev.narrows.config.GatewayConfig;
import dev.narrows.config.InterfaceAddress;
import dev.narrows.config.PortConfig;
import dev.narrows.control.order.WorkerProxy;
import dev.narrows.control.plan.GatewayPlan;
import dev.narrows.crypto.CryptoEngine;
import dev.narrows.port.AbsentQueue;
import dev.narrows.port.DpdkPort;
import dev.narrows.port.KernelFedPort;
import dev.narrows.port.Port;
import dev.narrows.sa.OuterPath;
import dev.narrows.sa.Tunnel;
import dev.narrows.stats.WorkerCounters;
import dev.narrows.worker.PortSetup;
import dev.narrows.worker.Worker;
import dev.narrows.worker.WorkerMesh;
import dev.narrows.worker.WorkerPlace;
import dev.narrows.worker.WorkerSetup;
import java.util.ArrayList;
import java.util.List;
import org.agrona.concurrent.SystemNanoClock;

/**
 * A worker and the conductor's proxy for it, put together from the configuration.
 */
final class WorkerAssembly {
    private static final int COMMAND_CAPACITY = 1024;
    static final int EVENT_CAPACITY_BYTES = 1 << 20;
    /** 2 MiB: at a million large packets a second, what was sent in the last 33 ms. */
    static final int LEDGER_ENTRIES = 1 << 15;
    static final int REASSEMBLY_SLOTS = 256;

    /** The worker that has queues of every port, and sends for those that have none. */
    private static final int FIRST = 0;

    private final GatewayConfig config;
    private final int number;
    private final Worker worker;
    private final WorkerProxy proxy;

    WorkerAssembly(GatewayConfig config, GatewayPlan plan, GatewayDevices devices, CryptoEngine engine, WorkerMesh mesh,
        int number) {
        this.config = config;
        this.number = number;
        WorkerCounters counters = new WorkerCounters();
        CommandQueue commands = new CommandQueue(COMMAND_CAPACITY);
        EventRing events = new EventRing(EVENT_CAPACITY_BYTES, counters);
        List<OuterPath> paths = plan.newOuterPaths(number);
        List<Tunnel> tunnels = plan.newTunnels(paths);
        worker = new Worker(new WorkerSetup(ports(devices), plan.newRoutes(tunnels), plan.newPolicies(tunnels), paths,
            devices.pool(), commands, events, counters, SystemNanoClock.INSTANCE,
            plan.workerLimits(LEDGER_ENTRIES, REASSEMBLY_SLOTS),
            new WorkerPlace(number, mesh, tunnels, plan.tunnelOwners())));
        proxy = new WorkerProxy(number, commands, events, counters, engine, paths, tunnels);
    }

    Worker worker() {
        return worker;
    }

    WorkerProxy proxy() {
        return proxy;
    }

    /** Only where the kernel may leave checksums to be made is every packet looked at for one. */
    private static Port portOf(DpdkPort queue) {
        return queue.device().isFedByKernel() ? new KernelFedPort(queue) : queue;
    }

    private List<PortSetup> ports(GatewayDevices devices) {
        List<PortSetup> ports = new ArrayList<>();
        for (PortConfig port : config.ports()) {
            int id = ports.size();
            List<DpdkPort> queues = devices.ports().get(id);
            boolean hasQueue = number < queues.size();
            ports.add(new PortSetup(id, hasQueue ? portOf(queues.get(number))
                : new AbsentQueue(queues.getFirst().macAddress()),
                GatewayPlan.sideOf(port.side()), port.addresses().stream().map(InterfaceAddress::address).toList(),
                port.mtu(), hasQueue ? PortSetup.ITSELF : FIRST));
        }
        return ports;
    }
}
