package dev.narrows.cli;

import dev.narrows.api.ControlSocket;
import dev.narrows.api.GatewayMethods;
import dev.narrows.config.GatewayConfig;
import dev.narrows.config.IdleKind;
import dev.narrows.control.Conductor;
import dev.narrows.control.ConductorClient;
import dev.narrows.control.ConductorContext;
import dev.narrows.control.event.EventFeed;
import dev.narrows.control.lease.SequenceLeases;
import dev.narrows.control.plan.GatewayPlan;
import dev.narrows.dpdk.Eal;
import dev.narrows.linux.CpuTopology;
import dev.narrows.linux.MemoryLock;
import dev.narrows.linux.ProcessHardening;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.AgentRunner;
import org.agrona.concurrent.BackoffIdleStrategy;
import org.agrona.concurrent.BusySpinIdleStrategy;
import org.agrona.concurrent.IdleStrategy;
import org.agrona.concurrent.ShutdownSignalBarrier;
import org.agrona.concurrent.SystemEpochClock;
import org.agrona.concurrent.SystemNanoClock;

/**
 * The composition root: puts a gateway together, runs it until a signal, and takes it apart again. Its threads are the
 * workers', the conductor's and the control socket's.
 */
final class Gateway {
    private static final int REQUEST_CAPACITY = 256;
    private static final int MAX_SPINS = 100;
    private static final int MAX_YIELDS = 10;
    private static final long MIN_PARK_NS = TimeUnit.MICROSECONDS.toNanos(1);
    private static final long MAX_PARK_NS = TimeUnit.MICROSECONDS.toNanos(200);

    private final GatewayConfig config;
    private final PrintStream log;
    private final ShutdownSignalBarrier barrier = new ShutdownSignalBarrier();
    private final AtomicBoolean hasFailed = new AtomicBoolean();

    private Gateway(GatewayConfig config, PrintStream log) {
        this.config = config;
        this.log = log;
    }

    /**
     * Runs a gateway until SIGTERM, SIGINT or a failure.
     *
     * @param config what to run.
     * @param log    takes lines for people.
     * @return the exit code: 0 where it was told to stop, 1 where it failed on the way.
     * @throws IOException      where the control socket cannot be had; the message is a sentence. What else cannot be
     *                          had throws that thing's own exception, with a sentence likewise.
     * @throws CommandException where two workers would share a core.
     */
    static int run(GatewayConfig config, PrintStream log) throws IOException, CommandException {
        Gateway gateway = new Gateway(config, log);
        try (ShutdownSignalBarrier _ = gateway.barrier) {
            gateway.run();
        }
        return gateway.hasFailed.get() ? 1 : 0;
    }

    /** What is opened first is closed last; what must not run without something else stands behind it. */
    private void run() throws IOException, CommandException {
        WorkerCores.check(config.worker(), new CpuTopology()::coreOf);
        harden();
        ConductorClient client = new ConductorClient(REQUEST_CAPACITY);
        SequenceLeases leases = SequenceLeases.open(config.stateDir(),
            () -> TimeUnit.MILLISECONDS.toSeconds(SystemEpochClock.INSTANCE.time()), config.leaseRetention());
        GatewayPlan plan = new GatewayPlan(config);
        try (GatewayDevices devices = GatewayDevices.open(config, plan, line -> log.println("narrows: " + line));
            Workers workers = new Workers(config, plan, devices)) {
            log.printf("narrows: %s; %s%n", Eal.version(), workers.engineDescription());
            EventFeed events = new EventFeed();
            Conductor conductor = new Conductor(new ConductorContext(config, plan, workers.proxies(),
                devices.ports().stream().map(DevicePortProbe::new).toList(),
                new PoolStatus(devices.pool(), config.worker().count() * WorkerAssembly.REASSEMBLY_SLOTS), leases,
                client, events, SystemNanoClock.INSTANCE, SystemEpochClock.INSTANCE, this::journal));
            config.close();
            try (AgentRunner _ = start(conductor, backoff());
                WorkerThreads _ = new WorkerThreads(workers.agents().stream().map(this::start).toList());
                ControlSocket _ =
                    ControlSocket.open(config.controlSocket(), GatewayMethods.of(client), events, this::journal)) {
                log.println("narrows: ready");
                barrier.await();
                log.println("narrows: stopping");
            }
        }
    }

    /** Nobody else reads our memory, and none of it is written to swap. */
    private void harden() {
        ProcessHardening.forbidDumps();
        MemoryLock.lockAll().ifPresent(why -> journal("memory is not locked: " + why));
    }

    private AgentRunner start(WorkerAgent worker) {
        return start(
            worker, config.worker().idle() == IdleKind.SPIN ? BusySpinIdleStrategy.INSTANCE : backoff());
    }

    private AgentRunner start(Agent agent, IdleStrategy idleStrategy) {
        AgentRunner runner = new AgentRunner(idleStrategy, this::fail, null, agent);
        AgentRunner.startOnThread(runner);
        return runner;
    }

    /**
     * A gateway with a defect stops as a whole, to be started again by its supervisor: half of one would lose packets
     * and say nothing.
     */
    private void fail(Throwable cause) {
        if (hasFailed.compareAndSet(false, true)) {
            journal("failed: " + cause);
            cause.printStackTrace(log);
            barrier.signal();
        }
    }

    private void journal(String line) {
        log.println("narrows: " + Instant.now().truncatedTo(ChronoUnit.MILLIS) + " " + line);
    }

    private static IdleStrategy backoff() {
        return new BackoffIdleStrategy(MAX_SPINS, MAX_YIELDS, MIN_PARK_NS, MAX_PARK_NS);
    }
}
