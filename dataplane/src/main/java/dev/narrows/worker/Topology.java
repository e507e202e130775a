package dev.narrows.worker;

import dev.narrows.policy.IpPrefix;
import dev.narrows.policy.PrefixTable;
import dev.narrows.sa.OuterPath;
import dev.narrows.stats.WorkerCounters;
import dev.narrows.wire.IpAddress;
import java.util.ArrayList;
import java.util.List;
import org.agrona.collections.Long2LongHashMap;

/**
 * A worker's view of the network around it: ports, next hops, and the hardware addresses of neighbours.
 */
final class Topology {
    private static final int NEIGHBOUR_CAPACITY = 1024;
    private static final float LOAD_FACTOR = 0.5f;

    private final WorkerPort[] ports;
    private final int[] localAddresses;
    private final PrefixTable<NextHop> routes = new PrefixTable<>();
    private final List<NextHop> nextHops = new ArrayList<>();
    private final NextHop[] nextHopOfPath;
    private final Long2LongHashMap neighbours =
        new Long2LongHashMap(NEIGHBOUR_CAPACITY, LOAD_FACTOR, NextHop.UNRESOLVED);

    Topology(WorkerSetup setup, WorkerCounters counters, Disposer disposer) {
        ports = new WorkerPort[setup.ports().size()];
        localAddresses = new int[ports.length];
        for (PortSetup port : setup.ports()) {
            ports[port.id()] = new WorkerPort(port, counters, disposer);
            localAddresses[port.id()] = port.address();
        }
        for (RouteSetup route : setup.routes()) {
            NextHop nextHop = new NextHop(ports[route.port()], route.gateway());
            routes.add(new IpPrefix(IpAddress.ofIpv4(route.to().address()), route.to().length()), nextHop);
            nextHops.add(nextHop);
        }
        nextHopOfPath = new NextHop[setup.paths().size()];
        for (OuterPath path : setup.paths()) {
            nextHopOfPath[path.id()] = route(path.remote());
        }
    }

    WorkerPort[] ports() {
        return ports;
    }

    /** {@return whether an IPv4 address is one of the gateway's own} */
    boolean isLocal(int address) {
        for (int localAddress : localAddresses) {
            if (localAddress == address) {
                return true;
            }
        }
        return false;
    }

    /** {@return where packets to a destination go, or null} */
    NextHop route(int destination) {
        return routes.lookup(0, IpAddress.mapped(destination));
    }

    /** {@return where a path's packets go, or null; found once, since routes do not change} */
    NextHop nextHop(OuterPath path) {
        return nextHopOfPath[path.id()];
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
