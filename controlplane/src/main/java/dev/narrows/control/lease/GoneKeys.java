package dev.narrows.control.lease;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Keys that no SA has any more, with when they were let go of, in that order.
 */
final class GoneKeys {
    /** How many keys that are gone have a record at the most: each takes some 250 bytes of heap. */
    private static final int MOST = 1 << 17;
    private static final int FORGOTTEN_AT_ONCE = 4096;
    private static final long FORGET_EVERY_SECONDS = 60;

    private final Map<KeyIdentity, Long> since = new LinkedHashMap<>();
    private final long retentionSeconds;
    private long nextForgetting;

    GoneKeys(long retentionSeconds) {
        this.retentionSeconds = retentionSeconds;
    }

    /**
     * Takes note that a key is gone.
     *
     * @param key   the key.
     * @param nowSeconds since when, in seconds since 1970: not before the others.
     */
    void add(KeyIdentity key, long nowSeconds) {
        since.remove(key);
        since.put(key, nowSeconds);
    }

    void remove(KeyIdentity key) {
        since.remove(key);
    }

    /**
     * Tells which keys are to be forgotten: the first that are gone for long enough, or are too many.
     *
     * @param nowSeconds the time, in seconds since 1970.
     * @return some at a time, and none at all most of the time.
     */
    List<KeyIdentity> due(long nowSeconds) {
        int tooMany = since.size() - MOST;
        if (nowSeconds < nextForgetting && tooMany <= 0) {
            return List.of();
        }
        List<KeyIdentity> due = new ArrayList<>();
        for (Map.Entry<KeyIdentity, Long> entry : since.entrySet()) {
            boolean isKept = entry.getValue() + retentionSeconds > nowSeconds && due.size() >= tooMany;
            if (isKept || due.size() == FORGOTTEN_AT_ONCE) {
                break;
            }
            due.add(entry.getKey());
        }
        nextForgetting = due.size() < FORGOTTEN_AT_ONCE ? nowSeconds + FORGET_EVERY_SECONDS : nowSeconds;
        return due;
    }
}
