package dev.narrows.control.view;

/**
 * A next hop.
 *
 * @param port       the name of the port that it is reached by.
 * @param address    its IPv4 address.
 * @param mac        its hardware address, or null while that is not known.
 * @param state      "reachable", "incomplete" or "stale".
 * @param ageSeconds how long ago it last said so itself; since the first question where it never did.
 */
public record NeighbourView(String port, String address, String mac, String state, long ageSeconds) {
}
