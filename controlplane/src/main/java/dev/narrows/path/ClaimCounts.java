package dev.narrows.path;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How often each verdict was given.
 */
public final class ClaimCounts {
    private final Map<ClaimVerdict, Long> counts = new EnumMap<>(ClaimVerdict.class);

    /**
     * Counts a verdict.
     *
     * @param verdict which.
     * @param times   how often it was given.
     */
    public void add(ClaimVerdict verdict, int times) {
        counts.merge(verdict, (long)times, Long::sum);
    }

    /**
     * Tells a count.
     *
     * @param verdict which.
     * @return how often it was given.
     */
    public long get(ClaimVerdict verdict) {
        return counts.getOrDefault(verdict, 0L);
    }

    /** {@return how often claims were rejected, by the reasons' labels; every reason is there} */
    public Map<String, Long> rejected() {
        Map<String, Long> rejected = new LinkedHashMap<>();
        for (ClaimVerdict verdict : ClaimVerdict.values()) {
            if (verdict != ClaimVerdict.BELIEVED) {
                rejected.put(verdict.label(), get(verdict));
            }
        }
        return rejected;
    }
}
