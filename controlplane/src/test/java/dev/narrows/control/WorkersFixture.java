package dev.narrows.control;

import dev.narrows.config.GatewayConfig;
import dev.narrows.control.event.EventFeed;
import dev.narrows.control.lease.SequenceLeases;
import dev.narrows.control.lease.TestLeases;
import dev.narrows.control.order.ScriptedWorker;
import dev.narrows.control.order.WorkerProxy;
import dev.narrows.control.plan.GatewayPlan;
import dev.narrows.control.request.Page;
import dev.narrows.control.request.PageRequest;
import dev.narrows.control.request.SaChange;
import dev.narrows.control.request.SaDeletion;
import dev.narrows.control.request.SaRequest;
import dev.narrows.sa.Direction;
import dev.narrows.sa.OuterPath;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;

/** A conductor with two scripted workers, on a clock that the test moves. */
public final class WorkersFixture {
    public final List<ScriptedWorker> workers = List.of(new ScriptedWorker(), new ScriptedWorker());
    public final ConductorClient client = new ConductorClient(8);
    public final RecordingEngine engine = new RecordingEngine();
    public final List<String> events = new ArrayList<>();
    public final GatewayPlan plan;
    private final Conductor conductor;
    private long nanos;

    /** Makes the conductor of a configuration with two workers, and starts it. */
    public WorkersFixture(GatewayConfig config) throws IOException {
        plan = new GatewayPlan(config);
        List<WorkerProxy> proxies = new ArrayList<>();
        for (ScriptedWorker worker : workers) {
            List<OuterPath> paths = plan.newOuterPaths(proxies.size());
            proxies.add(new WorkerProxy(proxies.size(), worker.commands, worker.events, worker.counters, engine,
                paths, plan.newTunnels(paths)));
        }
        EventFeed feed = new EventFeed();
        feed.subscribe(event -> events.add(event.type().label() + " " + event.fields()));
        SequenceLeases leases = new TestLeases().open(TestLeases.storage());
        conductor = new Conductor(new ConductorContext(config, plan, proxies,
            List.of(ConductorFixture.port(0), ConductorFixture.port(1), ConductorFixture.port(2)),
            ConductorFixture.pool(),
            leases, client, feed, () -> nanos, () -> 0, line -> { }));
        conductor.onStart();
    }

    /** One duty cycle, and what each worker was told by it. */
    public List<List<String>> cycle() {
        conductor.doWork();
        return workers.stream().map(ScriptedWorker::run).toList();
    }

    /** The same, but for what is not about SAs. */
    public List<List<String>> cycleAboutSas() {
        return cycle().stream().map(WorkersFixture::aboutSas).toList();
    }

    public static List<String> aboutSas(List<String> commands) {
        return commands.stream().filter(command -> command.matches("(add|remove|owner of) (in|out) .*")).toList();
    }

    public List<List<String>> after(Duration duration) {
        advance(duration);
        return cycleAboutSas();
    }

    public void advance(Duration duration) {
        nanos += duration.toNanos();
    }

    /** One duty cycle of the conductor, while the workers stand still. */
    public void work() {
        conductor.doWork();
    }

    public <T> T ask(Function<Operations, T> question) {
        return answer(client.ask(question));
    }

    public <T> List<T> list(BiFunction<Operations, PageRequest, Page<T>> list) {
        return ask(operations -> list.apply(operations, PageRequest.FIRST)).items();
    }

    public void change(Consumer<Operations> change) {
        answer(client.change(change));
    }

    public void add(SaRequest request) {
        answer(client.changeSas(SaChange.adding(request)));
    }

    public void delete(long spi, Direction direction) {
        answer(client.changeSas(SaChange.deleting(new SaDeletion(spi, direction, 0))));
    }

    /** Asks, and lets the conductor answer, and the workers obey where the answer waits for that. */
    public <T> T answer(CompletableFuture<T> asked) {
        conductor.doWork();
        while (!asked.isDone() && workers.stream().mapToInt(ScriptedWorker::obey).sum() > 0) {
            conductor.doWork();
        }
        return asked.join();
    }

    /** Fails where the conductor and the workers do not agree. */
    public void expectAgreement() {
        new Agreement(client, plan, workers, conductor::doWork).check();
    }

    public void close() {
        conductor.onClose();
    }
}
