package dev.narrows.control.sad;

import dev.narrows.control.event.EventSink;
import dev.narrows.control.event.EventType;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.IntFunction;

/**
 * Tells of what happens to SAs.
 *
 * @param sink        where to.
 * @param tunnelNames names tunnels by their numbers.
 */
public record SaEvents(EventSink sink, IntFunction<String> tunnelNames) {
    /** Tells of an SA. */
    void raise(EventType type, SecurityAssociation sa) {
        sink.raise(type, fields(sa));
    }

    /** Tells of an SA, with one field more. */
    void raise(EventType type, SecurityAssociation sa, String name, Object value) {
        Map<String, Object> fields = fields(sa);
        fields.put(name, value);
        sink.raise(type, fields);
    }

    private Map<String, Object> fields(SecurityAssociation sa) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("tunnel", tunnelNames.apply(sa.tunnel().id()));
        fields.put("direction", sa.direction().label());
        fields.put("spi", sa.spi());
        if (sa.isPerWorker()) {
            fields.put("worker", sa.worker().number());
        }
        return fields;
    }
}
