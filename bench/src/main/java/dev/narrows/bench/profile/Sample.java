package dev.narrows.bench.profile;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One look at where a thread was.
 *
 * @param instruction the address.
 * @param symbol      of a function, as {@code perf} knows it.
 * @param library     the file that it is in.
 */
record Sample(long instruction, String symbol, String library) {
    private static final Pattern LINE = Pattern.compile(" *([0-9a-f]{1,16}) +(.*?) +\\(([^()]*)\\) *");
    private static final int HEXADECIMAL = 16;

    /**
     * Reads a line of {@code perf script -F ip,sym,dso}.
     *
     * @param line such as {@code 7f52f3f6b403 eth_null_tx (/usr/lib/librte_net_null.so.23)}.
     * @return the sample, or nothing where it is none.
     */
    static Optional<Sample> parse(String line) {
        Matcher matcher = LINE.matcher(line);
        return matcher.matches()
            ? Optional.of(new Sample(Long.parseUnsignedLong(matcher.group(1), HEXADECIMAL), matcher.group(2),
                matcher.group(3).substring(matcher.group(3).lastIndexOf('/') + 1)))
            : Optional.empty();
    }

    /** {@return what part of a packet's way it is in, where it is not in code of this project's} */
    String group() {
        if (library.startsWith("librte_net")) {
            // Most drivers come without symbols. Of net_null only its sending is used here.
            return symbol.contains("tx") || library.contains("null") ? "driver, transmit" : "driver, receive";
        }
        if (library.startsWith("librte_")) {
            return "packet pool and rings";
        }
        if (library.startsWith("libIPSec_MB")) {
            return "crypto library";
        }
        if (library.startsWith("perf-")) {
            return "Java, else";
        }
        if (library.startsWith("libjvm")) {
            return "JVM";
        }
        if (library.contains("kernel") || library.startsWith("[vdso")) {
            return "kernel";
        }
        return library.startsWith("libc") ? "C library" : "else";
    }
}
