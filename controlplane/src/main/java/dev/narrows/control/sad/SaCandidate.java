package dev.narrows.control.sad;

import dev.narrows.config.SaSpec;
import dev.narrows.control.lease.KeyIdentity;
import dev.narrows.control.request.ControlException;
import dev.narrows.control.request.ControlException.Code;
import dev.narrows.crypto.Algorithm;
import dev.narrows.sa.Direction;
import dev.narrows.sa.Lifetime;
import dev.narrows.sa.Numbering;
import dev.narrows.sa.ReplayWindow;

/**
 * An SA that somebody wants, checked by itself.
 *
 * @param tunnel    its tunnel's number.
 * @param direction which way its packets go.
 * @param sa        what it is to be, valid; its keying material belongs to whoever wants it.
 * @param key       the identity of the key.
 */
public record SaCandidate(int tunnel, Direction direction, SaSpec sa, KeyIdentity key) {
    /**
     * Checks what is wanted.
     *
     * @param tunnel    its tunnel's number.
     * @param direction which way its packets go.
     * @param sa        what it is to be.
     * @return what is wanted.
     * @throws ControlException where there can be no such SA.
     */
    public static SaCandidate of(int tunnel, Direction direction, SaSpec sa) {
        if (sa.spi() < SaSpec.SMALLEST_SPI || sa.spi() > SaSpec.LARGEST_SPI) {
            throw new ControlException(Code.SPI_RESERVED, "SPI " + sa.spi() + " cannot be used; it must be from "
                + SaSpec.SMALLEST_SPI + " to " + SaSpec.LARGEST_SPI + ".");
        }
        Algorithm algorithm = sa.algorithm();
        if (sa.key().length() != algorithm.keyingMaterialLength()) {
            throw new ControlException(Code.WRONG_KEY_LENGTH, "The keying material has " + sa.key().length()
                + " bytes where " + algorithm.configName() + " needs " + algorithm.keyingMaterialLength() + ": "
                + algorithm.keyingMaterialParts() + ".");
        }
        checkNumbering(sa.numbering(), direction);
        checkLifetime(sa.lifetime());
        return new SaCandidate(tunnel, direction, sa, KeyIdentity.of(algorithm, sa.key()));
    }

    /** {@return its security parameters index, as an unsigned number} */
    long spi() {
        return sa.spi();
    }

    /** {@return an SPI as operators write it} */
    static String hexSpi(long spi) {
        return "0x" + Long.toHexString(spi);
    }

    /** {@return its SPI as operators write it} */
    String hexSpi() {
        return hexSpi(sa.spi());
    }

    /** {@return whether it is an outbound SA that every worker without one of its own falls back to} */
    boolean isGeneralOutbound() {
        return direction == Direction.OUT && sa.worker().isEmpty();
    }

    private static void checkLifetime(Lifetime lifetime) {
        if (!lifetime.isValid()) {
            throw new ControlException(Code.BAD_LIFETIME, "The lifetime's limits must be from 1, in time to "
                + Lifetime.LONGEST_SECONDS + " seconds, and no soft one above its hard one.");
        }
    }

    private static void checkNumbering(Numbering numbering, Direction direction) {
        if (!numbering.isStartValid()) {
            throw new ControlException(Code.BAD_SEQUENCE, "The sequence number to start above is " + numbering.start()
                + "; it must be from 0 to " + (numbering.space().last() - 1) + ".");
        }
        if (direction == Direction.IN && !numbering.isReplayWindowValid()) {
            throw new ControlException(Code.BAD_REPLAY_WINDOW, "The replay window is " + numbering.replayWindow()
                + " packets; it must be a power of two from " + ReplayWindow.SMALLEST + " to " + ReplayWindow.LARGEST
                + ".");
        }
    }
}
