package dev.narrows.worker;

import dev.narrows.channel.CommandQueue;
import dev.narrows.fastpath.FastPath;
import dev.narrows.fragment.Reassembly;
import dev.narrows.packet.HandleArray;
import dev.narrows.packet.Packet;
import dev.narrows.pmtu.IcmpErrorLimiter;
import dev.narrows.pmtu.SentLedger;
import dev.narrows.policy.Policy;
import dev.narrows.policy.PolicyTable;
import dev.narrows.stats.WorkerCounter;
import dev.narrows.stats.WorkerCounters;
import java.security.SecureRandom;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.NanoClock;

/**
 * Carries packets from receive to transmit on one thread. A duty cycle reads the clock once, carries out one command
 * at the most, takes one burst from each other worker and from each port, and sends what came of it.
 * Nothing on the way of a packet allocates, locks, throws or logs.
 */
public final class Worker implements Agent {
    /** Packets taken from a port at a time. */
    public static final int BURST = 32;

    private static final long REASSEMBLY_TIMEOUT_SECONDS = 15;
    private static final int QUARTERS = 4;

    private final CommandQueue commands;
    private final NanoClock clock;
    private final String roleName;
    private final WorkerCounters counters;
    private final WorkerPort[] ports;
    private final Disposer disposer;
    private final HandOver handOver;
    private final TakeOver takeOver;
    private final Forwarder forwarder;
    private final PolicyGate gate;
    private final IcmpReporter reporter;
    private final ClaimStage claimStage;
    private final ReassemblyStage reassemblyStage;
    private final LocalOutput localOutput;
    private final LookAhead lookAhead;
    private final LinkLimiter linkLimiter = new LinkLimiter();
    private final Ingress ingress;
    private final WorkerCommands commandHandler;
    private final FastPath fastPath;
    private final HandleArray received = new HandleArray(BURST);
    private final Packet packet = new Packet();

    /**
     * Makes a worker; its thread is the caller's business.
     *
     * @param setup what it works with.
     */
    public Worker(WorkerSetup setup) {
        commands = setup.commands();
        clock = setup.clock();
        roleName = "narrows-worker-" + setup.place().number();
        counters = setup.counters();
        disposer = new Disposer(setup.pool(), counters);
        handOver = new HandOver(setup.place(), disposer, counters);
        Topology topology = new Topology(setup, counters, disposer, handOver);
        ports = topology.ports();
        PolicyTable policies = policies(setup);
        SentLedger ledger = new SentLedger(setup.limits().ledgerEntries());

        AddressRules addressRules = new AddressRules(setup, topology, policies);
        setup.policies().forEach(addressRules::watch);

        gate = new PolicyGate(policies);
        reporter = new IcmpReporter(topology, policies, setup.pool(), counters, icmpLimiter(setup.limits()),
            setup.limits().mtuFloor());
        forwarder = new Forwarder(topology, setup.events());
        FitStage fitStage = new FitStage(reporter, counters, setup);
        MssStage mssStage = new MssStage(counters, setup.limits());
        OutboundStage outboundStage =
            new OutboundStage(topology, gate, fitStage, mssStage, handOver, forwarder, disposer, setup, ledger);
        CleartextStage cleartextStage =
            new CleartextStage(topology, gate, outboundStage, fitStage, forwarder, reporter, disposer);
        localOutput = new LocalOutput(reporter, cleartextStage, disposer);
        LocalDelivery localDelivery = new LocalDelivery(topology, gate, cleartextStage, counters);
        InboundStage inboundStage =
            new InboundStage(topology, gate, addressRules, cleartextStage, localDelivery, mssStage, handOver, setup);
        lookAhead = new LookAhead(policies, inboundStage.sasBySpi(), LookAhead.WORTHWHILE);
        reassemblyStage = new ReassemblyStage(topology, peersReassembly(setup.limits()),
            strangersReassembly(setup.limits()), setup.pool(), counters);
        claimStage = new ClaimStage(topology, handOver, setup.events(), ledger, counters);
        UdpStage udpStage = new UdpStage(inboundStage, localDelivery);
        UnprotectedIngress unprotectedIngress = new UnprotectedIngress(inboundStage, udpStage, reassemblyStage,
            claimStage, localDelivery, cleartextStage, topology, disposer);
        HostIngress hostIngress = new HostIngress(topology, cleartextStage, handOver);
        ingress = new Ingress(topology, addressRules, new ArpStage(topology, setup.events(), linkLimiter),
            new DiscoveryStage(topology, setup.events(), linkLimiter), cleartextStage, unprotectedIngress,
            hostIngress, localDelivery, handOver);
        FlowResolver resolver = new FlowResolver(
            topology, addressRules, ingress, cleartextStage, outboundStage, inboundStage, disposer);
        fastPath = setup.limits().flowBits() == WorkerLimits.NO_FAST_PATH ? null : fastPath(setup, resolver, ledger);
        takeOver = new TakeOver(setup.place(), handOver, topology, ingress, unprotectedIngress, outboundStage, disposer,
            counters);
        commandHandler = new WorkerCommands(
            topology, policies, addressRules, inboundStage, outboundStage, mssStage, handOver, reporter, disposer,
            setup);
    }

