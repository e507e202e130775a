package dev.narrows.bench.peer;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/**
 * What a gateway's process answers: {@code ok} and values by name, or {@code failed} and why.
 *
 * @param text   all of it.
 * @param values by name.
 */
public record Answer(String text, Map<String, String> values) {
    private static final double NANOS_PER_SECOND = 1e9;

    static Answer parse(String text) throws IOException {
        if (text.startsWith("failed")) {
            throw new IOException(text);
        }
        Map<String, String> values = new HashMap<>();
        for (String word : text.split(" ", -1)) {
            int equals = word.indexOf('=');
            if (equals > 0) {
                values.put(word.substring(0, equals), word.substring(equals + 1));
            }
        }
        return new Answer(text, values);
    }

    /** {@return a value that is a whole number} */
    public long number(String name) {
        return Long.parseLong(values.get(name));
    }

    /**
     * Tells a rate.
     *
     * @param before an earlier answer: both tell packets and nanoseconds since some moment.
     * @return packets a second in between.
     */
    double rateSince(Answer before) {
        return (number("packets") - before.number("packets"))
            / ((number("nanos") - before.number("nanos")) / NANOS_PER_SECOND);
    }

    /** {@return packets a second, of an answer that tells packets and nanoseconds} */
    public double rate() {
        return number("packets") / (number("nanos") / NANOS_PER_SECOND);
    }
}
