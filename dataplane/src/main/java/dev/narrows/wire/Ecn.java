package dev.narrows.wire;

/** The four codepoints of explicit congestion notification, the low two bits of the TOS byte (RFC 3168 5). */
public final class Ecn {
    /** The sender does not support ECN. */
    public static final int NOT_ECT = 0;
    /** ECN-capable transport, codepoint 1. */
    public static final int ECT_1 = 1;
    /** ECN-capable transport, codepoint 0: the usual one, whose bits are nevertheless 10. */
    public static final int ECT_0 = 2;
    /** Congestion was experienced on the way. */
    public static final int CE = 3;
    /** The bits of the TOS byte that hold the codepoint. */
    public static final int MASK = 3;

    private Ecn() {
    }
}
