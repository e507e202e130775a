package dev.narrows.config;

import java.util.regex.Pattern;

/**
 * The names that operators give to ports and tunnels.
 */
final class Names {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]{0,31}");

    private Names() {
    }

    /**
     * Checks a name.
     *
     * @param name    the name.
     * @param section what it names, where a mistake is told.
     */
    static void check(String name, Section section) {
        if (!NAME.matcher(name).matches()) {
            section.error("is no name; it must be 1 to 32 letters, digits or _.- and begin with a letter or digit");
        }
    }
}
