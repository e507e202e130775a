package dev.narrows.control.request;

import dev.narrows.config.SaSpec;
import dev.narrows.sa.Direction;

/**
 * A security association as an operator asks for it.
 *
 * @param tunnel    the tunnel's name.
 * @param direction which way its packets go.
 * @param sa        what it is to be; not checked yet.
 */
public record SaRequest(String tunnel, Direction direction, SaSpec sa) {
}
