/**
 * System tests: two gateways as real processes between kernel hosts and routers, in the netlab of
 * {@code deploy/netlab}. What is asserted is what others see: hosts' replies and routes, captures of the wire, and the
 * control socket.
 */
package dev.narrows.netlab;
