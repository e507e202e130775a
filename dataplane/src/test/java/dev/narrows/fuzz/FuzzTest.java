package dev.narrows.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.narrows.esp.EspFuzzTarget;
import dev.narrows.worker.GatewayFuzzTarget;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Runs every target for a number of inputs, or, as {@code deploy/fuzz} has it, for a time. What fails is made as short
 * as it can be, and kept in a file of the corpus where one is named; the corpus is run again here each time.
 */
class FuzzTest {
    private static final int INPUTS = 300;
    private static final long SECONDS = Long.getLong("narrows.fuzz.seconds", 0);
    private static final long SEED = Long.getLong("narrows.seed", 1);
    private static final String CORPUS = System.getProperty("narrows.fuzz.corpus", "");
    private static final List<FuzzTarget> TARGETS = List.of(new EspFuzzTarget(), new GatewayFuzzTarget());

    /** What inputs must get to, or they are not worth much. */
    private static final Map<String, List<String>> EXPECTED = Map.of(
        "esp", List.of("PASSED", "SHORT_ESP", "WRONG_OUTER_ADDRESS", "BAD_ICV", "BAD_PADDING", "DUMMY",
            "BAD_NEXT_HEADER", "BAD_INNER", "CONGESTION_UNMARKABLE"),
        "gateway", List.of("ENCAPSULATED", "DECAPSULATED", "TOO_BIG_SENT", "FRAGMENTED_OUTSIDE",
            "MSS_CLAMPED", "REPLAYED", "BAD_ICV", "BAD_INNER",
            "BAD_IPV4_HEADER", "BAD_IPV6_HEADER", "INVALID_ADDRESS", "SELECTOR_MISMATCH", "NO_POLICY",
            "POLICY_DISCARD", "CLEARTEXT_FROM_UNPROTECTED", "CLEARTEXT_TO_UNPROTECTED",
            "FRAGMENT_TAKEN", "REASSEMBLED", "UNKNOWN_SPI", "NOT_SERVED",
            "PROBES_SENT", "PROBE_TOO_BIG", "PROBE_ANSWER_TAKEN", "PROBES_ANSWERED"));

    private static List<Path> corpus() throws IOException, URISyntaxException {
        try (Stream<Path> files = Files.list(Path.of(FuzzTest.class.getResource("corpus").toURI()))) {
            return files.sorted().toList();
        }
    }

    @ParameterizedTest
    @MethodSource("corpus")
    void shouldStandTheCorpus(Path file) throws IOException {
        List<String> lines = Files.readAllLines(file).stream().filter(line -> !line.startsWith("#")).toList();
        FuzzTarget target = TARGETS.stream().filter(one -> one.name().equals(lines.get(0))).findFirst().orElseThrow();
        target.run(lines.subList(1, lines.size()));
    }

    @Test
    void shouldStandWhateverComes() throws IOException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
        List<String> failures = new ArrayList<>();
        long inputs = 0;
        while (failures.isEmpty() && (inputs < INPUTS || System.nanoTime() < end)) {
            for (FuzzTarget target : TARGETS) {
                long seed = SEED * 1_000_003 + inputs;
                List<String> input = target.generate(new Random(seed));
                Throwable failure = failure(target, input);
                if (failure != null) {
                    failures.add(keep(target, seed, shorten(target, input), failure));
                }
            }
            inputs++;
        }
        System.out.println("fuzz: " + inputs + " inputs to each of " + TARGETS.size() + " targets from seed " + SEED
            + ", " + failures.size() + " failed");
        assertEquals(List.of(), failures);
        for (FuzzTarget target : TARGETS) {
            System.out.println("fuzz: " + target.name() + " reached " + String.join(" ", target.reached()));
            assertTrue(target.reached().containsAll(EXPECTED.get(target.name())), target::name);
        }
    }

    @SuppressWarnings("CatchingUnchecked") // Whatever is thrown is a finding.
    private static Throwable failure(FuzzTarget target, List<String> input) {
        try {
            target.run(input);
            return null;
        } catch (AssertionError | Exception e) {
            return e;
        }
    }

    /** Leaves out every line but the first that the failure does not need. */
    private static List<String> shorten(FuzzTarget target, List<String> input) {
        List<String> shortest = new ArrayList<>(input);
        for (int i = shortest.size() - 1; i > 0; i--) {
            String line = shortest.remove(i);
            if (failure(target, shortest) == null) {
                shortest.add(i, line);
            }
        }
        return shortest;
    }

    private static String keep(FuzzTarget target, long seed, List<String> input, Throwable failure)
        throws IOException {
        List<String> lines = new ArrayList<>();
        lines.add("# " + failure.toString().replaceAll("\\R.*", ""));
        lines.add(target.name());
        lines.addAll(input);
        if (!CORPUS.isEmpty()) {
            Files.write(Path.of(CORPUS).resolve(target.name() + "-" + seed + ".txt"), lines);
        }
        return String.join("\n", lines);
    }
}
