package dev.narrows.control.view;

/**
 * How much of an SA's lifetime is used. A limit that is not set is null.
 *
 * @param seconds     since it was added.
 * @param softTime    in seconds.
 * @param hardTime    in seconds.
 * @param bytes       charged so far: those that the algorithm was applied to.
 * @param softBytes   in bytes.
 * @param hardBytes   in bytes.
 * @param packets     charged so far.
 * @param softPackets in packets.
 * @param hardPackets in packets.
 */
public record LifetimeView(
    long seconds,
    Long softTime,
    Long hardTime,
    long bytes,
    Long softBytes,
    Long hardBytes,
    long packets,
    Long softPackets,
    Long hardPackets) {
}
