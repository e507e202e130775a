package dev.narrows.control.view;

/**
 * A security association.
 *
 * @param tunnel       its tunnel's name.
 * @param direction    {@code in} or {@code out}.
 * @param spi          the security parameters index, from 256 to 4294967295.
 * @param algorithm    its transform's name.
 * @param worker       the number of the worker that has it, from 0.
 * @param perWorker    whether it is for that worker (RFC 9611), and not its tunnel's general one.
 * @param engine       the name of the engine that computes it.
 * @param packets      packets sealed, or authenticated.
 * @param bytes        bytes of inner packets.
 * @param sequence     the last sequence number used, or the highest authenticated.
 * @param leasedUntil  the last sequence number on disk as used, or null for an inbound SA.
 * @param replayWindow in packets, or null for an outbound SA.
 * @param esn          whether sequence numbers are extended.
 * @param lifetime     how much of its lifetime is used.
 */
public record SaView(
    String tunnel,
    String direction,
    long spi,
    String algorithm,
    int worker,
    boolean perWorker,
    String engine,
    long packets,
    long bytes,
    long sequence,
    Long leasedUntil,
    Integer replayWindow,
    boolean esn,
    LifetimeView lifetime) {
}
