package dev.narrows.config;

import dev.narrows.policy.IpPrefix;
import dev.narrows.wire.IpAddress;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The types of single values that a configuration has.
 */
final class Values {
    /** An address that one host can have. */
    static final ValueType<IpAddress> ADDRESS = new ValueType<>(YamlNode.Kind.TEXT,
        "an address, as 192.0.2.1 or 2001:db8::1", Values::parseAddress, IpAddress.ofIpv4(0));
    /** A block of addresses. */
    static final ValueType<IpPrefix> PREFIX = new ValueType<>(YamlNode.Kind.TEXT,
        "a prefix, as 10.1.0.0/24 or 2001:db8::/32", Values::parsePrefix, IpPrefix.ANY_IPV4);
    /** An address with the length of its subnet's prefix. */
    static final ValueType<InterfaceAddress> INTERFACE_ADDRESS = new ValueType<>(YamlNode.Kind.TEXT,
        "an address with its prefix length, as 10.1.0.1/24 or 2001:db8::1/64", InterfaceAddress::parse,
        new InterfaceAddress(IpAddress.ofIpv4(0), 0));
    /** A file or directory. */
    static final ValueType<Path> PATH =
        new ValueType<>(YamlNode.Kind.TEXT, "an absolute path", Values::parsePath, Path.of("/"));
    /** A Unix socket. */
    static final ValueType<Path> SOCKET_PATH = new ValueType<>(
        YamlNode.Kind.TEXT, "an absolute path of at most 107 bytes", Values::parseSocketPath, Path.of("/"));
    /** From a second to a week. */
    static final ValueType<Duration> DURATION = new ValueType<>(
        YamlNode.Kind.TEXT, "a whole number with a unit, s, m or h, as 600s", Values::parseDuration, Duration.ZERO);
    /** The same, or nothing. */
    static final ValueType<Duration> DURATION_OR_OFF = new ValueType<>(YamlNode.Kind.TEXT,
        "off, or " + DURATION.allowed(), text -> text.equals("off") ? Duration.ZERO : parseDuration(text),
        Duration.ZERO);
    /** A network device as DPDK names it. */
    static final ValueType<String> DEVICE = new ValueType<>(YamlNode.Kind.TEXT,
        "DPDK's name of the device, as net_af_packet0 or 0000:01:00.0", Values::parseDevice, "");
    /** A switch. */
    static final ValueType<Boolean> BOOLEAN =
        new ValueType<>(YamlNode.Kind.BOOLEAN, "true or false", "true"::equalsIgnoreCase, false);
    /** Any text. */
    static final ValueType<String> TEXT =
        new ValueType<>(YamlNode.Kind.TEXT, "text; put it in quotes", Values::parseText, "");

    private static final Pattern WHOLE_NUMBER = Pattern.compile("-?(0|[1-9][0-9]{0,18})|0x[0-9a-fA-F]{1,16}");
    private static final Pattern DURATION_TEXT = Pattern.compile("([1-9][0-9]{0,8})([smh])");
    private static final Duration LONGEST_DURATION = Duration.ofDays(7);
    private static final Pattern DEVICE_TEXT = Pattern.compile("[A-Za-z0-9_:.@,=/-]{1,63}");
    private static final int LONGEST_PREFIX_TEXT = "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff/128".length();
    // sockaddr_un's sun_path has 108 bytes, the last of them zero.
    private static final int MAX_SOCKET_PATH_BYTES = 107;

    private Values() {
    }

    /**
     * A whole number within bounds, decimal or hexadecimal.
     *
     * @param min the smallest.
     * @param max the largest.
     * @return the type.
     */
    static ValueType<Integer> integer(int min, int max) {
        String range = "a whole number from " + min + " to " + max;
        return new ValueType<>(YamlNode.Kind.INTEGER, range, text -> (int)parseNumber(text, min, max, range), min);
    }

    /**
     * A whole number within wider bounds, decimal or hexadecimal.
     *
     * @param min     the smallest.
     * @param max     the largest.
     * @param maxText how to write that: so many digits would be taken for a secret and hidden.
     * @return the type.
     */
    static ValueType<Long> longInteger(long min, long max, String maxText) {
        String range = "a whole number from " + min + " to " + maxText;
        return new ValueType<>(YamlNode.Kind.INTEGER, range, text -> parseNumber(text, min, max, range), min);
    }

    /** A security parameters index, unsigned, that is not reserved. */
    static ValueType<Long> spi() {
        String range = "from 256 to 0xffffffff (those below are reserved)";
        return new ValueType<>(YamlNode.Kind.INTEGER, "a whole number " + range,
            text -> parseNumber(text, SaSpec.SMALLEST_SPI, SaSpec.LARGEST_SPI, range), SaSpec.SMALLEST_SPI);
    }

