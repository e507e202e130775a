package dev.narrows.control;

import dev.narrows.config.PortConfig;
import dev.narrows.control.discovery.PathDiscoveries;
import dev.narrows.control.event.EventSink;
import dev.narrows.control.event.EventType;
import dev.narrows.control.link.LinkMtus;
import dev.narrows.control.link.LinkWatch;
import dev.narrows.control.order.WorkerProxy;
import dev.narrows.path.Moment;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Carries on what happens to links: to workers, to what is known of paths, and to operators.
 */
final class LinkChanges implements LinkWatch.Listener {
    private final List<PortConfig> ports;
    private final LinkMtus mtus;
    private final List<WorkerProxy> workers;
    private final PathDiscoveries discoveries;
    private final EventSink events;
    private final Supplier<Moment> clock;

    LinkChanges(ConductorContext context, LinkMtus mtus, PathDiscoveries discoveries, EventSink events,
        Supplier<Moment> clock) {
        ports = context.config().ports();
        workers = context.workers();
        this.mtus = mtus;
        this.discoveries = discoveries;
        this.events = events;
        this.clock = clock;
    }

    @Override
    public void onLink(int port, boolean isUp, List<Integer> paths) {
        Map<String, Object> fields = fields(port);
        fields.put("link", isUp ? "up" : "down");
        events.raise(EventType.LINK_CHANGED, fields);
        if (isUp) {
            paths.forEach(path -> discoveries.wayChanged(path, clock.get()));
        }
    }

    @Override
    public void onLinkMtu(int port, int before, List<Integer> paths) {
        int mtu = mtus.of(port);
        workers.forEach(worker -> worker.setLinkMtu(port, mtu, paths));
        Map<String, Object> fields = fields(port);
        fields.put("mtu", mtu);
        fields.put("before", before);
        events.raise(EventType.LINK_CHANGED, fields);
        paths.forEach(path -> discoveries.linkChanged(path, mtu, clock.get()));
    }

    private Map<String, Object> fields(int port) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("port", ports.get(port).name());
        fields.put("device", ports.get(port).device());
        return fields;
    }
}
