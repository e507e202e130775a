package dev.narrows.sa;

/**
 * Which way the packets of a security association go.
 */
public enum Direction {
    /** From the peer to us. */
    IN("in"),
    /** From us to the peer. */
    OUT("out");

    private final String label;

    Direction(String label) {
        this.label = label;
    }

    /** {@return the word that operators write} */
    public String label() {
        return label;
    }
}
