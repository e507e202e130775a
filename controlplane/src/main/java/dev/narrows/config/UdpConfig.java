package dev.narrows.config;

import java.time.Duration;

/**
 * UDP encapsulation of a tunnel (RFC 3948).
 *
 * @param localPort  our port.
 * @param remotePort the peer's.
 * @param keepalive  how long a NAT may see nothing of us; zero where no keepalives are sent.
 */
record UdpConfig(int localPort, int remotePort, Duration keepalive) {
}
