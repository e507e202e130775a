package dev.narrows.control.view;

/**
 * A route.
 *
 * @param to     the destinations, such as {@code 10.2.0.0/24}.
 * @param via    the next hop, or null where destinations are neighbours or there is a tunnel.
 * @param port   the port by which they are reached, or null where there is a tunnel.
 * @param mtu    that port's MTU in bytes, or null likewise.
 * @param tunnel the tunnel that it leads into, or null.
 */
public record RouteView(String to, String via, String port, Integer mtu, String tunnel) {
}
