package dev.narrows.config;

import java.util.function.Function;

/**
 * What a single value must be.
 *
 * @param kind        how YAML must take it.
 * @param allowed     what is allowed, for people: completes "it must be".
 * @param parser      makes the value of its text, or throws {@link IllegalArgumentException} with what is wrong and
 *                    what is allowed.
 * @param placeholder stands for a value that could not be read, until the file is refused.
 * @param <T>         the value's type.
 */
record ValueType<T>(YamlNode.Kind kind, String allowed, Function<String, T> parser, T placeholder) {
}
