package dev.narrows.config;

import java.time.Duration;

/**
 * What is believed about the MTU of paths.
 *
 * @param floor      the smallest outer MTU that is believed, in bytes.
 * @param raiseAfter after how long a learnt MTU is forgotten and the link's is tried again (RFC 1191 6.3).
 */
public record PmtuConfig(int floor, Duration raiseAfter) {
}
