package dev.narrows.pmtu;

import dev.narrows.crypto.Algorithm;

/**
 * What ESP adds to what it protects, exactly. All lengths are in bytes.
 *
 * <p>An outer packet is the headers in front, the ESP header (8), the IV, what is protected, padding, pad length and
 * next header (2), and the ICV; from what is protected to the next header it is a multiple of the algorithm's alignment
 * (RFC 4303 2.4). In tunnel mode a whole packet is protected and the headers in front are new; in transport mode a
 * packet's own header stays in front, and its length is subtracted before and added after.
 */
public final class EspOverhead {
    private static final int ESP_HEADER_LENGTH = 8;
    private static final int TRAILER_LENGTH = 2;

    private final int fixed;
    private final int alignment;

    /**
     * The overhead of one kind of tunnel.
     *
     * @param addedHeadersLength bytes of the headers in front that are new: in tunnel mode the outer IP header, 20 or
     *                           40, and 8 with UDP encapsulation; in transport mode that alone.
     * @param algorithm          the transform.
     */
    public EspOverhead(int addedHeadersLength, Algorithm algorithm) {
        fixed = addedHeadersLength + ESP_HEADER_LENGTH + algorithm.ivLength() + algorithm.icvLength();
        alignment = algorithm.alignment();
    }

    /** {@return what the protected part is a multiple of: no two outer lengths are closer together} */
    public int alignment() {
        return alignment;
    }

    /**
     * Computes the largest inner packet that fits.
     *
     * @param outerMtu the largest outer packet, from the overhead up.
     * @return the largest inner packet: it fits, one byte more does not.
     */
    public int largestInner(int outerMtu) {
        return ((outerMtu - fixed) & -alignment) - TRAILER_LENGTH;
    }

    /**
     * Computes an outer packet's length.
     *
     * @param innerLength the inner packet's.
     * @return the outer packet's, without link headers.
     */
    public int outerLength(int innerLength) {
        return fixed + protectedLength(innerLength);
    }

    /**
     * Computes how much is encrypted.
     *
     * @param innerLength the inner packet's length.
     * @return the bytes of inner packet, padding, pad length and next header together.
     */
    public int protectedLength(int innerLength) {
        return (innerLength + TRAILER_LENGTH + alignment - 1) & -alignment;
    }
}
