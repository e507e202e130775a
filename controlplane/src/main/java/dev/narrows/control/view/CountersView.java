package dev.narrows.control.view;

import java.util.Map;

/**
 * Everything that is counted, of all workers together.
 *
 * @param packets      where packets came from and went.
 * @param drops        packets that ended elsewhere than on a port, by reason.
 * @param events       what else happened in workers and in the control plane.
 * @param icmp         ICMP errors sent and withheld.
 * @param claims       claims of "too big", by what became of them.
 * @param poolInUse    packet buffers in use.
 * @param poolSize     packet buffers in all.
 * @param descriptions a sentence about each counter, by its name.
 */
public record CountersView(
    Packets packets,
    Map<String, Long> drops,
    Map<String, Long> events,
    Map<String, Long> icmp,
    Map<String, Long> claims,
    long poolInUse,
    long poolSize,
    Map<String, String> descriptions) {
    /**
     * The balance of packets: received and made are sent and dropped.
     *
     * @param received taken from ports.
     * @param made     made by the gateway.
     * @param sent     taken by a port's driver.
     * @param dropped  ended elsewhere.
     */
    public record Packets(long received, long made, long sent, long dropped) {
    }
}
