package dev.narrows.config;

import dev.narrows.sa.Lifetime;
import dev.narrows.sa.Lifetime.Limit;
import java.time.Duration;
import java.util.function.ToLongFunction;

/**
 * Reads the {@code lifetime} of an SA.
 */
final class LifetimeSection {
    private static final ValueType<Long> COUNT = Values.longInteger(1, Limit.UNSET - 1, "2^63 - 2");

    private LifetimeSection() {
    }

    /**
     * Reads a lifetime.
     *
     * @param sa the SA's section.
     * @return the lifetime, without limits where there is none.
     */
    static Lifetime read(Section sa) {
        return sa.section("lifetime").flatMap(section -> section.read(LifetimeSection::limits)).map(Located::value)
            .orElse(Lifetime.UNLIMITED);
    }

    private static Lifetime limits(Section section) {
        return new Lifetime(limit(section, "time", Values.DURATION, Duration::toSeconds),
            limit(section, "bytes", COUNT, Long::longValue), limit(section, "packets", COUNT, Long::longValue));
    }

    private static <T> Limit limit(Section section, String what, ValueType<T> type, ToLongFunction<T> count) {
        Limit limit = new Limit(
            section.optional("soft-" + what, type).map(count::applyAsLong).orElse(Limit.UNSET),
            section.optional("hard-" + what, type).map(count::applyAsLong).orElse(Limit.UNSET));
        if (limit.soft() != Limit.UNSET && limit.soft() > limit.hard()) {
            section.errorAt("soft-" + what, "is above hard-" + what + "; it must come first");
        }
        return limit;
    }
}