    @Override
    public String roleName() {
        return roleName;
    }

    @Override
    public int doWork() {
        long now = clock.nanoTime();
        gate.begin(now);
        reporter.begin(now);
        claimStage.begin(now);
        forwarder.begin(now);
        linkLimiter.begin(now);
        reassemblyStage.begin(now);
        int work = carryOutCommands() + commandHandler.answer();
        work += takeOver();
        for (WorkerPort port : ports) {
            work += receive(port);
        }
        for (WorkerPort port : ports) {
            port.flush();
        }
        handOver.publish();
        disposer.flush();
        return work;
    }

    /** What a command changes the fast path's decisions may depend on, whatever it is. */
    private int carryOutCommands() {
        int count = commands.poll(commandHandler);
        if (count > 0 && fastPath != null) {
            fastPath.forget();
        }
        return count;
    }

    private int takeOver() {
        int count = takeOver.poll();
        if (count > 0) {
            localOutput.drain();
        }
        return count;
    }

    private int receive(WorkerPort port) {
        int count = port.receive(received);
        if (count > 0) {
            counters.add(WorkerCounter.RECEIVED, count);
            process(port, count);
        }
        localOutput.drain();
        return count;
    }

    private void process(WorkerPort port, int count) {
        if (fastPath != null && port.side() == PortSide.PROTECTED) {
            fastPath.takeClear(received.address(), count, port.id(), port.macAddress());
        } else if (fastPath != null && port.side() == PortSide.UNPROTECTED) {
            fastPath.takeEsp(received.address(), count, port.id(), port.macAddress());
        } else {
            lookAhead.begin(port.side(), received, count);
            for (int i = 0; i < count; i++) {
                packet.wrap(received.get(i));
                disposer.end(packet, ingress.process(packet, port));
            }
        }
    }

    private FastPath fastPath(WorkerSetup setup, FlowResolver resolver, SentLedger ledger) {
        return new FastPath(
            BURST, setup.limits().flowBits(), resolver, counters, ledger, setup.limits().mtuFloor());
    }

    private static PolicyTable policies(WorkerSetup setup) {
        PolicyTable policies = new PolicyTable();
        for (Policy policy : setup.policies()) {
            policies.add(policy);
        }
        return policies;
    }

    private static IcmpErrorLimiter icmpLimiter(WorkerLimits limits) {
        return new IcmpErrorLimiter(limits.icmpPerSource(), limits.icmpTotal(), new SecureRandom().nextLong());
    }

    /** One peer must not use up what is for all: somebody may send in its name. */
    private static Reassembly peersReassembly(WorkerLimits limits) {
        int slots = limits.reassemblySlots() - limits.reassemblySlots() / QUARTERS;
        return reassembly(limits, slots, slots - slots / QUARTERS);
    }

    private static Reassembly strangersReassembly(WorkerLimits limits) {
        int slots = limits.reassemblySlots() / QUARTERS;
        return reassembly(limits, slots, Math.max(1, slots / QUARTERS));
    }

    private static Reassembly reassembly(WorkerLimits limits, int slots, int maxPerSource) {
        return new Reassembly(
            slots, limits.largestDatagram(), TimeUnit.SECONDS.toNanos(REASSEMBLY_TIMEOUT_SECONDS), maxPerSource);
    }
}
