package dev.narrows.control.link;

/**
 * What a port's driver tells at one moment.
 *
 * @param linkUp    whether the link is up.
 * @param linkMbps  its speed, or 0 where the driver does not know it.
 * @param received  packets received.
 * @param sent      packets sent.
 * @param rxMissed  packets that the device dropped because nobody took them in time.
 * @param rxErrors  packets received with errors.
 * @param txErrors  packets that failed to leave.
 * @param noBuffers times that no packet buffer was left to receive into.
 */
public record PortStatus(
    boolean linkUp,
    long linkMbps,
    long received,
    long sent,
    long rxMissed,
    long rxErrors,
    long txErrors,
    long noBuffers) {
}
