/**
 * Ports that packets come in and go out by: DPDK's, and, for tests, ports in memory.
 */
package dev.narrows.port;
