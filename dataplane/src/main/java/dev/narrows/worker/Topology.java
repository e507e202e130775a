package dev.narrows.worker;

import dev.narrows.policy.Ipv4Prefix;
import dev.narrows.policy.PrefixTable;
import dev.narrows.stats.WorkerCounters;
import java.util.ArrayList;
import java.util.List;
import org.agrona.collections.Long2LongHashMap;

/**
 * A worker's view of the network around it: ports, next hops, and the hardware addresses of neighbours.
 */
final class Topology {
    private static final int NEIGHBOUR_CAPACITY = 1024;
    private static final float LOAD_FACTOR = 0.5f;
    private static final int HOST_PREFIX_LENGTH = 32;

    private final WorkerPort[] ports;
    private final PrefixTable<WorkerPort> localAddresses = new PrefixTable<>();
    private final PrefixTable<NextHop> routes = new PrefixTable<>();
    private final List<NextHop> nextHops = new ArrayList<>();
    private final Long2LongHashMap neighbours =
        new Long2LongHashMap(NEIGHBOUR_CAPACITY, LOAD_FACTOR, NextHop.UNRESOLVED);

    Topology(WorkerSetup setup, WorkerCounters counters, Disposer disposer) {
        ports = new WorkerPort[setup.ports().size()];
        for (PortSetup port : setup.ports()) {
            ports[port.id()] = new WorkerPort(port, counters, disposer);
            localAddresses.add(new Ipv4Prefix(port.address(), HOST_PREFIX_LENGTH), ports[port.id()]);
        }
        for (RouteSetup route : setup.routes()) {
            NextHop nextHop = new NextHop(ports[route.port()], route.gateway());
            routes.add(route.to(), nextHop);
            nextHops.add(nextHop);
        }
    }

    WorkerPort[] ports() {
        return ports;
    }

    /** {@return whether an IPv4 address is one of the gateway's own} */
    boolean isLocal(int address) {
        return localAddresses.lookup(address) != null;
    }

    /** {@return where packets to a destination go, or null} */
    NextHop route(int destination) {
        return routes.lookup(destination);
    }

    /** {@return the hardware address to reach a destination by, or {@link NextHop#UNRESOLVED}} */
    long macAddress(NextHop nextHop, int destination) {
        return nextHop.gateway() == NextHop.ON_LINK
            ? neighbours.get(key(nextHop.port().id(), destination))
            : nextHop.macAddress();
    }

    void neighbour(int port, int address, long macAddress) {
        neighbours.put(key(port, address), macAddress);
        updateGateways(port, address, macAddress);
    }

    void forgetNeighbour(int port, int address) {
        neighbours.remove(key(port, address));
        updateGateways(port, address, NextHop.UNRESOLVED);
    }

    private void updateGateways(int port, int address, long macAddress) {
        for (NextHop nextHop : nextHops) {
            if (nextHop.gateway() == address && nextHop.port().id() == port) {
                nextHop.macAddress(macAddress);
            }
        }
    }

    private static long key(int port, int address) {
        return ((long)port << Integer.SIZE) | Integer.toUnsignedLong(address);
    }
}
