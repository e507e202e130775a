package dev.narrows.sa;

import dev.narrows.pmtu.DfPolicy;

/**
 * A worker's view of a tunnel: what policies lead to, and which SA serves it now. Written by its worker's thread, on
 * the control plane's command.
 */
public final class Tunnel {
    private final int id;
    private final DfPolicy dfPolicy;
    private final OuterPath path;
    private OutboundSa outboundSa;

    /**
     * A tunnel without an outbound SA yet.
     *
     * @param id       the control plane's number for it, from 0.
     * @param dfPolicy what becomes of the outer DF bit.
     * @param path     where its packets go.
     */
    public Tunnel(int id, DfPolicy dfPolicy, OuterPath path) {
        this.id = id;
        this.dfPolicy = dfPolicy;
        this.path = path;
    }

    /** {@return the control plane's number for this tunnel} */
    public int id() {
        return id;
    }

    /** {@return what becomes of the outer DF bit} */
    public DfPolicy dfPolicy() {
        return dfPolicy;
    }

    /** {@return where its packets go} */
    public OuterPath path() {
        return path;
    }

    /** {@return the SA that seals its packets, or null where there is none} */
    public OutboundSa outboundSa() {
        return outboundSa;
    }

    /**
     * Changes the SA that seals its packets.
     *
     * @param sa the SA, or null.
     */
    public void outboundSa(OutboundSa sa) {
        outboundSa = sa;
    }
}
