package dev.narrows.bench;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * The sizes of the packets that a measurement sends. A size is that of the inner IPv4 packet, in bytes, without
 * Ethernet.
 */
public enum TrafficMix {
    /** Packets of 64 bytes. */
    SMALL("64 B", 64),
    /** Seven of 64 bytes, four of 576, one of 1400. */
    IMIX("IMIX", 64, 64, 64, 64, 64, 64, 64, 576, 576, 576, 576, 1400),
    /** Packets of 1400 bytes. */
    LARGE("1400 B", 1400);

    private final String label;
    @SuppressWarnings("ImmutableEnumChecker") // List.of makes lists that cannot change.
    private final List<Integer> sizes;

    TrafficMix(String label, Integer... sizes) {
        this.label = label;
        this.sizes = List.of(sizes);
    }

    /** {@return the name for tables} */
    public String label() {
        return label;
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
     * Draws packet sizes in exactly the mix's shares, in an order that has no period a branch predictor could learn.
     *
     * @param rounds how many times each size of the mix comes.
     * @return the sizes, in bytes.
     */
    public List<Integer> sizes(int rounds) {
        List<Integer> drawn = new ArrayList<>();
        for (int round = 0; round < rounds; round++) {
            drawn.addAll(sizes);
        }
        Collections.shuffle(drawn, new Random(rounds));
        return drawn;
    }
}
