package dev.narrows.path;

import java.util.Locale;

/**
 * Why a path has the MTU that it has.
 */
public enum Evidence {
    /** The first link's: nothing smaller is known. */
    LINK,
    /** A router's "too big" that passed the judge; where probes are answered, they agreed. */
    TOO_BIG,
    /** Probes of this size arrive, and of the next size do not. */
    PROBE,
    /** Probes found that larger packets vanish, though nobody said so. */
    BLACK_HOLE,
    /** Not even packets of the floor's size arrive whole: the routers may fragment what is sent. */
    BELOW_FLOOR;

    private final String label;

    Evidence() {
        this.label = name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** {@return the name that operators see} */
    public String label() {
        return label;
    }
}
