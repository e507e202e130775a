package dev.narrows.path;

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
}
