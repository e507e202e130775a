package dev.narrows.control;

import dev.narrows.crypto.Algorithm;
import dev.narrows.crypto.KeyingMaterial;

/**
 * A security association as an operator asks for it.
 *
 * @param tunnel       the tunnel's name.
 * @param direction    which way its packets go.
 * @param spi          the security parameters index, as an unsigned number.
 * @param algorithm    the transform.
 * @param material     key and salt.
 * @param replayWindow in packets; of no meaning for an outbound SA.
 */
public record SaRequest(
    String tunnel, Direction direction, long spi, Algorithm algorithm, KeyingMaterial material, int replayWindow) {
    /** The replay window where none was asked for, in packets. */
    public static final int DEFAULT_REPLAY_WINDOW = 1024;
}
