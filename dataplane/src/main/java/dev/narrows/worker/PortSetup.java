package dev.narrows.worker;

import dev.narrows.port.Port;

/**
 * A port as it is given to a worker.
 *
 * @param id          its number, from 0, the index in the worker's list.
 * @param port        the queue pair.
 * @param isProtected whether it is on the protected side of the IPsec boundary (RFC 4301 3.1).
 * @param address     the gateway's IPv4 address there.
 * @param mtu         the largest IPv4 packet there, in bytes.
 */
public record PortSetup(int id, Port port, boolean isProtected, int address, int mtu) {
}
