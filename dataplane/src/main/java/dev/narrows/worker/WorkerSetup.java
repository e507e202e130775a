package dev.narrows.worker;

import dev.narrows.channel.CommandQueue;
import dev.narrows.channel.EventRing;
import dev.narrows.packet.PacketPool;
import dev.narrows.policy.Policy;
import dev.narrows.sa.OuterPath;
import dev.narrows.stats.WorkerCounters;
import java.util.List;
import org.agrona.concurrent.NanoClock;

/**
 * All that a worker is given at its start. Everything mutable in it belongs to the worker from then on, but for what
 * the classes themselves say.
 *
 * @param ports    its ports, in the order of their numbers.
 * @param routes   next hops, in any order.
 * @param policies its own copies of the policies that are there at its start.
 * @param paths    the paths of all tunnels, in the order of their numbers.
 * @param pool     where packets come from.
 * @param commands from the conductor.
 * @param events   to the conductor.
 * @param counters its counters.
 * @param clock    the time.
 * @param limits   on what senders and strangers may cause.
 * @param place    its place among other workers.
 */
public record WorkerSetup(
    List<PortSetup> ports,
    List<RouteSetup> routes,
    List<Policy> policies,
    List<OuterPath> paths,
    PacketPool pool,
    CommandQueue commands,
    EventRing events,
    WorkerCounters counters,
    NanoClock clock,
    WorkerLimits limits,
    WorkerPlace place) {
}
