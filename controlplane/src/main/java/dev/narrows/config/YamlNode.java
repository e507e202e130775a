package dev.narrows.config;

import java.util.List;

/**
 * A piece of a YAML document, with the line where it stands.
 */
sealed interface YamlNode {
    /** {@return the line where it begins, from 1} */
    int line();

    /** {@return what it is, for people, with an article} */
    String description();

    /**
     * A single value.
     *
     * @param line where it begins.
     * @param kind how YAML 1.2's core schema takes it.
     * @param text what was written, without quotes. It may be a secret.
     */
    record Scalar(int line, Kind kind, String text) implements YamlNode {
        @Override
        public String description() {
            return kind.description;
        }

        /** {@return a text without the value, which may be a secret} */
        @Override
        public String toString() {
            return "Scalar[line=" + line + ", kind=" + kind + "]";
        }
    }

    /**
     * A list.
     *
     * @param line  where it begins.
     * @param items what is in it.
     */
    record Sequence(int line, List<YamlNode> items) implements YamlNode {
        @Override
        public String description() {
            return "a list";
        }
    }

    /**
     * Keys with values, as written: a key may occur twice.
     *
     * @param line    where it begins.
     * @param entries what is in it.
     */
    record Mapping(int line, List<Entry> entries) implements YamlNode {
        @Override
        public String description() {
            return "a section with keys of its own";
        }
    }

    /**
     * One key with its value.
     *
     * @param line  where the key stands.
     * @param key   the key.
     * @param value the value.
     */
    record Entry(int line, String key, YamlNode value) {
        /** {@return a text without the key, which a mistake may have made of a secret} */
        @Override
        public String toString() {
            return "Entry[line=" + line + ", value=" + value + "]";
        }
    }

    /** The types of single values. */
    enum Kind {
        /** Text: quoted, or taken for nothing else. */
        TEXT("text"),
        /** A whole number. */
        INTEGER("a number"),
        /** A number with a point or an exponent. */
        FLOAT("a number with a fraction"),
        /** True or false. */
        BOOLEAN("true or false"),
        /** Nothing. */
        EMPTY("empty"),
        /** Either: what a type may ask for, while each scalar is one of the others. */
        TEXT_OR_INTEGER("text or a number");

        private final String description;

        Kind(String description) {
            this.description = description;
        }

        /** {@return whether a scalar of a kind is what a type of this kind asks for} */
        boolean accepts(Kind scalar) {
            return this == scalar || (this == TEXT_OR_INTEGER && (scalar == TEXT || scalar == INTEGER));
        }
    }
}
