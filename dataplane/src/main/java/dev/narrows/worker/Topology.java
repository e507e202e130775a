package dev.narrows.worker;

import dev.narrows.policy.AddressTable;
import dev.narrows.policy.IpPrefix;
import dev.narrows.sa.Endpoints;
import dev.narrows.sa.OuterPath;
import dev.narrows.sa.Tunnel;
import dev.narrows.stats.WorkerCounters;
import dev.narrows.wire.IpAddress;
import dev.narrows.wire.IpHeader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A worker's view of the network around it: ports, next hops, and the hardware addresses of neighbours.
 */
final class Topology {
    private static final int LONGEST_WITH_BROADCAST = 30;

    private final WorkerPort[] ports;
    private final WorkerPort hostPort;
    private final IpAddress[] localAddresses;
    private final IpAddress[] broadcastAddresses;
    /** A bit for the low six bits of each of these: most addresses are told from all of them at once. */
    private final long localBits;
    private final long broadcastBits;
    private final int[] encapsulationPorts;
    private final RouteTable routes = new RouteTable();
    private final List<NextHop> nextHops = new ArrayList<>();
    private final Peers peers;
    private NextHop[] nextHopOfPath;
    private final List<OuterPath> paths;
    private final List<AddressTable<Long>> neighbours = new ArrayList<>();
    private final List<AddressTable<NextHop>> lastingNeighbours = new ArrayList<>();

    Topology(WorkerSetup setup, WorkerCounters counters, Disposer disposer, HandOver handOver) {
        ports = new WorkerPort[setup.ports().size()];
        for (PortSetup port : setup.ports()) {
            ports[port.id()] = new WorkerPort(port, counters, disposer, handOver);
            neighbours.add(new AddressTable<>());
            lastingNeighbours.add(new AddressTable<>());
        }
        localAddresses = setup.ports().stream().flatMap(port -> port.addresses().stream()).toArray(IpAddress[]::new);
        broadcastAddresses = setup.routes().stream().map(Topology::broadcastAddress).flatMap(Optional::stream)
            .toArray(IpAddress[]::new);
        localBits = bits(localAddresses);
        broadcastBits = bits(broadcastAddresses);
        hostPort = setup.ports().stream().filter(port -> port.side() == PortSide.HOST)
            .map(port -> ports[port.id()]).findFirst().orElse(null);
        encapsulationPorts = setup.paths().stream().map(OuterPath::endpoints).filter(Endpoints::isUdp)
            .mapToInt(Endpoints::localPort).distinct().toArray();
        for (RouteSetup route : setup.routes()) {
            NextHop nextHop = route.tunnel() == null
                ? new NextHop(ports[route.port()], route.gateway(), route.to().length())
                : new NextHop(route.tunnel());
            routes.add(route.to(), nextHop, route.metric());
            nextHops.add(nextHop);
            if (nextHop.gateway() != null) {
                needLastingly(nextHop, nextHop.gateway());
            }
        }
        if (hostPort != null) {
            for (IpAddress address : localAddresses) {
                routes.add(new IpPrefix(address, address.bits()), hostPort.host(), 0);
            }
        }
        paths = new ArrayList<>(setup.paths());
        peers = new Peers(setup.place().tunnels());
        nextHopOfPath = new NextHop[setup.paths().size()];
        for (OuterPath path : setup.paths()) {
            nextHopOfPath[path.id()] = route(path);
        }
    }

    /**
     * Makes one path more known, with the next number; ESP in UDP comes in by the ports that it comes in by already.
     */
    void add(OuterPath path) {
        paths.add(path);
        nextHopOfPath = Arrays.copyOf(nextHopOfPath, path.id() + 1);
        nextHopOfPath[path.id()] = route(path);
    }

    private NextHop route(OuterPath path) {
        IpAddress remote = path.endpoints().remote();
        NextHop nextHop = route(remote.high(), remote.low());
        if (nextHop != null && nextHop.port() != null && nextHop.gateway() == null) {
            needLastingly(nextHop, remote);
        }
        return nextHop;
    }

    private void needLastingly(NextHop nextHop, IpAddress neighbour) {
        lastingNeighbours.get(nextHop.port().id()).put(neighbour.high(), neighbour.low(), nextHop);
    }

    /**
     * Tells what an address on a link is here.
     *
     * @param port        the link's port.
     * @param high        the first eight bytes of the address.
     * @param low         the last eight.
     * @param isAnswering whether it seems to answer a question of ours.
     * @return its standing.
     */
    LinkLimiter.Standing standing(WorkerPort port, long high, long low, boolean isAnswering) {
        if (lastingNeighbours.get(port.id()).get(high, low) != null) {
            return LinkLimiter.Standing.NEXT_HOP;
        }
        if (neighbours.get(port.id()).get(high, low) != null) {
            return LinkLimiter.Standing.KNOWN;
        }
        return isAnswering ? LinkLimiter.Standing.ANSWERING : LinkLimiter.Standing.STRANGER;
    }

