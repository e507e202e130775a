/**
 * Measures the gateway on DPDK's own virtual devices.
 */
package dev.narrows.bench;
