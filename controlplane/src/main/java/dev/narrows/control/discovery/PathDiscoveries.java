package dev.narrows.control.discovery;

import dev.narrows.control.event.EventSink;
import dev.narrows.control.event.EventType;
import dev.narrows.control.order.WorkerProxy;
import dev.narrows.path.ClaimVerdict;
import dev.narrows.path.DiscoverySettings;
import dev.narrows.path.LostPacket;
import dev.narrows.path.Moment;
import dev.narrows.path.Path;
import dev.narrows.path.PathDiscovery;
import dev.narrows.path.PathListener;
import dev.narrows.path.PathTable;
import dev.narrows.path.ProbeSender;
import dev.narrows.path.Probing;
import dev.narrows.wire.IpAddress;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * The discovery of every path: gives each its time, lets only some of them search at once, and tells workers and
 * operators what they find.
 */
public final class PathDiscoveries implements PathListener {
    /** Searches at a time: what they send together is bounded, however many paths there are. */
    private static final int MAX_SEARCHES = 64;
    /** Probes whose paths are known by their tokens. */
    private static final int MOST_TOKENS = 1 << 14;

    private final PathTable paths;
    private final List<WorkerProxy> workers;
    private final EventSink events;
    private final List<PathDiscovery> byPath = new ArrayList<>();
    private final DiscoverySchedule schedule = new DiscoverySchedule();
    private final Set<PathDiscovery> searching = new HashSet<>();
    private final SecureRandom random = new SecureRandom();
    private final Map<Long, Integer> pathOfToken = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Integer> eldest) {
            return size() > MOST_TOKENS;
        }
    };
    private final DiscoverySettings settings;
    private final Function<Path, ProbeSender> senders;

    /**
     * Discoveries, one a path.
     *
     * @param paths    the paths.
     * @param settings how.
     * @param senders  the way of each path's probes, or null where it has none.
     * @param workers  hear of MTUs.
     * @param events   where operators hear of them.
     * @param now      the present.
     */
    public PathDiscoveries(PathTable paths, DiscoverySettings settings, Function<Path, ProbeSender> senders,
        List<WorkerProxy> workers, EventSink events, Moment now) {
        this.paths = paths;
        this.settings = settings;
        this.senders = senders;
        this.workers = workers;
        this.events = events;
        paths.all().forEach(path -> add(path, now));
    }

    /**
     * Begins with a path whose number is the next.
     *
     * @param path the path.
     * @param now  the present.
     */
    public void add(Path path, Moment now) {
        PathDiscovery discovery =
            new PathDiscovery(path, settings, senders.apply(path), this, () -> newToken(path), now);
        byPath.add(discovery);
        schedule.update(discovery);
    }

    /**
     * Takes note that a tunnel has come to a path that was there before.
     *
     * @param path    the path.
     * @param isFirst whether no tunnel used it, so that what is known of it is old.
     * @param now     the present.
     */
    public void joined(Path path, boolean isFirst, Moment now) {
        PathDiscovery discovery = byPath.get(path.id());
        if (isFirst) {
            discovery.restart(now, "a tunnel has moved here");
        }
        ProbeSender sender = path.probing() == Probing.OFF ? senders.apply(path) : null;
        if (sender != null) {
            schedule.forget(discovery);
            discovery = new PathDiscovery(path, settings, sender, this, () -> newToken(path), now);
            byPath.set(path.id(), discovery);
            onProbingChanged(path);
        }
        update(discovery);
    }

    /**
     * Does what is due.
     *
     * @param now the present.
     * @return how many discoveries had something to do.
     */
    public int tick(Moment now) {
        int count = 0;
        for (PathDiscovery due = schedule.takeDue(now); due != null; due = schedule.takeDue(now)) {
            due.tick(now, mayStart());
            update(due);
            count++;
            if (count == MAX_SEARCHES) {
                break;
            }
        }
        return count;
    }

    void claimed(Path path, int mtu, IpAddress reporter, LostPacket packet, Moment now) {
        PathDiscovery discovery = byPath.get(path.id());
        discovery.claimed(mtu, reporter, packet, now, mayStart());
        update(discovery);
    }

    /** Those that name no packet, which anybody can make up, leave half of the searches to the others. */
    void claimedUnnamed(Path path, int mtu, IpAddress reporter, Moment now) {
        PathDiscovery discovery = byPath.get(path.id());
        discovery.claimedUnnamed(mtu, reporter, now, searching.size() < MAX_SEARCHES / 2);
        update(discovery);
    }

    void hint(Path path, int mtu) {
        byPath.get(path.id()).hint(mtu);
    }

    /**
     * Takes an answer. A peer with several tunnels to us may have sent it by another than the one that was probed.
     *
     * @param pathId the number of the path that it came by.
     * @param token  what it brought back.
     * @param now    the present.
     */
    public void answered(int pathId, long token, Moment now) {
        Integer probed = pathOfToken.remove(token);
        PathDiscovery discovery = byPath.get(probed == null ? pathId : probed);
        discovery.answered(token, now);
        update(discovery);
    }

    /**
     * Has a path looked into anew, since its packets go another way.
     *
     * @param pathId the path's number.
     * @param now    the present.
     */
    public void wayChanged(int pathId, Moment now) {
        PathDiscovery discovery = byPath.get(pathId);
        discovery.wayChanged(now);
        update(discovery);
    }

    /**
     * Takes note that a path's first link takes packets of another size.
     *
     * @param pathId the path's number.
     * @param mtu    the largest, in bytes.
     * @param now    the present.
     */
    public void linkChanged(int pathId, int mtu, Moment now) {
        PathDiscovery discovery = byPath.get(pathId);
        discovery.linkChanged(mtu, now);
        update(discovery);
    }

    @Override
    public void onMtuChanged(Path path, int before, String why) {
        for (WorkerProxy worker : workers) {
            worker.setPathMtu(path.id(), path.effectiveMtu(), path.clearsDf());
        }
        Map<String, Object> fields = endpoints(path);
        fields.put("mtu", path.effectiveMtu());
        fields.put("before", before);
        fields.put("evidence", path.evidence().label());
        if (path.claimedBy() != null) {
            fields.put("claimedBy", path.claimedBy().toString());
        }
        fields.put("why", why);
        events.raise(EventType.PATH_MTU_CHANGED, fields);
    }

    @Override
    public void onProbingChanged(Path path) {
        Map<String, Object> fields = endpoints(path);
        fields.put("probing", path.probing().label());
        events.raise(EventType.PATH_PROBING_CHANGED, fields);
    }

    @Override
    public void onVerdict(Path path, ClaimVerdict verdict, int times) {
        paths.count(verdict, path, times);
    }

    private long newToken(Path path) {
        long token = random.nextLong();
        pathOfToken.put(token, path.id());
        return token;
    }

    private boolean mayStart() {
        return searching.size() < MAX_SEARCHES;
    }

    private void update(PathDiscovery discovery) {
        if (discovery.isSearching()) {
            searching.add(discovery);
        } else {
            searching.remove(discovery);
        }
        schedule.update(discovery);
    }

    private static Map<String, Object> endpoints(Path path) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("local", path.endpoints().localText());
        fields.put("remote", path.endpoints().remoteText());
        return fields;
    }
}
