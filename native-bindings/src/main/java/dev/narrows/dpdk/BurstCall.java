package dev.narrows.dpdk;

import java.util.Set;

/**
 * Which way to call a driver's burst functions.
 *
 * <p>A driver that polls a device or shared memory returns at once and is called the critical way. One whose burst
 * functions make system calls on packets is not, lest a slow kernel hold up the JVM's safepoints: {@code
 * net_af_packet}, {@code net_af_xdp}, {@code net_tap}, {@code net_kni}, {@code net_pcap}, and those that may have one
 * of these below them, {@code net_bonding} and {@code net_failsafe}. One exception: {@code net_pcap} with {@code
 * infinite_rx=1} keeps its file in memory, so if it also has nowhere to transmit to, it makes none. {@code net_memif}
 * and {@code net_virtio_user} only ring an event counter when their peer sleeps, which returns at once.
 */
enum BurstCall {
    /** The driver's functions return at once. */
    CRITICAL,
    /** The driver's functions may enter the kernel. */
    ORDINARY;

    private static final Set<String> KERNEL_DRIVERS = Set.of("net_af_packet", "net_af_xdp", "net_tap", "net_kni",
            "net_pcap", "net_bonding", "net_failsafe");

    /**
     * Applies the rule.
     *
     * @param driver    as DPDK names it
     * @param arguments of the virtual device, comma-separated, or empty
     */
    static BurstCall of(String driver, String arguments) {
        if (driver.equals("net_pcap") && staysInMemory(arguments)) {
            return CRITICAL;
        }
        return KERNEL_DRIVERS.contains(driver) ? ORDINARY : CRITICAL;
    }

    private static boolean staysInMemory(String arguments) {
        boolean infinite = false;
        for (String argument : arguments.split(",", -1)) {
            String key = argument.substring(0, Math.max(argument.indexOf('='), 0));
            switch (key) {
                case "infinite_rx" -> infinite = argument.equals("infinite_rx=1");
                case "iface", "rx_iface", "rx_iface_in", "tx_iface", "tx_pcap" -> {
                    return false;
                }
                default -> { }
            }
        }
        return infinite;
    }
}
