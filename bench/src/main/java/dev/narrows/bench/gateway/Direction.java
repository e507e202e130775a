package dev.narrows.bench.gateway;

import dev.narrows.bench.traffic.TrafficMix;
import java.util.Locale;
import java.util.Optional;

/**
 * Which way packets go.
 */
public enum Direction {
    /** From A's side, in clear, to be sealed. */
    OUTBOUND,
    /** From the peer, sealed, to be opened. */
    INBOUND,
    /** Both at once, in turns of a burst. */
    BOTH;

    /** {@return whether packets are sealed} */
    public boolean seals() {
        return this != INBOUND;
    }

    /** {@return whether packets are opened} */
    public boolean opens() {
        return this != OUTBOUND;
    }

    /** {@return the name for tables and files} */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * Finds a direction by its name.
     *
     * @param label such as {@code outbound}.
     * @return the direction, or nothing.
     */
    public static Optional<Direction> named(String label) {
        for (Direction direction : values()) {
            if (direction.label().equals(label)) {
                return Optional.of(direction);
            }
        }
        return Optional.empty();
    }

    /**
     * Names one thing to measure.
     *
     * @param mix the packets.
     * @return two words.
     */
    public String with(TrafficMix mix) {
        return label() + " " + mix.optionName();
    }
}
