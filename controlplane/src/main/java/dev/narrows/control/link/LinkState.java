package dev.narrows.control.link;

/**
 * A port's link at one moment.
 *
 * @param isUp whether it is up.
 * @param mtu  the largest IP packet that it takes, in bytes.
 */
public record LinkState(boolean isUp, int mtu) {
}
