package dev.narrows.control.link;

import dev.narrows.control.event.EventSink;
import dev.narrows.control.event.EventType;
import dev.narrows.neighbor.Neighbor;
import dev.narrows.neighbor.NeighborListener;
import dev.narrows.wire.IpAddress;
import dev.narrows.wire.MacAddress;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import java.util.function.Predicate;

/**
 * Tells operators of neighbours. Anybody on a link can make neighbours seem to move, so that of a flood of such events
 * only some are told; next hops, of routes and peers, have a share that no others can use up.
 */
public final class NeighbourEvents implements NeighborListener {
    /** Told at once after a while without any; afterwards one a second. */
    static final int AT_ONCE = 10;

    private final EventSink events;
    private final IntFunction<String> portNames;
    private final Predicate<Neighbor> isNextHop;
    private final Allowance nextHops = new Allowance();
    private final Allowance others = new Allowance();

    /**
     * Events of neighbours.
     *
     * @param events    where they go.
     * @param portNames each port's name, by its number.
     * @param isNextHop whether packets of a path go by a neighbour.
     */
    public NeighbourEvents(EventSink events, IntFunction<String> portNames, Predicate<Neighbor> isNextHop) {
        this.events = events;
        this.portNames = portNames;
        this.isNextHop = isNextHop;
    }

    @Override
    public void onDuplicate(int port, IpAddress address, long mac) {
        events.raise(EventType.DUPLICATE_ADDRESS, fields(port, address, mac));
    }

    @Override
    public void onConflict(int port, IpAddress address, long mac) {
        events.raise(EventType.ADDRESS_CONFLICT, fields(port, address, mac));
    }

    @Override
    public void onMoved(Neighbor neighbor, long before, long nowNs) {
        Allowance allowance = isNextHop.test(neighbor) ? nextHops : others;
        if (!allowance.tryTake(nowNs)) {
            return;
        }
        Map<String, Object> fields = fields(neighbor.port(), neighbor.address(), neighbor.mac());
        fields.put("before", MacAddress.format(before));
        long untold = allowance.takeRefused();
        if (untold > 0) {
            fields.put("untold", untold);
        }
        events.raise(EventType.NEIGHBOUR_MAC_CHANGED, fields);
    }

    private Map<String, Object> fields(int port, IpAddress address, long mac) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("port", portNames.apply(port));
        fields.put("address", address.toString());
        fields.put("mac", MacAddress.format(mac));
        return fields;
    }

    /** How many events may be told, and how many were not. */
    private static final class Allowance {
        private static final long INTERVAL_NS = TimeUnit.SECONDS.toNanos(1);

        private boolean isStarted;
        private long fullAtNs;
        private long refused;

        boolean tryTake(long nowNs) {
            long lacking = isStarted ? Math.max(fullAtNs - nowNs, 0) : 0;
            isStarted = true;
            if (lacking > (AT_ONCE - 1) * INTERVAL_NS) {
                refused++;
                return false;
            }
            fullAtNs = nowNs + lacking + INTERVAL_NS;
            return true;
        }

        long takeRefused() {
            long taken = refused;
            refused = 0;
            return taken;
        }
    }
}
