package dev.narrows.api;

import dev.narrows.control.event.EventType;
import java.util.Arrays;
import java.util.List;

/**
 * The result of a call after which its connection carries events, and no more answers.
 *
 * @param types the types of events that there are.
 */
record EventStream(List<String> types) {
    /** {@return a stream of every type} */
    static EventStream ofAll() {
        return new EventStream(Arrays.stream(EventType.values()).map(EventType::label).toList());
    }
}