    /** {@return whether a packet of ours goes to the peer of a path, by its number} */
    boolean isTo(int path, IpHeader header) {
        OuterPath sent = paths.get(path);
        return sent.remoteLow() == header.destinationLow() && sent.remoteHigh() == header.destinationHigh();
    }

    /** {@return the unprotected port that an address of ours is on, or null} */
    WorkerPort unprotectedPort(IpAddress address) {
        for (WorkerPort port : ports) {
            if (port.side() == PortSide.UNPROTECTED && port.owns(address.high(), address.low())) {
                return port;
            }
        }
        return null;
    }

    WorkerPort[] ports() {
        return ports;
    }

    /** {@return the port to the gateway's own host, or null} */
    WorkerPort hostPort() {
        return hostPort;
    }

    /** {@return whether an address is one of the gateway's own} */
    boolean isLocal(long high, long low) {
        return (localBits >>> low & 1) != 0 && isOneOf(localAddresses, high, low);
    }

    /** {@return whether an address is that of all hosts on the subnet of a port (RFC 919 7, RFC 2644)} */
    boolean isBroadcast(long high, long low) {
        return (broadcastBits >>> low & 1) != 0 && isOneOf(broadcastAddresses, high, low);
    }

    /** {@return the addresses that no packet may come from: our own, and the broadcast addresses of our subnets} */
    List<IpPrefix> ownAndBroadcast() {
        return Stream.concat(Arrays.stream(localAddresses), Arrays.stream(broadcastAddresses))
            .map(address -> new IpPrefix(address, address.bits())).toList();
    }

    private static boolean isOneOf(IpAddress[] addresses, long high, long low) {
        for (IpAddress address : addresses) {
            if (address.low() == low && address.high() == high) {
                return true;
            }
        }
        return false;
    }

    /** {@return whether a tunnel leads to an address} */
    boolean isPeer(long high, long low) {
        return peers.contains(high, low);
    }

    /** Takes note that a tunnel has moved from one path to another. */
    void move(OuterPath from, OuterPath to) {
        peers.move(from, to);
    }

    private static long bits(IpAddress[] addresses) {
        return Arrays.stream(addresses).mapToLong(address -> 1L << address.low()).reduce(0, (all, bit) -> all | bit);
    }

    /** A subnet of one or two addresses has none (RFC 3021). */
    private static Optional<IpAddress> broadcastAddress(RouteSetup route) {
        IpPrefix subnet = route.to();
        boolean isSubnet = route.gateway() == null && route.tunnel() == null;
        return isSubnet && subnet.isIpv4() && subnet.length() <= LONGEST_WITH_BROADCAST
            ? Optional.of(IpAddress.ofIpv4(subnet.address().ipv4() | -1 >>> subnet.length())) : Optional.empty();
    }

    /** {@return whether ESP comes in UDP to this port of ours} */
    boolean isEncapsulationPort(int udpPort) {
        for (int port : encapsulationPorts) {
            if (port == udpPort) {
                return true;
            }
        }
        return false;
    }

    /** {@return where packets to a destination go, or null} */
    NextHop route(long high, long low) {
        return routes.lookup(high, low);
    }

    /** {@return whether packets to a destination may go into a tunnel, now or when another yields} */
    boolean mayLeadInto(long high, long low, Tunnel tunnel) {
        return routes.mayLeadInto(high, low, tunnel);
    }

    /** {@return another tunnel for what goes to a destination, the first that can send; or null} */
    Tunnel alternative(long high, long low) {
        return routes.alternative(high, low);
    }

    /** Lets routes into a tunnel give way to others, or come back. */
    void yields(Tunnel tunnel, boolean isTo) {
        tunnel.yields(isTo);
        routes.choose(tunnel);
    }

    /** {@return where a path's packets go, or null; found once, since routes do not change} */
    NextHop nextHop(OuterPath path) {
        return nextHopOfPath[path.id()];
    }

    /** {@return the hardware address to reach a destination by, or {@link NextHop#UNRESOLVED}} */
    long macAddress(NextHop nextHop, long high, long low) {
        if (nextHop.gateway() != null) {
            return nextHop.macAddress();
        }
        Long macAddress = neighbours.get(nextHop.port().id()).get(high, low);
        return macAddress == null ? NextHop.UNRESOLVED : macAddress;
    }

    void neighbour(int port, IpAddress address, long macAddress) {
        neighbours.get(port).put(address.high(), address.low(), macAddress);
        updateGateways(port, address, macAddress);
    }

    void forgetNeighbour(int port, IpAddress address) {
        neighbours.get(port).remove(address.high(), address.low());
        updateGateways(port, address, NextHop.UNRESOLVED);
    }

    private void updateGateways(int port, IpAddress address, long macAddress) {
        for (NextHop nextHop : nextHops) {
            if (address.equals(nextHop.gateway()) && nextHop.port().id() == port) {
                nextHop.macAddress(macAddress);
            }
        }
    }
}
