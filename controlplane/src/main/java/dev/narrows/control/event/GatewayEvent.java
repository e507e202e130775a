package dev.narrows.control.event;

import java.util.Map;

/**
 * Something that happened.
 *
 * @param type   what kind.
 * @param time   when, as ISO 8601 in UTC.
 * @param fields about what, in the order in which they are told; numbers and strings, nothing secret.
 */
public record GatewayEvent(EventType type, String time, Map<String, Object> fields) {
    /** {@return a line for people} */
    @Override
    public String toString() {
        StringBuilder line = new StringBuilder(type.label());
        fields.forEach((name, value) -> line.append(' ').append(name).append('=').append(value));
        return line.append(": ").append(type.description()).append('.').toString();
    }
}
