package dev.narrows.control.request;

import dev.narrows.sa.Direction;
import java.util.Optional;

/**
 * An SA that is to go.
 *
 * @param tunnel       its tunnel's name; may be left out where no other SA of that direction has the SPI.
 * @param spi          its security parameters index, as an unsigned number.
 * @param direction    which way its packets go.
 * @param afterSeconds how long it stays in use, from 0: packets on their way under an SA that was replaced may so still
 *                     arrive.
 */
public record SaDeletion(Optional<String> tunnel, long spi, Direction direction, long afterSeconds) {
    /**
     * One that is named by its SPI alone.
     *
     * @param spi          its security parameters index, as an unsigned number.
     * @param direction    which way its packets go.
     * @param afterSeconds how long it stays in use, from 0.
     */
    public SaDeletion(long spi, Direction direction, long afterSeconds) {
        this(Optional.empty(), spi, direction, afterSeconds);
    }
}
