package dev.narrows.sa;

/**
 * How long an SA serves (RFC 4301 4.4.2.1). What is reached first counts.
 *
 * @param seconds since the SA was added.
 * @param bytes   that its algorithm was applied to, padding and trailer included; charged when a packet is sealed, or
 *                authenticated.
 * @param packets sealed, or authenticated.
 */
public record Lifetime(Limit seconds, Limit bytes, Limit packets) {
    /** For ever. */
    public static final Lifetime UNLIMITED = new Lifetime(Limit.NONE, Limit.NONE, Limit.NONE);
    /** The longest limit in time that may be set: a week. */
    public static final long LONGEST_SECONDS = 7 * 24 * 3600;

    /** {@return whether its limits are valid each, and those in time not too long} */
    public boolean isValid() {
        return seconds.isValid() && bytes.isValid() && packets.isValid()
            && isShort(seconds.soft()) && isShort(seconds.hard());
    }

    private static boolean isShort(long limit) {
        return limit == Limit.UNSET || limit <= LONGEST_SECONDS;
    }

    /** {@return whether bytes or packets are limited, softly or hard} */
    public boolean isCounted() {
        return bytes.isSet() || packets.isSet();
    }

    /**
     * A soft limit, where a replacement should be asked for, and a hard one, where the SA ends.
     *
     * @param soft from 1, or {@link #UNSET}.
     * @param hard from 1, not below the soft one, or {@link #UNSET}.
     */
    public record Limit(long soft, long hard) {
        /** Where there is no limit: more than anybody counts to. */
        public static final long UNSET = Long.MAX_VALUE;
        /** No limits. */
        public static final Limit NONE = new Limit(UNSET, UNSET);

        /** {@return whether the limits are from 1, and the soft one is not beyond the hard one} */
        public boolean isValid() {
            return soft >= 1 && hard >= 1 && (soft == UNSET || soft <= hard);
        }

        /** {@return whether either is set} */
        public boolean isSet() {
            return soft != UNSET || hard != UNSET;
        }
    }
}
