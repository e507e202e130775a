package dev.narrows.wire;

/**
 * IPv4 addresses as {@code int} in network significance: 10.0.0.1 is 0x0A000001. As text they are four decimal numbers,
 * joined by dots; names are not resolved.
 */
public final class Ipv4Address {
    /** 0.0.0.0, no address. */
    public static final int UNSPECIFIED = 0;
    /** 255.255.255.255, every host on this link. */
    public static final int BROADCAST = 0xFFFFFFFF;

    private static final int OCTETS = 4;
    private static final int MAX_OCTET_DIGITS = 3;
    private static final int MAX_OCTET = 255;

    private Ipv4Address() {
    }

    /**
     * Tests for 0.0.0.0.
     *
     * @param address the address.
     * @return whether it is unspecified.
     */
    public static boolean isUnspecified(int address) {
        return address == UNSPECIFIED;
    }

    /**
     * Tests for 0.0.0.0/8, which names hosts of this network (RFC 6890 2.2.2).
     *
     * @param address the address.
     * @return whether it is in it.
     */
    public static boolean isThisNetwork(int address) {
        return address >>> 24 == 0;
    }

    /**
     * Tests for 127.0.0.0/8 (RFC 6890 2.2.2).
     *
     * @param address the address.
     * @return whether it is a loopback address.
     */
    public static boolean isLoopback(int address) {
        return address >>> 24 == 127;
    }

    /**
     * Tests for 224.0.0.0/4 (RFC 5771).
     *
     * @param address the address.
     * @return whether it is a multicast group.
     */
    public static boolean isMulticast(int address) {
        return address >>> 28 == 0xE;
    }

    /**
     * Tests for 240.0.0.0/4, once class E (RFC 6890 2.2.2).
     *
     * @param address the address.
     * @return whether it is reserved; 255.255.255.255 is too.
     */
    public static boolean isReserved(int address) {
        return address >>> 28 == 0xF;
    }

    /**
     * Tests for 255.255.255.255. A subnet's own broadcast address cannot be told without its prefix.
     *
     * @param address the address.
     * @return whether it is the limited broadcast address.
     */
    public static boolean isBroadcast(int address) {
        return address == BROADCAST;
    }

    /**
     * Tests for an address that cannot be one single host's: a packet with such a source is not forwarded and never
     * answered (RFC 1812 4.3.2.7 and 5.3.7).
     *
     * @param address the source address.
     * @return whether it is in 0/8 or 127/8, a group, or reserved, which includes broadcast.
     */
    public static boolean isInvalidSource(int address) {
        return isThisNetwork(address) || isLoopback(address) || isMulticast(address) || isReserved(address);
    }

    /**
     * Reads an address from text.
     *
     * @param text such as {@code 10.0.0.1}: numbers from 0 to 255 without leading zeros, which some take for octal.
     * @return the address.
     * @throws IllegalArgumentException where it is anything else; the message says what is allowed.
     */
    public static int parse(String text) {
        int address = 0;
        int start = 0;
        for (int octet = 0; octet < OCTETS; octet++) {
            int end = octet < OCTETS - 1 ? text.indexOf('.', start) : text.length();
            address = address << 8 | parseOctet(text, start, end);
            start = end + 1;
        }
        return address;
    }

    /**
     * Writes an address as text.
     *
     * @param address the address.
     * @return such as {@code 10.0.0.1}.
     */
    public static String format(int address) {
        return (address >>> 24) + "." + (address >>> 16 & 0xFF) + "." + (address >>> 8 & 0xFF) + "." + (address & 0xFF);
    }

    private static int parseOctet(String text, int start, int end) {
        int digits = end - start;
        if (digits < 1 || digits > MAX_OCTET_DIGITS || (digits > 1 && text.charAt(start) == '0')) {
            throw malformed(text);
        }
        int value = 0;
        for (int i = start; i < end; i++) {
            char c = text.charAt(i);
            if (c < '0' || c > '9') {
                throw malformed(text);
            }
            value = value * 10 + c - '0';
        }
        if (value > MAX_OCTET) {
            throw malformed(text);
        }
        return value;
    }

    private static IllegalArgumentException malformed(String text) {
        return new IllegalArgumentException("\"" + text
            + "\" is not an IPv4 address: write four numbers from 0 to 255 without leading zeros, joined by dots");
    }
}
