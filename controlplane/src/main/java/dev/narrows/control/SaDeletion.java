package dev.narrows.control;

/**
 * An SA that is to go.
 *
 * @param spi          its security parameters index, as an unsigned number.
 * @param direction    which way its packets go.
 * @param afterSeconds how long it stays in use, from 0: packets on their way under an SA that was replaced may so still
 *                     arrive.
 */
public record SaDeletion(long spi, Direction direction, long afterSeconds) {
}
