package dev.narrows.config;

import dev.narrows.path.ClaimPolicy;
import java.time.Duration;

/**
 * What is believed about the MTU of paths.
 *
 * @param floor         the smallest outer MTU that is adopted, in bytes.
 * @param raiseAfter    after how long a larger MTU than the one learnt is tried (RFC 1191 6.3).
 * @param ptb           what a claim of "too big" leads to.
 * @param validateEvery how often the size in use is probed while packets flow.
 */
public record PmtuConfig(int floor, Duration raiseAfter, ClaimPolicy ptb, Duration validateEvery) {
}
