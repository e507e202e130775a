package dev.narrows.control.request;

import dev.narrows.crypto.Algorithm;
import dev.narrows.crypto.KeyingMaterial;
import dev.narrows.sa.Direction;
import dev.narrows.sa.Lifetime;
import dev.narrows.sa.Numbering;
import java.util.OptionalInt;

/**
 * A security association as an operator asks for it.
 *
 * @param tunnel    the tunnel's name.
 * @param direction which way its packets go.
 * @param spi       the security parameters index, as an unsigned number.
 * @param algorithm the transform.
 * @param material  keys and salt.
 * @param numbering how its packets are numbered.
 * @param lifetime  how long it serves.
 * @param worker    the number of the worker that it is for; nothing where it is its tunnel's general one.
 */
public record SaRequest(
    String tunnel,
    Direction direction,
    long spi,
    Algorithm algorithm,
    KeyingMaterial material,
    Numbering numbering,
    Lifetime lifetime,
    OptionalInt worker) {
}
