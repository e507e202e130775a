package dev.narrows.path;

/**
 * Hears what is found out about paths.
 */
public interface PathListener {
    /**
     * A path has another MTU, or other evidence for it.
     *
     * @param path   the path, as it is now.
     * @param before the MTU before, in bytes.
     * @param why    a sentence for people.
     */
    void onMtuChanged(Path path, int before, String why);

    /**
     * The peer takes to probes in another way.
     *
     * @param path the path.
     */
    void onProbingChanged(Path path);

    /**
     * Claims about a path were decided.
     *
     * @param path    the path.
     * @param verdict how.
     * @param times   how many, at least 1.
     */
    void onVerdict(Path path, ClaimVerdict verdict, int times);
}
