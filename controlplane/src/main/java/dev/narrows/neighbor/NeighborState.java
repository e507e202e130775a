package dev.narrows.neighbor;

/**
 * What is known of a neighbour.
 */
public enum NeighborState {
    /** It said so itself, not long ago. */
    REACHABLE("reachable"),
    /** It was reachable, is used as if it still were, and is being asked again. */
    STALE("stale"),
    /** It is being asked for the first time. */
    INCOMPLETE("incomplete"),
    /** It did not answer, and is left alone for a while. */
    FAILED("incomplete");

    private final String label;

    NeighborState(String label) {
        this.label = label;
    }

    /** {@return the word that operators see} */
    public String label() {
        return label;
    }

    boolean hasMac() {
        return this == REACHABLE || this == STALE;
    }
}
