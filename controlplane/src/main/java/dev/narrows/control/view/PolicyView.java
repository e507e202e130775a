package dev.narrows.control.view;

/**
 * A policy.
 *
 * @param id         its number, for as long as the gateway runs.
 * @param action     what becomes of what it matches: {@code protect}, {@code bypass} or {@code discard}.
 * @param tunnel     the tunnel that protects it, or null where the action is another.
 * @param local      the addresses on our side, such as {@code 10.1.0.0/24}.
 * @param remote     the addresses on the peer's side.
 * @param protocol   the protocol's name or number, or null for any.
 * @param localPort  the ports on our side, such as {@code 443} or {@code 1000-2000}, or null for any.
 * @param remotePort the ports on the peer's side, or null for any.
 * @param icmpType   ICMP types and codes, such as {@code 8} or {@code 3/4}, or null for any.
 * @param yields     why its tunnel yields to the next, {@code no-sa} or {@code unanswered}, or null where it does not.
 */
public record PolicyView(
    int id,
    String action,
    String tunnel,
    String local,
    String remote,
    String protocol,
    String localPort,
    String remotePort,
    String icmpType,
    String yields) {
}
