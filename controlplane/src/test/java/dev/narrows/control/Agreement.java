package dev.narrows.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.narrows.control.order.ScriptedWorker;
import dev.narrows.control.plan.GatewayPlan;
import dev.narrows.control.spd.PlannedPolicy;
import dev.narrows.control.view.NeighbourView;
import dev.narrows.control.view.PathView;
import dev.narrows.control.view.PolicyView;
import dev.narrows.control.view.SaView;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * Compares what the conductor thinks, as operators are shown it, with what each worker would know after the orders that
 * reached it: SAs by SPI and by whose they are, leases, policies, path MTUs and neighbours.
 */
public final class Agreement {
    private final ConductorClient client;
    private final List<ScriptedWorker> workers;
    private final GatewayPlan plan;
    private final Runnable conductor;

    /**
     * What is to agree.
     *
     * @param client    asks the conductor.
     * @param plan      what the workers were made with.
     * @param workers   all of them.
     * @param conductor one duty cycle.
     */
    Agreement(ConductorClient client, GatewayPlan plan, List<ScriptedWorker> workers, Runnable conductor) {
        this.client = client;
        this.plan = plan;
        this.workers = workers;
        this.conductor = conductor;
    }

    /** Lets workers carry out what waits, and compares. */
    void check() {
        int done;
        do {
            conductor.run();
            done = 0;
            for (ScriptedWorker worker : workers) {
                done += worker.run().size();
            }
        } while (done > 0);
        checkSas(Parts.all(page -> ask(client.ask(operations -> operations.sas(page)))));
        Set<Integer> policies = new TreeSet<>();
        Parts.all(page -> ask(client.ask(operations -> operations.policies(page)))).stream()
            .map(PolicyView::id).forEach(policies::add);
        forEachWorker(worker -> {
            Set<Integer> known = new TreeSet<>(worker.policies);
            plan.policies().stream().map(PlannedPolicy::id).filter(id -> !worker.removedPolicies.contains(id))
                .forEach(known::add);
            assertEquals(policies, known, "policies");
        });
        checkPaths(Parts.all(page -> ask(client.ask(operations -> operations.paths(page)))));
        checkNeighbours(Parts.all(page -> ask(client.ask(operations -> operations.neighbours(page)))));
    }

    private void checkSas(List<SaView> sas) {
        for (int number = 0; number < workers.size(); number++) {
            ScriptedWorker worker = workers.get(number);
            for (String direction : List.of("in", "out")) {
                Set<Integer> own = new TreeSet<>();
                Map<Integer, Integer> others = new TreeMap<>();
                for (SaView sa : sas) {
                    if (sa.direction().equals(direction) && sa.worker() == number) {
                        own.add((int)sa.spi());
                    } else if (sa.direction().equals(direction)) {
                        others.put((int)sa.spi(), sa.worker());
                    }
                }
                boolean isIn = direction.equals("in");
                Set<Integer> has = isIn ? worker.inboundBySpi.keySet() : worker.outboundBySpi.keySet();
                assertEquals(own.size(), has.size(), direction + " of worker " + number);
                assertTrue(own.equals(has), direction + " of worker " + number + " are others");
                assertTrue(others.equals(isIn ? worker.inboundOwners : worker.outboundOwners),
                    "owners of " + direction + " as worker " + number + " knows them");
            }
            sas.stream().filter(sa -> sa.leasedUntil() != null && sa.worker() == worker(worker)).forEach(sa -> {
                int id = worker.outboundBySpi.get((int)sa.spi()).id();
                long last = worker.outboundBySpi.get((int)sa.spi()).sequenceSpace().last();
                long known = worker.leaseEnds.getOrDefault(id, sa.leasedUntil());
                assertEquals(Math.min(sa.leasedUntil(), last), Math.min(known, last), "lease of SPI " + sa.spi());
            });
        }
    }

    private int worker(ScriptedWorker worker) {
        return workers.indexOf(worker);
    }

    private void checkPaths(List<PathView> paths) {
        forEachWorker(worker -> {
            for (int path = 0; path < paths.size(); path++) {
                int known = worker.pathMtus.getOrDefault(path, paths.get(path).linkMtu());
                assertEquals(paths.get(path).effectiveMtu(), known, "MTU of path " + path);
            }
        });
    }

    private void checkNeighbours(List<NeighbourView> neighbours) {
        List<String> known = new ArrayList<>();
        neighbours.stream().filter(neighbour -> neighbour.mac() != null)
            .forEach(neighbour -> known.add(neighbour.address() + " " + neighbour.mac()));
        known.sort(null);
        forEachWorker(worker -> {
            List<String> told = new ArrayList<>();
            worker.neighbours.forEach((place, mac) -> told.add(place.substring(place.indexOf(' ') + 1) + " " + mac));
            told.sort(null);
            assertEquals(known, told, "neighbours");
        });
    }

    private void forEachWorker(Consumer<ScriptedWorker> check) {
        workers.forEach(check);
    }

    private <T> T ask(CompletableFuture<T> asked) {
        conductor.run();
        return asked.join();
    }
}