    /**
     * A power of two within bounds.
     *
     * @param min the smallest.
     * @param max the largest.
     * @return the type.
     */
    static ValueType<Integer> powerOfTwo(int min, int max) {
        String range = "a power of two from " + min + " to " + max;
        return new ValueType<>(YamlNode.Kind.INTEGER, range, text -> {
            int value = (int)parseNumber(text, min, max, range);
            if (Integer.bitCount(value) != 1) {
                throw new IllegalArgumentException(value + " is no power of two; it must be " + range);
            }
            return value;
        }, min);
    }

    /**
     * One of some words.
     *
     * @param words       the words with what they stand for.
     * @param placeholder one of these.
     * @return the type.
     */
    static <T> ValueType<T> oneOf(Map<String, T> words, T placeholder) {
        String allowed = String.join(", ", words.keySet().stream().sorted().toList());
        return new ValueType<>(YamlNode.Kind.TEXT, "one of " + allowed, text -> {
            T value = words.get(text);
            if (value == null) {
                throw new IllegalArgumentException("\"" + text + "\" is not known; it must be one of " + allowed);
            }
            return value;
        }, placeholder);
    }

    /**
     * A whole number within bounds, or one of some words.
     *
     * @param words the words with what they stand for.
     * @param min   the smallest number.
     * @param max   the largest.
     * @return the type.
     */
    static ValueType<Integer> integerOr(Map<String, Integer> words, int min, int max) {
        String range = String.join(", ", words.keySet().stream().sorted().toList())
            + " or a whole number from " + min + " to " + max;
        return new ValueType<>(YamlNode.Kind.TEXT_OR_INTEGER, range, text -> {
            Integer value = words.get(text);
            return value == null ? Integer.valueOf((int)parseNumber(text, min, max, range)) : value;
        }, min);
    }

    private static long parseNumber(String text, long min, long max, String range) {
        if (!WHOLE_NUMBER.matcher(text).matches()) {
            throw new IllegalArgumentException(
                "must be " + range + ", decimal without leading zeros or hexadecimal after 0x");
        }
        BigInteger value = text.startsWith("0x") ? new BigInteger(text.substring(2), 16) : new BigInteger(text);
        if (value.compareTo(BigInteger.valueOf(min)) < 0 || value.compareTo(BigInteger.valueOf(max)) > 0) {
            throw new IllegalArgumentException(text + " is out of range; it must be " + range);
        }
        return value.longValue();
    }

    private static IpAddress parseAddress(String text) {
        return hostAddress(text, bounded(text));
    }

    /**
     * Reads an address that one host can have.
     *
     * @param text    the whole value, for the message.
     * @param address the address in it.
     * @return the address.
     */
    static IpAddress hostAddress(String text, String address) {
        IpAddress parsed = IpAddress.parse(address);
        if (parsed.isInvalidSource() || parsed.isLinkLocal()) {
            throw new IllegalArgumentException(text + " is no host's address; " + (parsed.isIpv4()
                ? "0/8, 127/8 and all from 224.0.0.0 are not allowed"
                : "::/96, fe80::/10, which every port has of itself, and ff00::/8 are not allowed"));
        }
        return parsed;
    }

    private static IpPrefix parsePrefix(String text) {
        return IpPrefix.parse(bounded(text));
    }

    /** Refuses what is too long for an address or a prefix, so that the message about it stays short. */
    static String bounded(String text) {
        if (text.length() > LONGEST_PREFIX_TEXT) {
            throw new IllegalArgumentException(
                "is no address or prefix; write it as 10.1.0.1, 10.1.0.0/24, 2001:db8::1 or 2001:db8::/32");
        }
        return text;
    }

    private static Path parsePath(String text) {
        if (!text.startsWith("/") || text.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("\"" + text + "\" is not an absolute path; it must begin with /");
        }
        return Path.of(text);
    }

    private static Path parseSocketPath(String text) {
        if (text.getBytes(StandardCharsets.UTF_8).length > MAX_SOCKET_PATH_BYTES) {
            throw new IllegalArgumentException(
                "is too long for a Unix socket; at most " + MAX_SOCKET_PATH_BYTES + " bytes are allowed");
        }
        return parsePath(text);
    }

    private static Duration parseDuration(String text) {
        Matcher matcher = DURATION_TEXT.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("\"" + text + "\" is not a duration; it must be " + DURATION.allowed());
        }
        ChronoUnit unit = switch (matcher.group(2)) {
            case "s" -> ChronoUnit.SECONDS;
            case "m" -> ChronoUnit.MINUTES;
            default -> ChronoUnit.HOURS;
        };
        Duration duration = Duration.of(Long.parseLong(matcher.group(1)), unit);
        if (duration.compareTo(LONGEST_DURATION) > 0) {
            throw new IllegalArgumentException(text + " is out of range; it must be from 1s to 168h");
        }
        return duration;
    }

    private static String parseDevice(String text) {
        if (!DEVICE_TEXT.matcher(text).matches()) {
            throw new IllegalArgumentException(
                "\"" + text + "\" is no device name; it must be 1 to 63 letters, digits or _:.@,=/-");
        }
        return text;
    }

    private static String parseText(String text) {
        if (text.isEmpty() || text.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("must be text that is not empty and without zero characters");
        }
        return text;
    }
}
