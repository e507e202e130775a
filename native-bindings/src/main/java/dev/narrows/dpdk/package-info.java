/**
 * DPDK as the gateway needs it: the environment (EAL), Ethernet ports, packet pools and the burst functions.
 *
 * <p>Packets are {@code struct rte_mbuf}s and are named by their address, a {@code long}, throughout; 0 means none.
 * What happens per packet allocates nothing and throws nothing; what happens at set-up throws
 * {@link dev.narrows.dpdk.DpdkException}, whose message tells an operator what to do.
 */
package dev.narrows.dpdk;
