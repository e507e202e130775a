package dev.narrows.control.event;

import java.util.Map;

/**
 * Where the conductor's parts tell of what happens. Conductor's thread only.
 */
@FunctionalInterface
public interface EventSink {
    /**
     * Tells of an event, now.
     *
     * @param type   what kind.
     * @param fields about what; numbers and strings, nothing secret.
     */
    void raise(EventType type, Map<String, Object> fields);
}
