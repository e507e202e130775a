package dev.narrows.control;

import dev.narrows.config.GatewayConfig;
import dev.narrows.control.event.EventFeed;
import dev.narrows.control.lease.SequenceLeases;
import dev.narrows.control.link.PortProbe;
import dev.narrows.control.order.WorkerProxy;
import dev.narrows.control.plan.GatewayPlan;
import dev.narrows.control.status.PoolProbe;
import java.util.List;
import java.util.function.Consumer;
import org.agrona.concurrent.EpochClock;
import org.agrona.concurrent.NanoClock;

/**
 * What a conductor is made of.
 *
 * @param config     the configuration; its keys are needed only while the conductor is made.
 * @param plan       of the same configuration.
 * @param workers    at least one.
 * @param ports      each at the index that is its number.
 * @param pool       the packet pool.
 * @param leases     of sequence numbers; closed with the conductor.
 * @param client     where requests come from; closed with the conductor.
 * @param events     carries what happens to whoever listens.
 * @param nanoClock  what timers run by.
 * @param epochClock what people read.
 * @param journal    takes one sentence about each thing that an operator should hear of.
 */
public record ConductorContext(
    GatewayConfig config,
    GatewayPlan plan,
    List<WorkerProxy> workers,
    List<? extends PortProbe> ports,
    PoolProbe pool,
    SequenceLeases leases,
    ConductorClient client,
    EventFeed events,
    NanoClock nanoClock,
    EpochClock epochClock,
    Consumer<String> journal) {
    /** A context, with its own copies of the lists. */
    public ConductorContext {
        workers = List.copyOf(workers);
        ports = List.copyOf(ports);
    }
}
