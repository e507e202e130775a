package dev.narrows.config;

import java.util.regex.Pattern;

/**
 * Makes text from a file fit for a message: one line, not too long, and without what might be a key. A key can come
 * to stand in any setting, since one character lost joins two lines of YAML; so every text is treated alike.
 */
final class Redaction {
    private static final Pattern MAYBE_SECRET = Pattern.compile("[0-9A-Fa-f]{12,}");
    private static final Pattern NOT_PRINTABLE = Pattern.compile("[^\\x20-\\x7E]");
    private static final int MAX_LENGTH = 400;

    private Redaction() {
    }

    /**
     * Redacts a text.
     *
     * @param text the text.
     * @return it, with every long row of hexadecimal digits hidden and what is no printable ASCII replaced.
     */
    static String of(String text) {
        String hidden = MAYBE_SECRET.matcher(text).replaceAll("(hidden)");
        String printable = NOT_PRINTABLE.matcher(hidden).replaceAll("?");
        return printable.length() <= MAX_LENGTH ? printable : printable.substring(0, MAX_LENGTH) + "...";
    }
}
