package dev.narrows.config;

import dev.narrows.crypto.Algorithm;
import dev.narrows.crypto.KeyingMaterial;

/**
 * A security association as configured. Whoever holds it closes the key.
 *
 * @param spi          the security parameters index, unsigned, from {@link #SMALLEST_SPI}.
 * @param algorithm    the transform.
 * @param key          the cipher's key and its salt, of the algorithm's length.
 * @param replayWindow in packets; 0 for an outbound SA, which has none.
 */
public record SaConfig(int spi, Algorithm algorithm, KeyingMaterial key, int replayWindow) {
    /** The smallest SPI: those below are reserved (RFC 4303 2.1). */
    public static final int SMALLEST_SPI = 256;
    /** The replay window of an inbound SA that names none, in packets. */
    public static final int DEFAULT_REPLAY_WINDOW = 1024;
}
