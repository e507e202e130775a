package dev.narrows.config;

import dev.narrows.crypto.Algorithm;
import dev.narrows.crypto.KeyingMaterial;
import dev.narrows.sa.Lifetime;
import dev.narrows.sa.Numbering;
import java.util.OptionalInt;

/**
 * A security association as configured. Whoever holds it closes the key.
 *
 * @param spi       the security parameters index, unsigned, from {@link #SMALLEST_SPI}.
 * @param algorithm the transform.
 * @param key       the keys and salt, of the algorithm's length.
 * @param numbering how its packets are numbered.
 * @param lifetime  how long it serves.
 * @param worker    the number of the worker that it is for (RFC 9611); nothing where it is its tunnel's general one.
 */
public record SaConfig(
    int spi,
    Algorithm algorithm,
    KeyingMaterial key,
    Numbering numbering,
    Lifetime lifetime,
    OptionalInt worker) {
    /** The smallest SPI: those below are reserved (RFC 4303 2.1). */
    public static final int SMALLEST_SPI = 256;
}
