package dev.narrows.path;

import dev.narrows.wire.Ipv6;
import java.time.Duration;

/**
 * How paths are discovered.
 *
 * @param floor         the least MTU that is adopted, in bytes; of an IPv6 path never less than 1280.
 * @param raiseAfter    after how long a larger MTU is tried (RFC 1191 6.3, RFC 8899 5.1.1).
 * @param validateEvery how often the MTU in use is probed while packets flow.
 * @param policy        what claims lead to.
 */
public record DiscoverySettings(int floor, Duration raiseAfter, Duration validateEvery, ClaimPolicy policy) {
    private static final Duration MAX_RETRY = Duration.ofMinutes(1);
    /** From a second these are more than the longest interval. */
    private static final int MAX_DOUBLINGS = 6;

    /** {@return the least MTU that is adopted of a path, in bytes: what its link takes, where that is less} */
    int floorOf(Path path) {
        return Math.min(path.linkMtu(), path.endpoints().isIpv6() ? Math.max(floor, Ipv6.MIN_MTU) : floor);
    }

    /**
     * Tells when a peer that answered no probe is probed again.
     *
     * @param silentSearches how often in a row it has not, from 1.
     * @return after how long.
     */
    Duration retryAfter(int silentSearches) {
        Duration longest = validateEvery.compareTo(MAX_RETRY) > 0 ? validateEvery : MAX_RETRY;
        Duration doubled = validateEvery.multipliedBy(1L << Math.min(silentSearches - 1, MAX_DOUBLINGS));
        return doubled.compareTo(longest) < 0 ? doubled : longest;
    }
}
