package dev.narrows.control.lease;

/**
 * Sequence numbers that one outbound SA may use: on disk as used before anybody uses them.
 *
 * @param lastUsed the last number before them, which counts as used, from 0.
 * @param end      the last of them.
 */
public record Lease(long lastUsed, long end) {
}
