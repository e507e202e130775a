package dev.narrows.control.view;

import java.util.List;

/**
 * A port.
 *
 * @param name      as configured.
 * @param device    DPDK's name of the device.
 * @param driver    the driver's name.
 * @param side      {@code protected}, {@code unprotected} or {@code host}.
 * @param addresses the gateway's addresses there, with the prefixes' lengths, and {@code (tentative)} or
 *                  {@code (duplicate)} behind one that is not used on the link.
 * @param mac       its hardware address.
 * @param mtu       the largest IP packet that its link takes, in bytes.
 * @param mtuAsked  the same as configured: more where the device takes less by now.
 * @param queues    how many workers have queues of it; the first of them sends for the others.
 * @param workers   how many workers there are.
 * @param linkUp    whether the link is up.
 * @param linkMbps  the link's speed, or 0 where the driver does not know it.
 * @param received  packets received.
 * @param sent      packets sent.
 * @param rxMissed  packets that the device dropped because nobody took them in time.
 * @param rxErrors  packets received with errors.
 * @param txErrors  packets that failed to leave.
 * @param noBuffers times that no packet buffer was left to receive into.
 */
public record PortView(
    String name,
    String device,
    String driver,
    String side,
    List<String> addresses,
    String mac,
    int mtu,
    int mtuAsked,
    int queues,
    int workers,
    boolean linkUp,
    long linkMbps,
    long received,
    long sent,
    long rxMissed,
    long rxErrors,
    long txErrors,
    long noBuffers) {
}
