package dev.narrows.sa;

/**
 * Which sequence numbers an SA has: 32 bits, or 64 of which the packets carry the lower half (RFC 4303 2.2 and 2.2.1).
 * Numbers never wrap: an SA ends with the last one and needs a new key (RFC 4303 3.3.3).
 */
public enum SequenceSpace {
    /** Without extended sequence numbers. */
    STANDARD(0xFFFF_FFFFL),
    /**
     * With extended sequence numbers. The last one is 2<sup>63</sup> - 2<sup>32</sup> - 1, not 2<sup>64</sup> - 1: so
     * far below the end of a signed number that no sum with a window, or with one in the upper half, overflows. At a
     * thousand million packets a second it is reached after 292 years.
     */
    EXTENDED(0x7FFF_FFFE_FFFF_FFFFL);

    private final long last;

    SequenceSpace(long last) {
        this.last = last;
    }

    /**
     * Tells which one it is.
     *
     * @param esn whether extended sequence numbers are in use.
     * @return the space.
     */
    public static SequenceSpace of(boolean esn) {
        return esn ? EXTENDED : STANDARD;
    }

    /** {@return whether numbers have 64 bits} */
    public boolean isExtended() {
        return this == EXTENDED;
    }

    /** {@return the last number of an SA} */
    public long last() {
        return last;
    }
}
