package dev.narrows.config;

import dev.narrows.path.ClaimPolicy;
import dev.narrows.pmtu.IcmpErrorLimiter;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Reads {@code worker}, {@code icmp} and {@code pmtu}, each of which may be left out.
 */
final class TuningSections {
    // glibc's cpu_set_t has 1024 bits.
    private static final ValueType<Integer> CPU = Values.integer(0, 1023);
    private static final ValueType<IdleKind> IDLE =
        Values.oneOf(Map.of("spin", IdleKind.SPIN, "backoff", IdleKind.BACKOFF), IdleKind.SPIN);
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
            .map(Located::value).orElse(new WorkerConfig(OptionalInt.empty(), IdleKind.SPIN));
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
        Optional<Integer> cpu = section.optional("cpu", CPU);
        return new WorkerConfig(cpu.map(OptionalInt::of).orElse(OptionalInt.empty()),
            section.optional("idle", IDLE).orElse(IdleKind.SPIN));
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
