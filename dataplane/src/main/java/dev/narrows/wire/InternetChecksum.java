package dev.narrows.wire;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import org.agrona.concurrent.UnsafeBuffer;

/**
 * The Internet checksum: the complement of the ones' complement sum of 16-bit words (RFC 1071), and its change when a
 * word changes (RFC 1624).
 *
 * <p>Sums and checksums are from 0 to 0xFFFF, in network significance. Sums of several ranges are added and folded;
 * each range but the last has an even length.
 */
public final class InternetChecksum {
    /** The sum over data that hold their own checksum, where the checksum is right. */
    private static final int SUM_WHEN_RIGHT = 0xFFFF;
    private static final long UNSIGNED_INT_MASK = 0xFFFFFFFFL;

    private InternetChecksum() {
    }

    /**
     * Sums a range. It may start at any address; a last odd byte counts as if a zero byte followed.
     *
     * @param buffer holds the range.
     * @param offset where it starts.
     * @param length its bytes, from 0 to 2^31 - 1.
     * @return the folded sum.
     */
    public static int sum(UnsafeBuffer buffer, int offset, int length) {
        // The sum does not depend on the byte order, but for a last swap (RFC 1071 2 B). Halves of 32 bits leave the
        // carries in the upper half of the accumulator: it cannot overflow before 2^32 additions.
        long sum = 0;
        int index = offset;
        int remaining = length;
        for (; remaining >= Long.BYTES; remaining -= Long.BYTES, index += Long.BYTES) {
            sum += halves(buffer.getLong(index, LITTLE_ENDIAN));
        }
        if (remaining >= Integer.BYTES) {
            sum += buffer.getInt(index, LITTLE_ENDIAN) & UNSIGNED_INT_MASK;
            index += Integer.BYTES;
            remaining -= Integer.BYTES;
        }
        if (remaining >= Short.BYTES) {
            sum += buffer.getShort(index, LITTLE_ENDIAN) & 0xFFFF;
            index += Short.BYTES;
            remaining -= Short.BYTES;
        }
        if (remaining > 0) {
            sum += buffer.getByte(index) & 0xFF;
        }
        return Short.reverseBytes((short)fold(sum)) & 0xFFFF;
    }

    /**
     * Sums the pseudo header that UDP and TCP checksums cover (RFC 768, RFC 9293 3.1).
     *
     * @param source      IPv4 source address.
     * @param destination IPv4 destination address.
     * @param protocol    the IP protocol, from 0 to 255.
     * @param length      bytes of transport header and data, from 0 to 65535.
     * @return the folded sum.
     */
    public static int pseudoHeaderSum(int source, int destination, int protocol, int length) {
        return fold((source & UNSIGNED_INT_MASK) + (destination & UNSIGNED_INT_MASK) + protocol + length);
    }

    /**
     * Sums the pseudo header of either family (RFC 8200 8.1, RFC 9293 3.1). The mapped form of an IPv4 address adds
     * 0xFFFF to the sum, which is zero in ones' complement.
     *
     * @param sourceHigh      the first eight bytes of the source address, as {@link IpAddress} has it.
     * @param sourceLow       its last eight.
     * @param destinationHigh the first eight bytes of the destination address.
     * @param destinationLow  its last eight.
     * @param protocol        the upper layer's protocol, from 1 to 255.
     * @param length          bytes of the upper layer, header and data, from 0 to 65535.
     * @return the folded sum.
     */
    public static int pseudoHeaderSum(
        long sourceHigh, long sourceLow, long destinationHigh, long destinationLow, int protocol, int length) {
        return fold(halves(sourceHigh) + halves(sourceLow) + halves(destinationHigh) + halves(destinationLow)
            + protocol + length);
    }

    /**
     * Folds the carries of a sum back into 16 bits.
     *
     * @param sum not negative.
     * @return from 0 to 0xFFFF; 0 only for 0.
     */
    public static int fold(long sum) {
        long folded = (sum & UNSIGNED_INT_MASK) + (sum >>> Integer.SIZE);
        folded = (folded & 0xFFFF) + (folded >>> Short.SIZE);
        folded = (folded & 0xFFFF) + (folded >>> Short.SIZE);
        return (int)((folded & 0xFFFF) + (folded >>> Short.SIZE));
    }

    /**
     * Turns a sum into a checksum.
     *
     * @param sum not negative, folded or not.
     * @return the checksum.
     */
    public static int complement(long sum) {
        return ~fold(sum) & 0xFFFF;
    }

    /**
     * Computes the checksum of a range, whose own checksum field is zero.
     *
     * @param buffer holds the range.
     * @param offset where it starts.
     * @param length its bytes.
     * @return the checksum.
     */
    public static int compute(UnsafeBuffer buffer, int offset, int length) {
        return complement(sum(buffer, offset, length));
    }

    /**
     * Tests a range that contains its checksum.
     *
     * @param buffer holds the range.
     * @param offset where it starts.
     * @param length its bytes.
     * @return whether the checksum is right.
     */
    public static boolean isRight(UnsafeBuffer buffer, int offset, int length) {
        return isRight(sum(buffer, offset, length));
    }

    /**
     * Tests a sum over data and their checksum.
     *
     * @param sum not negative, folded or not.
     * @return whether the checksum is right.
     */
    public static boolean isRight(long sum) {
        return fold(sum) == SUM_WHEN_RIGHT;
    }

    /**
     * Computes the checksum after one 16-bit word has changed (RFC 1624 3, equation 3).
     *
     * @param checksum the checksum before.
     * @param oldWord  the word before, from 0 to 0xFFFF.
     * @param newWord  the word after, from 0 to 0xFFFF.
     * @return the checksum after.
     */
    public static int update(int checksum, int oldWord, int newWord) {
        return complement((~checksum & 0xFFFF) + (~oldWord & 0xFFFF) + newWord);
    }

    /**
     * Computes the checksum after a field of 32 bits has changed, such as an address (RFC 1624 3, equation 3).
     *
     * @param checksum the checksum before.
     * @param oldField the field before.
     * @param newField the field after.
     * @return the checksum after.
     */
    public static int update32(int checksum, int oldField, int newField) {
        return complement((~checksum & 0xFFFF) + (~oldField & UNSIGNED_INT_MASK) + (newField & UNSIGNED_INT_MASK));
    }

    /**
     * Tests a range of 20 bytes that contains its checksum: an IPv4 header without options, as nearly all are. No loop,
     * and nothing that depends on a length.
     *
     * @param buffer holds the range.
     * @param offset where it starts.
     * @return whether the checksum is right.
     */
    static boolean isRightOver20(UnsafeBuffer buffer, int offset) {
        return isRight(halves(buffer.getLong(offset, LITTLE_ENDIAN))
            + halves(buffer.getLong(offset + Long.BYTES, LITTLE_ENDIAN))
            + (buffer.getInt(offset + 2 * Long.BYTES, LITTLE_ENDIAN) & UNSIGNED_INT_MASK));
    }

    private static long halves(long word) {
        return (word & UNSIGNED_INT_MASK) + (word >>> Integer.SIZE);
    }
}
