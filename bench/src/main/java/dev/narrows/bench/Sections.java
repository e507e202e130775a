package dev.narrows.bench;

import java.util.Locale;
import java.util.Optional;

/**
 * What can be measured.
 */
enum Sections {
    /** Packet rates by size, direction and algorithm, against peers and limits. */
    THROUGHPUT(0.5),
    /** Packet rates by the number of SAs and policies, and of flows. */
    GROWTH(0.15),
    /** Packet rates of two workers against one. */
    WORKERS(0.12),
    /** How soon after the start the full rate is reached. */
    START(0.05),
    /** How long packets take, by load. */
    LATENCY(0.2),
    /** Rates without loss, and with little. */
    NDR(0.1),
    /** More packets than a worker can take. */
    OVERLOAD(0.06),
    /** What each stage of a packet's way takes, alone. */
    JMH(0.05),
    /** Claims of a path's MTU, and how soon a host knows of a narrower path. */
    PMTU(0.02),
    /** Everything at once, for long: nothing may be lost. */
    SOAK(0.08);

    private final double share;

    Sections(double share) {
        this.share = share;
    }

    /** {@return the name on the command line} */
    String optionName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** {@return the part of a whole run's time that it gets} */
    double share() {
        return share;
    }

    static Optional<Sections> named(String optionName) {
        for (Sections section : values()) {
            if (section.optionName().equals(optionName)) {
                return Optional.of(section);
            }
        }
        return Optional.empty();
    }
}
