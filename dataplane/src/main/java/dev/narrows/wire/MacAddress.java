package dev.narrows.wire;

import static java.nio.ByteOrder.BIG_ENDIAN;

import org.agrona.concurrent.UnsafeBuffer;

/**
 * MAC addresses as the lower 48 bits of a {@code long}: 02:00:00:00:00:01 is 0x020000000001. As text they are six
 * groups of two hexadecimal digits, joined by colons.
 */
public final class MacAddress {
    /** Bytes of an address. */
    public static final int LENGTH = 6;
    /** The address of every station. */
    public static final long BROADCAST = 0xFFFF_FFFF_FFFFL;

    private static final long GROUP_BIT = 1L << 40;
    private static final int TEXT_LENGTH = 17;

    private MacAddress() {
    }

    /**
     * Tests for the address of every station.
     *
     * @param mac the address.
     * @return whether it is the broadcast address.
     */
    public static boolean isBroadcast(long mac) {
        return mac == BROADCAST;
    }

    /**
     * Tests for the address of a group of stations.
     *
     * @param mac the address.
     * @return whether its group bit is set, as it is for broadcast.
     */
    public static boolean isMulticast(long mac) {
        return (mac & GROUP_BIT) != 0;
    }

    /**
     * Reads an address from a packet.
     *
     * @param buffer holds it.
     * @param offset where it starts.
     * @return the address.
     */
    public static long get(UnsafeBuffer buffer, int offset) {
        long upper = buffer.getInt(offset, BIG_ENDIAN) & 0xFFFFFFFFL;
        int lower = buffer.getShort(offset + Integer.BYTES, BIG_ENDIAN) & 0xFFFF;
        return upper << Short.SIZE | lower;
    }

    /**
     * Writes an address to a packet.
     *
     * @param buffer holds it.
     * @param offset where it starts.
     * @param mac    the address.
     */
    public static void put(UnsafeBuffer buffer, int offset, long mac) {
        buffer.putInt(offset, (int)(mac >>> Short.SIZE), BIG_ENDIAN);
        buffer.putShort(offset + Integer.BYTES, (short)mac, BIG_ENDIAN);
    }

    /**
     * Reads an address from text.
     *
     * @param text such as {@code 02:00:00:00:00:01}, in either case.
     * @return the address.
     * @throws IllegalArgumentException where it is anything else; the message says what is allowed.
     */
    public static long parse(String text) {
        if (text.length() != TEXT_LENGTH) {
            throw malformed(text);
        }
        long mac = 0;
        for (int i = 0; i < TEXT_LENGTH; i++) {
            char c = text.charAt(i);
            if (i % 3 == 2) {
                if (c != ':') {
                    throw malformed(text);
                }
            } else {
                mac = mac << 4 | digit(c, text);
            }
        }
        return mac;
    }

    /**
     * Writes an address as text.
     *
     * @param mac the address.
     * @return such as {@code 02:00:00:00:00:01}.
     */
    public static String format(long mac) {
        StringBuilder text = new StringBuilder(TEXT_LENGTH);
        for (int shift = 44; shift >= 0; shift -= 4) {
            text.append(Character.forDigit((int)(mac >>> shift) & 0xF, 16));
            if (shift % 8 == 0 && shift > 0) {
                text.append(':');
            }
        }
        return text.toString();
    }

    private static int digit(char c, String text) {
        int value = c < 0x80 ? Character.digit(c, 16) : -1;
        if (value < 0) {
            throw malformed(text);
        }
        return value;
    }

    private static IllegalArgumentException malformed(String text) {
        return new IllegalArgumentException("\"" + text
            + "\" is not a MAC address: write six groups of two hexadecimal digits, joined by colons");
    }
}
