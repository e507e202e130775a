package dev.narrows.path;

/**
 * Why a path has the MTU that it has.
 */
public enum Evidence {
    /** The first link's: nothing smaller is known. */
    LINK("link"),
    /** A router's "fragmentation needed" that passed the judge. */
    TOO_BIG("too-big");

    private final String label;

    Evidence(String label) {
        this.label = label;
    }

    /** {@return the name that operators see} */
    public String label() {
        return label;
    }
}
