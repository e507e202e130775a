package dev.narrows.bench;

import dev.narrows.bench.peer.Served;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Chooses who is compared: Narrows, and the peer's fastest mode.
 */
final class Rivals {
    private Rivals() {
    }

    /**
     * Chooses.
     *
     * @param throughputs of all gateways, Narrows first.
     * @return Narrows, and the fastest of the others, where there are any.
     */
    static List<Served> of(Map<Served, Double> throughputs) {
        List<Served> all = new ArrayList<>(throughputs.keySet());
        List<Served> rivals = new ArrayList<>(List.of(all.getFirst()));
        all.stream().skip(1).max((a, b) -> Double.compare(throughputs.get(a), throughputs.get(b)))
            .ifPresent(rivals::add);
        return rivals;
    }
}
