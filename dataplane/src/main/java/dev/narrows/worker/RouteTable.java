package dev.narrows.worker;

import dev.narrows.policy.IpPrefix;
import dev.narrows.policy.PrefixTable;
import dev.narrows.sa.Tunnel;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A worker's routes. Of several to one prefix, the first by metric whose tunnel does not yield is in effect: chosen
 * when a tunnel begins or ceases to yield, not for each packet.
 */
final class RouteTable {
    private final PrefixTable<NextHop> inEffect = new PrefixTable<>();
    private final Map<IpPrefix, List<Choice>> choices = new HashMap<>();
    private final PrefixTable<List<Choice>> byDestination = new PrefixTable<>();

    /**
     * One of the routes to a prefix.
     *
     * @param nextHop where it leads.
     * @param metric  the lowest goes first.
     */
    private record Choice(NextHop nextHop, int metric) {
    }

    /**
     * Adds a route. Of two with one metric, the one that was added first goes first.
     *
     * @param to      the destinations.
     * @param nextHop where it leads.
     * @param metric  the lowest goes first.
     */
    void add(IpPrefix to, NextHop nextHop, int metric) {
        List<Choice> among = choices.computeIfAbsent(to, prefix -> new ArrayList<>(1));
        among.add(new Choice(nextHop, metric));
        among.sort(Comparator.comparingInt(Choice::metric));
        if (among.size() > 1) {
            byDestination.add(to, among);
        }
        putIntoEffect(to, among);
    }

    /** {@return where packets to an address go, or null} */
    NextHop lookup(long high, long low) {
        return inEffect.lookup(high, low);
    }

    /**
     * Tells whether packets to an address may go into a tunnel, now or when another yields.
     *
     * @param high   the first eight bytes of the address.
     * @param low    its last eight.
     * @param tunnel the tunnel.
     * @return whether one of the routes to the longest prefix leads there.
     */
    boolean mayLeadInto(long high, long low, Tunnel tunnel) {
        NextHop nextHop = inEffect.lookup(high, low);
        if (nextHop == null || nextHop.tunnel() == tunnel) {
            return nextHop != null;
        }
        List<Choice> among = byDestination.lookup(high, low);
        if (among != null && isAmong(nextHop, among)) {
            for (int i = 0; i < among.size(); i++) {
                if (among.get(i).nextHop().tunnel() == tunnel) {
                    return true;
                }
            }
        }
        return false;
    }

    /**
     * Finds another tunnel for what goes to an address and cannot go by the one in effect.
     *
     * @param high the first eight bytes of the address.
     * @param low  its last eight.
     * @return the first by metric that can send, or null.
     */
    Tunnel alternative(long high, long low) {
        NextHop nextHop = inEffect.lookup(high, low);
        List<Choice> among = byDestination.lookup(high, low);
        if (among != null && isAmong(nextHop, among)) {
            for (int i = 0; i < among.size(); i++) {
                Tunnel tunnel = among.get(i).nextHop().tunnel();
                if (tunnel != null && tunnel.canSend()) {
                    return tunnel;
                }
            }
        }
        return null;
    }

    /** Chooses anew where a tunnel has begun or ceased to yield. */
    void choose(Tunnel tunnel) {
        choices.forEach((to, among) -> {
            if (among.size() > 1 && among.stream().anyMatch(choice -> choice.nextHop().tunnel() == tunnel)) {
                putIntoEffect(to, among);
            }
        });
    }

    /** Where all yield, none does. */
    private void putIntoEffect(IpPrefix to, List<Choice> among) {
        NextHop chosen = among.stream().map(Choice::nextHop)
            .filter(nextHop -> nextHop.tunnel() == null || !nextHop.tunnel().yields())
            .findFirst().orElse(among.getFirst().nextHop());
        if (among.size() > 1) {
            inEffect.remove(to);
        }
        inEffect.add(to, chosen);
    }

    /** A longer prefix with one route alone may lie within. */
    private static boolean isAmong(NextHop nextHop, List<Choice> among) {
        for (int i = 0; i < among.size(); i++) {
            if (among.get(i).nextHop() == nextHop) {
                return true;
            }
        }
        return false;
    }
}
