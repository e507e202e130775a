package dev.narrows.explain;

import dev.narrows.explain.Sent.Role;
import dev.narrows.stats.DropReason;
import dev.narrows.stats.WorkerCounter;
import dev.narrows.stats.WorkerCounters;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a worker did with a packet.
 *
 * @param sent    what left, in its order.
 * @param dropped how many packets ended for which reason.
 * @param counted which other counters moved.
 */
public record Outcome(List<Sent> sent, Map<DropReason, Long> dropped, Set<WorkerCounter> counted) {
    /** What became of a packet, in one word. */
    public enum Kind {
        /** In ESP, as one packet. */
        PROTECTED,
        /** In ESP, in fragments made before encryption. */
        FRAGMENTED_BEFORE,
        /** In ESP, in fragments made of outer packets. */
        FRAGMENTED_AFTER,
        /** On in clear, as one packet. */
        FORWARDED,
        /** On in clear, in fragments. */
        FORWARDED_FRAGMENTED,
        /** Answered by the gateway itself. */
        ANSWERED,
        /** Ended here. */
        DROPPED
    }

    static Outcome of(List<Sent> sent, WorkerCounters counters) {
        Map<DropReason, Long> dropped = new EnumMap<>(DropReason.class);
        for (DropReason reason : DropReason.values()) {
            if (counters.get(reason) > 0) {
                dropped.put(reason, counters.get(reason));
            }
        }
        Set<WorkerCounter> counted = EnumSet.noneOf(WorkerCounter.class);
        for (WorkerCounter counter : WorkerCounter.values()) {
            if (counters.get(counter) > 0) {
                counted.add(counter);
            }
        }
        return new Outcome(List.copyOf(sent), dropped, counted);
    }

    /** {@return whether it went in passes over its burst, as plain packets do} */
    public boolean goesByFastPath() {
        return counted.contains(WorkerCounter.FAST_PATH);
    }

    /** {@return what left towards the destination} */
    public List<Sent> onward() {
        return sent.stream().filter(packet -> packet.role() == Role.ONWARD).toList();
    }

    /** {@return the ICMP error that left towards the sender, or null; where it is in fragments, the first} */
    public Sent told() {
        return sent.stream().filter(packet -> packet.icmp() != null).findFirst().orElse(null);
    }

    /** {@return what became of the packet} */
    public Kind kind() {
        List<Sent> onward = onward();
        if (onward.isEmpty()) {
            return sent.stream().anyMatch(packet -> packet.role() == Role.ANSWER) ? Kind.ANSWERED : Kind.DROPPED;
        }
        boolean isSealed = onward.getFirst().sa() != null;
        if (onward.stream().anyMatch(Sent::isFragment) && isSealed) {
            return Kind.FRAGMENTED_AFTER;
        }
        if (onward.size() == 1) {
            return isSealed ? Kind.PROTECTED : Kind.FORWARDED;
        }
        return isSealed ? Kind.FRAGMENTED_BEFORE : Kind.FORWARDED_FRAGMENTED;
    }
}
