package dev.narrows.wire;

/** What happens to a congestion mark at the two ends of a tunnel (RFC 6040, normal mode). */
public final class EcnTunnel {
    /** What {@link #decapsulate} returns for a packet that must be dropped. */
    public static final int DROP = -1;

    /** The inner codepoint in bits 3 and 2, the outer one in bits 1 and 0 (RFC 6040 4.2, figure 4). */
    private static final byte[] COMBINED = {
        // outer Not-ECT   outer ECT(1)          outer ECT(0)          outer CE
        Ecn.NOT_ECT,       Ecn.NOT_ECT,          Ecn.NOT_ECT,          DROP,            // inner Not-ECT
        Ecn.ECT_1,         Ecn.ECT_1,            Ecn.ECT_1,            Ecn.CE,          // inner ECT(1)
        Ecn.ECT_0,         Ecn.ECT_1,            Ecn.ECT_0,            Ecn.CE,          // inner ECT(0)
        Ecn.CE,            Ecn.CE,               Ecn.CE,               Ecn.CE,          // inner CE
    };

    private EcnTunnel() {
    }

    /**
     * Gives the outer header's codepoint at encapsulation: a copy of the inner one (RFC 6040 4.1).
     *
     * @param inner the inner header's codepoint or its whole TOS byte.
     * @return the outer codepoint, from 0 to 3.
     */
    public static int encapsulate(int inner) {
        return inner & Ecn.MASK;
    }

    /**
     * Gives the codepoint to forward at decapsulation (RFC 6040 4.2).
     *
     * @param inner the arriving inner header's codepoint, from 0 to 3.
     * @param outer the arriving outer header's codepoint, from 0 to 3.
     * @return the codepoint for the inner header, or {@link #DROP}: congestion was experienced by a packet that cannot
     *     carry the mark.
     */
    public static int decapsulate(int inner, int outer) {
        return COMBINED[(inner & Ecn.MASK) << 2 | (outer & Ecn.MASK)];
    }
}
