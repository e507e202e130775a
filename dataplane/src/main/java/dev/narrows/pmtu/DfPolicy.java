package dev.narrows.pmtu;

/**
 * What a tunnel does with the outer header's DF bit (RFC 4301 8.1).
 */
public enum DfPolicy {
    /** The outer bit is the inner packet's. */
    COPY,
    /** The outer bit is set always. */
    SET,
    /** The outer bit is never set: routers on the path may fragment. */
    CLEAR;

    /**
     * Decides the outer bit.
     *
     * @param inner whether the inner packet has DF.
     * @return whether the outer header gets it.
     */
    public boolean outer(boolean inner) {
        return this == SET || (this == COPY && inner);
    }
}
