/**
 * The packet as the data plane handles it: a flyweight over a DPDK {@code rte_mbuf} or over memory of the same layout,
 * and the fixed arrays that bursts of packets live in. Knows no protocol and no driver.
 */
package dev.narrows.packet;
