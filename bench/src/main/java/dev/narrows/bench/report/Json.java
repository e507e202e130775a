package dev.narrows.bench.report;

import java.util.Iterator;
import java.util.List;
import java.util.Map;

/**
 * Writes JSON (RFC 8259) of maps, lists, strings, numbers and booleans, indented by two.
 */
final class Json {
    private static final String INDENT = "  ";
    private static final int FIRST_PRINTABLE = 0x20;

    private final StringBuilder out = new StringBuilder();

    private Json() {
    }

    /**
     * Writes a value.
     *
     * @param value a map with strings as keys, a list, an array of doubles, a string, a number, a boolean or null, and
     *              so on inside.
     * @return the text, with a line end.
     * @throws IllegalArgumentException where it holds anything else.
     */
    static String of(Object value) {
        Json json = new Json();
        json.write(value, "\n");
        return json.out.append('\n').toString();
    }

    private void write(Object value, String newLine) {
        switch (value) {
            case null -> out.append("null");
            case String string -> writeString(string);
            case Boolean bool -> out.append(bool);
            case Double number -> writeNumber(number);
            case Number number -> out.append(number);
            case double[] numbers -> writeNumbers(numbers);
            case Map<?, ?> map -> writeMap(map, newLine);
            case List<?> list -> writeList(list, newLine);
            default -> throw new IllegalArgumentException("JSON has no " + value.getClass().getName());
        }
    }

    /** JSON has neither infinities nor what is no number. */
    private void writeNumber(double number) {
        if (!Double.isFinite(number)) {
            out.append("null");
        } else if (number == Math.rint(number) && Math.abs(number) < 1L << (Double.PRECISION - 1)) {
            out.append((long)number);
        } else {
            out.append(number);
        }
    }

    private void writeNumbers(double... numbers) {
        out.append('[');
        for (int i = 0; i < numbers.length; i++) {
            out.append(i == 0 ? "" : ", ");
            writeNumber(numbers[i]);
        }
        out.append(']');
    }

    private void writeMap(Map<?, ?> map, String newLine) {
        out.append('{');
        Iterator<? extends Map.Entry<?, ?>> entries = map.entrySet().iterator();
        while (entries.hasNext()) {
            Map.Entry<?, ?> entry = entries.next();
            out.append(newLine).append(INDENT);
            writeString((String)entry.getKey());
            out.append(": ");
            write(entry.getValue(), newLine + INDENT);
            out.append(entries.hasNext() ? "," : newLine);
        }
        out.append('}');
    }

    private void writeList(List<?> list, String newLine) {
        out.append('[');
        for (int i = 0; i < list.size(); i++) {
            out.append(i == 0 ? "" : ",").append(newLine).append(INDENT);
            write(list.get(i), newLine + INDENT);
        }
        out.append(list.isEmpty() ? "" : newLine).append(']');
    }

    private void writeString(String string) {
        out.append('"');
        for (int i = 0; i < string.length(); i++) {
            char c = string.charAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (c < FIRST_PRINTABLE) {
                out.append(String.format("\\u%04x", (int)c));
            } else {
                out.append(c);
            }
        }
        out.append('"');
    }
}
