package dev.narrows.cli;

import dev.narrows.channel.CommandQueue;
import dev.narrows.channel.EventRing;
import dev.narrows.config.GatewayConfig;
import dev.narrows.config.InterfaceAddress;
import dev.narrows.config.PortConfig;
import dev.narrows.config.RouteConfig;
import dev.narrows.config.Side;
import dev.narrows.control.GatewayPlan;
import dev.narrows.control.WorkerProxy;
import dev.narrows.crypto.CryptoEngine;
import dev.narrows.sa.OuterPath;
import dev.narrows.sa.Tunnel;
import dev.narrows.stats.WorkerCounters;
import dev.narrows.worker.PortSetup;
import dev.narrows.worker.PortSide;
import dev.narrows.worker.RouteSetup;
import dev.narrows.worker.Worker;
import dev.narrows.worker.WorkerLimits;
import dev.narrows.worker.WorkerSetup;
import java.util.ArrayList;
import java.util.List;
import org.agrona.concurrent.SystemNanoClock;

/**
 * A worker and the conductor's proxy for it, put together from the configuration.
 */
final class WorkerAssembly {
    private static final int COMMAND_CAPACITY = 1024;
    private static final int EVENT_CAPACITY_BYTES = 1 << 20;
    /** 2 MiB: at a million large packets a second, what was sent in the last 33 ms. */
    private static final int LEDGER_ENTRIES = 1 << 15;
    private static final int REASSEMBLY_SLOTS = 256;

    private final GatewayConfig config;
    private final GatewayPlan plan;
    private final Worker worker;
    private final WorkerProxy proxy;

    WorkerAssembly(GatewayConfig config, GatewayPlan plan, GatewayDevices devices, CryptoEngine engine) {
        this.config = config;
        this.plan = plan;
        WorkerCounters counters = new WorkerCounters();
        CommandQueue commands = new CommandQueue(COMMAND_CAPACITY);
        EventRing events = new EventRing(EVENT_CAPACITY_BYTES, counters);
        List<OuterPath> paths = plan.newOuterPaths();
        List<Tunnel> tunnels = plan.newTunnels(paths);
        worker = new Worker(new WorkerSetup(ports(devices), routes(tunnels), plan.newPolicies(tunnels), paths, devices.pool(),
            commands, events, counters, SystemNanoClock.INSTANCE, limits()));
        proxy = new WorkerProxy(commands, events, counters, engine, tunnels);
    }

    Worker worker() {
        return worker;
    }

    WorkerProxy proxy() {
        return proxy;
    }

    private List<PortSetup> ports(GatewayDevices devices) {
        List<PortSetup> ports = new ArrayList<>();
        for (PortConfig port : config.ports()) {
            int id = ports.size();
            ports.add(new PortSetup(
                id, devices.ports().get(id), side(port.side()),
                port.addresses().stream().map(InterfaceAddress::address).toList(), port.mtu()));
        }
        return ports;
    }

    private static PortSide side(Side side) {
        return switch (side) {
            case PROTECTED -> PortSide.PROTECTED;
            case UNPROTECTED -> PortSide.UNPROTECTED;
            case HOST -> PortSide.HOST;
        };
    }

    private List<RouteSetup> routes(List<Tunnel> tunnels) {
        List<RouteSetup> routes = new ArrayList<>();
        for (int port = 0; port < config.ports().size(); port++) {
            for (InterfaceAddress address : config.ports().get(port).addresses()) {
                routes.add(RouteSetup.onLink(address.subnet(), port));
            }
        }
        for (RouteConfig route : config.routes()) {
            routes.add(route.via().map(via -> RouteSetup.via(route.to(), plan.connectedPort(via), via))
                .orElseGet(() -> RouteSetup.into(route.to(), tunnels.get(plan.tunnelNamed(route.tunnel().orElseThrow())))));
        }
        return routes;
    }

    private WorkerLimits limits() {
        return new WorkerLimits(config.icmp().perSource(), config.icmp().total(), LEDGER_ENTRIES,
            config.pmtu().floor(), REASSEMBLY_SLOTS, GatewayDevices.largestPacket(config));
    }
}
