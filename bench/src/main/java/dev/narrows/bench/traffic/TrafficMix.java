package dev.narrows.bench.traffic;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/**
 * The sizes of the packets that a measurement sends. A size is that of the inner IPv4 packet, in bytes, without
 * Ethernet.
 */
public enum TrafficMix {
    /** Packets of 64 bytes. */
    SIZE_64("64", 64),
    /** Packets of 256 bytes. */
    SIZE_256("256", 256),
    /** Packets of 512 bytes. */
    SIZE_512("512", 512),
    /** Packets of 1024 bytes. */
    SIZE_1024("1024", 1024),
    /** Packets of 1400 bytes. */
    SIZE_1400("1400", 1400),
    /** Seven of 64 bytes, four of 576, one of 1400. */
    IMIX("imix", 64, 64, 64, 64, 64, 64, 64, 576, 576, 576, 576, 1400);

    private final String optionName;
    @SuppressWarnings("ImmutableEnumChecker") // List.of makes lists that cannot change.
    private final List<Integer> sizes;

    TrafficMix(String optionName, Integer... sizes) {
        this.optionName = optionName;
        this.sizes = List.of(sizes);
    }

    /**
     * Finds a mix by the name that stands on the command line.
     *
     * @param optionName such as {@code 1400} or {@code imix}.
     * @return the mix, or nothing.
     */
    public static Optional<TrafficMix> named(String optionName) {
        for (TrafficMix mix : values()) {
            if (mix.optionName.equals(optionName)) {
                return Optional.of(mix);
            }
        }
        return Optional.empty();
    }

    /** {@return the name on the command line and of files} */
    public String optionName() {
        return optionName;
    }

    /** {@return the name for tables} */
    public String label() {
        return this == IMIX ? "IMIX" : optionName + " B";
    }

    /** {@return the mean size in bytes} */
    public double meanSize() {
        long sum = 0;
        for (int size : sizes) {
            sum += size;
        }
        return (double)sum / sizes.size();
    }

    /**
     * Draws packet sizes in the mix's shares, in an order that has no period a branch predictor could learn.
     *
     * @param count how many; shares are exact where it is a multiple of the mix's length.
     * @return the sizes, in bytes.
     */
    public List<Integer> sizes(int count) {
        List<Integer> drawn = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            drawn.add(sizes.get(i % sizes.size()));
        }
        Collections.shuffle(drawn, new Random(count));
        return drawn;
    }
}
