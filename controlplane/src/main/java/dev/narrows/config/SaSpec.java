package dev.narrows.config;

import dev.narrows.crypto.Algorithm;
import dev.narrows.crypto.KeyingMaterial;
import dev.narrows.sa.Lifetime;
import dev.narrows.sa.Numbering;
import java.util.OptionalInt;

/**
 * What a security association is to be, as the configuration or an operator has it. Whoever holds it closes the key.
 *
 * @param spi       the security parameters index, from {@link #SMALLEST_SPI} to {@link #LARGEST_SPI}.
 * @param algorithm the transform.
 * @param key       the keys and salt, of the algorithm's length.
 * @param numbering how its packets are numbered.
 * @param lifetime  how long it serves.
 * @param worker    the number of the worker that it is for (RFC 9611); nothing where it is its tunnel's general one.
 */
public record SaSpec(
    long spi,
    Algorithm algorithm,
    KeyingMaterial key,
    Numbering numbering,
    Lifetime lifetime,
    OptionalInt worker) {
    /** The smallest SPI: those below are reserved (RFC 4303 2.1). */
    public static final long SMALLEST_SPI = 256;
    /** The largest. */
    public static final long LARGEST_SPI = 0xFFFF_FFFFL;
}
