package dev.narrows.bench.traffic;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * How traffic is spread over workers. Each has a queue, and tunnels belong to workers as the product has it: in turn
 * for packets that are sealed, and half of all workers further on for those that are opened.
 */
public enum Spread {
    /** One worker alone. */
    ONE(1, false),
    /** Two workers; every packet arrives at the one that has its SA. */
    APART(2, false),
    /** Two workers; half of the packets arrive at the one that has not their SA. */
    MIXED(2, true);

    /** The most workers. */
    public static final int MOST_WORKERS = 2;
    /** Parts of a queue's capture, with SAs of their own. */
    public static final int PARTS = 2;
    /** Tunnels of any gateway here: one for each part of each queue's capture and each worker. */
    public static final int TUNNELS = MOST_WORKERS * PARTS * MOST_WORKERS;

    private final int workers;
    private final boolean isMixed;

    Spread(int workers, boolean isMixed) {
        this.workers = workers;
        this.isMixed = isMixed;
    }

    /** {@return how many workers there are} */
    public int workers() {
        return workers;
    }

    /** {@return whether half of the packets must be handed over} */
    public boolean isMixed() {
        return isMixed;
    }

    /** {@return the word for it in commands and names of files} */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * Finds a spread by its word.
     *
     * @param label such as {@code apart}.
     * @return the spread, or nothing.
     */
    public static Optional<Spread> named(String label) {
        return List.of(values()).stream().filter(spread -> spread.label().equals(label)).findFirst();
    }

    /**
     * Tells whose a tunnel is among so many workers.
     *
     * @param tunnel    its number.
     * @param workers   how many there are.
     * @param isSealing whether for packets that are sealed.
     * @return the worker's number.
     */
    public static int owner(int tunnel, int workers, boolean isSealing) {
        return (isSealing ? tunnel : tunnel + workers / 2) % workers;
    }

    /**
     * Tells which tunnels the packets of a part of a capture belong to, in equal shares. No other part has packets of
     * them.
     *
     * @param queue     whose capture.
     * @param part      which part of it.
     * @param isSealing whether packets are to be sealed.
     * @return the tunnels' numbers.
     */
    public List<Integer> tunnels(int queue, int part, boolean isSealing) {
        int first = (queue * PARTS + part) * MOST_WORKERS;
        return IntStream.range(first, first + MOST_WORKERS).boxed()
            .filter(tunnel -> isMixed || owner(tunnel, MOST_WORKERS, isSealing) == queue).toList();
    }
}
