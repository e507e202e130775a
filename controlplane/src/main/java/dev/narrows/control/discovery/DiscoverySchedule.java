package dev.narrows.control.discovery;

import dev.narrows.path.Moment;
import dev.narrows.path.PathDiscovery;
import java.util.HashMap;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Queue;

/**
 * Says which paths' discovery has something to do, without asking every one: there may be a hundred thousand.
 */
final class DiscoverySchedule {
    private final Queue<Entry> queue = new PriorityQueue<>((a, b) -> Long.signum(a.due().nanos() - b.due().nanos()));
    private final Map<PathDiscovery, Entry> current = new HashMap<>();

    /**
     * When a discovery is due. One that has been put off leaves its old entry behind, which says nothing any more.
     *
     * @param discovery whose.
     * @param due       when.
     */
    private record Entry(PathDiscovery discovery, Moment due) {
    }

    /** Takes note of when a discovery is due now. */
    void update(PathDiscovery discovery) {
        Moment due = discovery.due();
        Entry before = current.get(discovery);
        if (due == null) {
            current.remove(discovery);
        } else if (before == null || !before.due().equals(due)) {
            Entry entry = new Entry(discovery, due);
            current.put(discovery, entry);
            queue.add(entry);
        }
    }

    /** Takes a discovery out, since another has its path now. */
    void forget(PathDiscovery discovery) {
        current.remove(discovery);
    }

    /**
     * Takes a discovery that is due; {@link #update} must follow.
     *
     * @param now the present.
     * @return one, or null where none is.
     */
    PathDiscovery takeDue(Moment now) {
        while (!queue.isEmpty() && !now.isBefore(queue.element().due())) {
            Entry entry = queue.remove();
            if (entry.equals(current.get(entry.discovery()))) {
                current.remove(entry.discovery());
                return entry.discovery();
            }
        }
        return null;
    }
}
