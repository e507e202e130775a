package dev.narrows.control.sad;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.narrows.config.SaSpec;
import dev.narrows.control.TestConfig;
import dev.narrows.control.lease.SequenceLeases;
import dev.narrows.control.lease.TestLeases;
import dev.narrows.control.order.ScriptedWorker;
import dev.narrows.control.order.WorkerProxy;
import dev.narrows.control.plan.GatewayPlan;
import dev.narrows.control.request.SaDeletion;
import dev.narrows.crypto.Algorithm;
import dev.narrows.crypto.CryptoEngine;
import dev.narrows.crypto.CryptoEngines;
import dev.narrows.crypto.EngineChoice;
import dev.narrows.crypto.KeyingMaterial;
import dev.narrows.sa.Direction;
import dev.narrows.sa.Lifetime;
import dev.narrows.sa.Numbering;
import dev.narrows.sa.OuterPath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A hundred thousand SAs, with real keys and leases on a real disk: how long, and how much memory. */
final class SaScaleTest {
    private static final int COUNT = 100_000;
    /** As many as a line of the control socket holds. */
    private static final int A_CALL = 250;
    private static final Duration LONGEST = Duration.ofSeconds(60);

    @TempDir
    private Path directory;

    @Test
    void shouldLoadAndDeleteHundredThousandInSeconds() throws IOException {
        SequenceLeases.init(directory);
        try (CryptoEngine engine = CryptoEngines.open(EngineChoice.AUTO);
            SequenceLeases leases = new TestLeases().open(directory)) {
            ScriptedWorker worker = new ScriptedWorker();
            GatewayPlan plan = new GatewayPlan(TestConfig.of(directory));
            List<OuterPath> paths = plan.newOuterPaths(0);
            WorkerProxy proxy = new WorkerProxy(0, worker.commands, worker.events, worker.counters, engine,
                paths, plan.newTunnels(paths));
            SaDatabase sas = new SaDatabase(List.of(proxy), leases, new OnePeer(),
                new SaEvents((type, fields) -> { }, number -> "to-c"), () -> 0);
            long heapBefore = heap();
            long residentBefore = resident();
            long started = System.nanoTime();
            load(sas, proxy, worker);
            long loaded = System.nanoTime();
            assertEquals(COUNT, sas.all().size());
            assertEquals(COUNT, worker.inbound.size() + worker.outbound.size());
            assertEquals(0, proxy.lost());
            long heapPerSa = (heap() - heapBefore) / COUNT;
            long residentPerSa = (resident() - residentBefore) / COUNT;
            long deleting = System.nanoTime();
            delete(sas, worker);
            long deleted = System.nanoTime();
            System.out.printf("%s: %d SAs, half of them outbound: loaded in %d ms, deleted in %d ms; %d bytes of heap "
                + "and %d of resident memory each%n", engine.description(), COUNT,
                TimeUnit.NANOSECONDS.toMillis(loaded - started), TimeUnit.NANOSECONDS.toMillis(deleted - deleting),
                heapPerSa, residentPerSa);
            assertTrue(loaded - started < LONGEST.toNanos(), "loading");
            assertTrue(deleted - deleting < LONGEST.toNanos(), "deleting");
            assertEquals(0, sas.all().size());
        }
    }

    private static void load(SaDatabase sas, WorkerProxy proxy, ScriptedWorker worker) {
        for (int first = 0; first < COUNT; first += A_CALL) {
            List<SaCandidate> wanted = new ArrayList<>();
            for (int i = first; i < first + A_CALL; i++) {
                KeyingMaterial key = KeyingMaterial.fromHex(String.format("%032xcafebabe", i + 1L), 20);
                wanted.add(SaCandidate.of(0, direction(i), new SaSpec(256L + i, Algorithm.AES_128_GCM_16, key,
                    Numbering.standard(64), Lifetime.UNLIMITED, OptionalInt.empty())));
            }
            sas.change(wanted, List.of());
            wanted.forEach(candidate -> candidate.sa().key().close());
            proxy.poll(64);
            worker.run();
        }
    }

    private static void delete(SaDatabase sas, ScriptedWorker worker) {
        for (int first = 0; first < COUNT; first += A_CALL) {
            List<SaDeletion> deletions = new ArrayList<>();
            for (int i = first; i < first + A_CALL; i++) {
                deletions.add(new SaDeletion(256L + i, direction(i), 0));
            }
            sas.change(List.of(), deletions);
            worker.run();
            for (int id = first; id < first + A_CALL; id++) {
                sas.released(id);
            }
        }
    }

    private static Direction direction(int i) {
        return i % 2 == 0 ? Direction.IN : Direction.OUT;
    }

    private static long heap() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }

    private static long resident() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/status")).stream().filter(line -> line.startsWith("VmRSS:"))
            .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024).findFirst().orElseThrow();
    }
}
