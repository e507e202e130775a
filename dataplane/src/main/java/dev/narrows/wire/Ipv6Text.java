package dev.narrows.wire;

import java.util.Locale;

/** IPv6 addresses as text: read as RFC 4291 2.2 has it, written as RFC 5952 4 has it. */
final class Ipv6Text {
    private static final int GROUPS = 8;
    private static final int GROUP_BITS = 16;
    private static final int MAX_GROUP_DIGITS = 4;
    private static final int HEX_RADIX = 16;
    private static final int SHORTEST_GAP = 2;

    private Ipv6Text() {
    }

    static IpAddress parse(String text) {
        if (text.indexOf('.') >= 0) {
            throw withIpv4(text);
        }
        int gap = text.indexOf("::");
        if (gap < 0) {
            int[] groups = groups(text, text);
            if (groups.length != GROUPS) {
                throw malformed(text);
            }
            return address(text, groups, new int[0]);
        }
        int[] before = groups(text, text.substring(0, gap));
        int[] after = groups(text, text.substring(gap + 2));
        if (before.length + after.length >= GROUPS) {
            throw malformed(text);
        }
        return address(text, before, after);
    }

    static String format(long high, long low) {
        int gapStart = -1;
        int gapLength = 1;
        for (int i = 0; i < GROUPS; i++) {
            int length = 0;
            while (i + length < GROUPS && group(high, low, i + length) == 0) {
                length++;
            }
            if (length > gapLength) {
                gapStart = i;
                gapLength = length;
            }
        }
        return gapLength < SHORTEST_GAP
            ? join(high, low, 0, GROUPS)
            : join(high, low, 0, gapStart) + "::" + join(high, low, gapStart + gapLength, GROUPS);
    }

    private static String join(long high, long low, int from, int to) {
        StringBuilder text = new StringBuilder();
        for (int i = from; i < to; i++) {
            text.append(i > from ? ":" : "").append(Integer.toHexString(group(high, low, i)));
        }
        return text.toString();
    }

    private static int group(long high, long low, int index) {
        long half = index < GROUPS / 2 ? high : low;
        int behind = GROUPS / 2 - 1 - index % (GROUPS / 2);
        return (int)(half >>> (behind * GROUP_BITS)) & 0xFFFF;
    }

    private static int[] groups(String text, String part) {
        if (part.isEmpty()) {
            return new int[0];
        }
        String[] words = part.split(":", -1);
        int[] groups = new int[words.length];
        for (int i = 0; i < words.length; i++) {
            groups[i] = parseGroup(text, words[i]);
        }
        return groups;
    }

    private static int parseGroup(String text, String word) {
        if (word.isEmpty() || word.length() > MAX_GROUP_DIGITS) {
            throw malformed(text);
        }
        int value = 0;
        for (int i = 0; i < word.length(); i++) {
            char c = word.charAt(i);
            int digit = c > 'f' ? -1 : Character.digit(c, HEX_RADIX);
            if (digit < 0) {
                throw malformed(text);
            }
            value = value * HEX_RADIX + digit;
        }
        return value;
    }

    private static IpAddress address(String text, int[] before, int[] after) {
        int[] all = new int[GROUPS];
        System.arraycopy(before, 0, all, 0, before.length);
        System.arraycopy(after, 0, all, GROUPS - after.length, after.length);
        long high = 0;
        long low = 0;
        for (int i = 0; i < GROUPS / 2; i++) {
            high = (high << GROUP_BITS) | all[i];
            low = (low << GROUP_BITS) | all[i + GROUPS / 2];
        }
        if (IpAddress.isIpv4(high, low)) {
            throw disguised(text, (int)low);
        }
        return new IpAddress(high, low);
    }

    /** As {@code ::ffff:192.0.2.1} or {@code ::192.0.2.1} (RFC 4291 2.2 and 2.5.5), which may not be on a wire. */
    private static IllegalArgumentException withIpv4(String text) {
        int ipv4 = text.lastIndexOf(':') + 1;
        String before = text.substring(0, ipv4).toLowerCase(Locale.ROOT);
        if (before.equals("::") || before.equals("::ffff:")) {
            return disguised(text, Ipv4Address.parse(text.substring(ipv4)));
        }
        return malformed(text);
    }

    private static IllegalArgumentException disguised(String text, int ipv4) {
        return new IllegalArgumentException("\"" + text + "\" is an IPv4 address in disguise: write "
            + Ipv4Address.format(ipv4));
    }

    private static IllegalArgumentException malformed(String text) {
        return new IllegalArgumentException("\"" + text
            + "\" is not an IPv6 address: write groups of one to four hexadecimal digits, joined by colons, as "
            + "2001:db8::1");
    }
}
