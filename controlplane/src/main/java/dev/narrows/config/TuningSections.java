package dev.narrows.config;

import dev.narrows.path.ClaimPolicy;
import dev.narrows.pmtu.IcmpErrorLimiter;
import dev.narrows.worker.WorkerMesh;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads {@code worker}, {@code icmp} and {@code pmtu}, each of which may be left out.
 */
final class TuningSections {
    // glibc's cpu_set_t has 1024 bits.
    private static final ValueType<Integer> CPU = Values.integer(0, 1023);
    private static final ValueType<IdleKind> IDLE =
        Values.oneOf(Map.of("spin", IdleKind.SPIN, "backoff", IdleKind.BACKOFF), IdleKind.SPIN);
    private static final ValueType<Boolean> FAST_PATH = Values.oneOf(Map.of("on", true, "off", false), true);
    private static final ValueType<Integer> RATE = Values.integer(1, IcmpErrorLimiter.MAX_RATE);
    private static final int DEFAULT_PER_SOURCE = 10;
    private static final int DEFAULT_TOTAL = 1000;
    // From the smallest MTU that IPv4 allows (RFC 791) to Ethernet's.
    private static final ValueType<Integer> FLOOR = Values.integer(68, 1500);
    private static final int DEFAULT_FLOOR = 576;
    // RFC 1191 6.3: ten minutes.
    private static final Duration DEFAULT_RAISE_AFTER = Duration.ofMinutes(10);

    private static final ValueType<ClaimPolicy> PTB = Values.oneOf(Map.of("verify", ClaimPolicy.VERIFY,
        "trust", ClaimPolicy.TRUST, "ignore", ClaimPolicy.IGNORE), ClaimPolicy.VERIFY);
    private static final Duration DEFAULT_VALIDATE_EVERY = Duration.ofSeconds(5);

    private TuningSections() {
    }

    /**
     * Reads {@code worker}.
     *
     * @param root the whole file.
     * @return the settings; defaults where they are left out or wrong.
     */
    static WorkerConfig worker(Section root) {
        return root.section("worker").flatMap(section -> section.read(TuningSections::readWorker))
            .map(Located::value).orElse(new WorkerConfig(List.of(), false, IdleKind.SPIN, true));
    }

    /**
     * Reads {@code icmp}.
     *
     * @param root the whole file.
     * @return the settings; defaults where they are left out or wrong.
     */
    static IcmpConfig icmp(Section root) {
        return root.section("icmp").flatMap(section -> section.read(TuningSections::readIcmp))
            .map(Located::value).orElse(new IcmpConfig(DEFAULT_PER_SOURCE, DEFAULT_TOTAL));
    }

    /**
     * Reads {@code pmtu}.
     *
     * @param root the whole file.
     * @return the settings; defaults where they are left out or wrong.
     */
    static PmtuConfig pmtu(Section root) {
        return root.section("pmtu").flatMap(section -> section.read(TuningSections::readPmtu))
            .map(Located::value)
            .orElse(new PmtuConfig(DEFAULT_FLOOR, DEFAULT_RAISE_AFTER, ClaimPolicy.VERIFY, DEFAULT_VALIDATE_EVERY));
    }

    private static WorkerConfig readWorker(Section section) {
        return new WorkerConfig(cpus(section), section.optional("share-core", Values.BOOLEAN).orElse(false),
            section.optional("idle", IDLE).orElse(IdleKind.SPIN),
            section.optional("fast-path", FAST_PATH).orElse(true));
    }

    private static List<Integer> cpus(Section section) {
        Optional<Integer> cpu = section.optional("cpu", CPU);
        List<Integer> cpus = section.oneOrMore("cpus", CPU);
        if (section.has("cpu") && section.has("cpus")) {
            section.errorAt("cpus",
                "stands beside cpu; give cpu for one worker, or cpus for one worker on each of them");
        } else if (section.has("cpus") && cpus.isEmpty()) {
            section.errorAt("cpus",
                "is empty; it must be a list of 1 to " + WorkerMesh.MOST_WORKERS + " CPUs, one a worker");
        } else if (cpus.size() > WorkerMesh.MOST_WORKERS) {
            section.errorAt("cpus",
                "has " + cpus.size() + " CPUs; at most " + WorkerMesh.MOST_WORKERS + " are allowed");
        }
        Set<Integer> seen = new HashSet<>();
        for (Integer each : cpus) {
            if (!seen.add(each)) {
                section.errorAt("cpus", "names CPU " + each + " twice; each worker needs its own");
            }
        }
        return cpu.map(List::of).orElse(cpus);
    }

    private static IcmpConfig readIcmp(Section section) {
        int perSource = section.optional("per-source", RATE).orElse(DEFAULT_PER_SOURCE);
        int total = section.optional("total", RATE).orElse(DEFAULT_TOTAL);
        if (perSource > total) {
            section.errorAt("per-source",
                perSource + " is above total; one source must not use up what is for all, at most " + total);
        }
        return new IcmpConfig(perSource, total);
    }

    private static PmtuConfig readPmtu(Section section) {
        return new PmtuConfig(
            section.optional("floor", FLOOR).orElse(DEFAULT_FLOOR),
            section.optional("raise-after", Values.DURATION).orElse(DEFAULT_RAISE_AFTER),
            section.optional("ptb", PTB).orElse(ClaimPolicy.VERIFY),
            section.optional("validate-every", Values.DURATION).orElse(DEFAULT_VALIDATE_EVERY));
    }
}
