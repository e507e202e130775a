package dev.narrows.control.view;

import java.util.List;
import java.util.Map;

/**
 * Everything that is counted, of all workers together, and what each of these counted.
 *
 * @param packets      where packets came from and went.
 * @param drops        packets that ended elsewhere than on a port, by reason.
 * @param events       what else happened in workers and in the control plane.
 * @param icmp         ICMP errors sent and withheld.
 * @param claims       claims of "too big", by what became of them.
 * @param workers      what each worker counts, in the order of their numbers.
 * @param poolInUse    packet buffers in use, with the room that datagrams in reassembly have.
 * @param poolSize     packet buffers in all, with the room for datagrams in reassembly.
 * @param descriptions a sentence about each counter, by its name.
 */
public record CountersView(
    Packets packets,
    Map<String, Long> drops,
    Map<String, Long> events,
    Map<String, Long> icmp,
    Map<String, Long> claims,
    List<Worker> workers,
    long poolInUse,
    long poolSize,
    Map<String, String> descriptions) {
    /**
     * What one worker counts.
     *
     * @param packets where its packets came from and went; those that it gave to others or took from them are events.
     * @param drops   as of all together.
     * @param events  as of all together, but for those of the control plane.
     * @param icmp    as of all together.
     */
    public record Worker(Packets packets, Map<String, Long> drops, Map<String, Long> events, Map<String, Long> icmp) {
    }

    /**
     * The balance of packets: received and made are sent and dropped, or on their way from one worker to another.
     *
     * @param received taken from ports.
     * @param made     made by the gateway.
     * @param sent     taken by a port's driver.
     * @param dropped  ended elsewhere.
     */
    public record Packets(long received, long made, long sent, long dropped) {
    }
}
