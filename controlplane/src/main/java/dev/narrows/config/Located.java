package dev.narrows.config;

/**
 * A value with the section that it was read from, so that a later check can tell where a mistake is.
 *
 * @param value   the value.
 * @param section where it stands.
 * @param <T>     the value's type.
 */
record Located<T>(T value, Section section) {
}
