package dev.narrows.policy;

import dev.narrows.wire.IpHeader;

/**
 * Ports that a selector matches; of ICMP, the types with their codes: {@code type << 8 | code} (RFC 4301 4.4.1.1).
 *
 * @param first the first of them, from 0 to 65535; of {@link #ANY}, {@link IpHeader#OPAQUE}.
 * @param last  the last of them, from {@code first} to 65535.
 */
public record PortRange(int first, int last) {
    /** Any port, or none, or one that cannot be seen. */
    public static final PortRange ANY = new PortRange(IpHeader.OPAQUE, 0xFFFF);
    /** The largest port. */
    public static final int LARGEST = 0xFFFF;

    private static final int LARGEST_BYTE = 0xFF;

    /**
     * A range.
     *
     * @throws IllegalArgumentException where the ports are out of range or in the wrong order.
     */
    public PortRange {
        if (first < IpHeader.OPAQUE || last > LARGEST || first > last
            || (first == IpHeader.OPAQUE && last != LARGEST)) {
            throw new IllegalArgumentException("the ports " + first + " to " + last + " are no range from 0 to "
                + LARGEST);
        }
    }

    /**
     * The range of one port.
     *
     * @param port from 0 to 65535.
     * @return the range.
     */
    public static PortRange of(int port) {
        return new PortRange(port, port);
    }

    /**
     * Reads ports from text.
     *
     * @param text such as {@code 443} or {@code 1000-2000}.
     * @return the ports; explicit ones match no port that cannot be seen, not even all of them.
     * @throws IllegalArgumentException where it is anything else; the message says what is allowed.
     */
    public static PortRange parse(String text) {
        return range(text, LARGEST, "a port or a range of ports from 0 to 65535, as 443 or 1000-2000");
    }

    /**
     * Reads ICMP types from text.
     *
     * @param text such as {@code 8}, {@code 0-8}, {@code 3/4} or {@code 3/0-3}: a range of types, or one type with a
     *             code or a range of codes.
     * @return types and codes as ports.
     * @throws IllegalArgumentException where it is anything else; the message says what is allowed.
     */
    public static PortRange parseIcmp(String text) {
        String allowed = "an ICMP type, a range of types, or one type with a code or a range of codes, each from 0 to "
            + "255, as 8, 0-8, 3/4 or 3/0-3";
        int slash = text.indexOf('/');
        PortRange types = range(slash < 0 ? text : text.substring(0, slash), LARGEST_BYTE, allowed);
        if (slash < 0) {
            return new PortRange(types.first << Byte.SIZE, types.last << Byte.SIZE | LARGEST_BYTE);
        }
        if (types.first != types.last) {
            throw wrong(text, allowed);
        }
        PortRange codes = range(text.substring(slash + 1), LARGEST_BYTE, allowed);
        return new PortRange(types.first << Byte.SIZE | codes.first, types.first << Byte.SIZE | codes.last);
    }

    /** {@return whether every port is in it, also one that is not there or cannot be seen} */
    public boolean isAny() {
        return first == IpHeader.OPAQUE;
    }

    /**
     * Tests a port.
     *
     * @param port from 0 to 65535, or {@link IpHeader#OPAQUE}.
     * @return whether it is in this range.
     */
    public boolean contains(int port) {
        return port >= first && port <= last;
    }

    /**
     * Tests another range.
     *
     * @param other the range.
     * @return whether some port is in both.
     */
    public boolean overlaps(PortRange other) {
        return first <= other.last && other.first <= last;
    }

    /** {@return such as {@code any}, {@code 443} or {@code 1000-2000}} */
    @Override
    public String toString() {
        if (isAny()) {
            return "any";
        }
        return first == last ? Integer.toString(first) : first + "-" + last;
    }

    /** {@return as ICMP types and codes, such as {@code any}, {@code 8}, {@code 0-8}, {@code 3/4} or {@code 3/0-3}} */
    public String toIcmpText() {
        if (isAny()) {
            return "any";
        }
        int firstType = first >> Byte.SIZE;
        int lastType = last >> Byte.SIZE;
        int firstCode = first & LARGEST_BYTE;
        int lastCode = last & LARGEST_BYTE;
        if (firstCode == 0 && lastCode == LARGEST_BYTE) {
            return text(firstType, lastType);
        }
        return firstType == lastType
            ? firstType + "/" + text(firstCode, lastCode)
            : firstType + "/" + firstCode + "-" + lastType + "/" + lastCode;
    }

    private static String text(int from, int to) {
        return from == to ? Integer.toString(from) : from + "-" + to;
    }

    private static PortRange range(String text, int largest, String allowed) {
        int dash = text.indexOf('-');
        int from = number(dash < 0 ? text : text.substring(0, dash), largest);
        int to = dash < 0 ? from : number(text.substring(dash + 1), largest);
        if (from < 0 || to < from) {
            throw wrong(text, allowed);
        }
        return new PortRange(from, to);
    }

    /** A number from 0 to a bound, or -1. */
    private static int number(String text, int largest) {
        if (!text.matches("0|[1-9][0-9]{0,4}")) {
            return -1;
        }
        int number = Integer.parseInt(text);
        return number > largest ? -1 : number;
    }

    private static IllegalArgumentException wrong(String text, String allowed) {
        return new IllegalArgumentException("\"" + text + "\" is not allowed; write " + allowed);
    }
}
