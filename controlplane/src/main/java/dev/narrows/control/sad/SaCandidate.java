package dev.narrows.control.sad;

import dev.narrows.config.SaConfig;
import dev.narrows.config.TunnelConfig;
import dev.narrows.control.lease.KeyIdentity;
import dev.narrows.control.request.ControlException;
import dev.narrows.control.request.ControlException.Code;
import dev.narrows.control.request.SaRequest;
import dev.narrows.crypto.Algorithm;
import dev.narrows.crypto.KeyingMaterial;
import dev.narrows.sa.Direction;
import dev.narrows.sa.Lifetime;
import dev.narrows.sa.Numbering;
import dev.narrows.sa.ReplayWindow;
import java.util.OptionalInt;

/**
 * An SA that somebody wants, checked by itself.
 *
 * @param tunnel    its tunnel's number.
 * @param direction which way its packets go.
 * @param spi       from 256 to 4294967295.
 * @param algorithm the transform.
 * @param material  keys and salt, of the algorithm's length; belongs to whoever wants the SA.
 * @param key       the identity of the key.
 * @param numbering how its packets are numbered, valid.
 * @param lifetime  how long it serves, valid.
 * @param worker    the number of the worker that it is for; nothing where it is its tunnel's general one.
 */
public record SaCandidate(
    int tunnel,
    Direction direction,
    long spi,
    Algorithm algorithm,
    KeyingMaterial material,
    KeyIdentity key,
    Numbering numbering,
    Lifetime lifetime,
    OptionalInt worker) {
    private static final long LARGEST_SPI = 0xFFFF_FFFFL;

    /**
     * Checks an operator's request.
     *
     * @param tunnel  the number of the tunnel that it names.
     * @param request the request.
     * @return what is wanted.
     */
    public static SaCandidate of(int tunnel, SaRequest request) {
        if (request.spi() < SaConfig.SMALLEST_SPI || request.spi() > LARGEST_SPI) {
            throw new ControlException(Code.SPI_RESERVED, "SPI " + request.spi() + " cannot be used; it must be from "
                + SaConfig.SMALLEST_SPI + " to " + LARGEST_SPI + ".");
        }
        if (request.material().length() != request.algorithm().keyingMaterialLength()) {
            throw new ControlException(Code.WRONG_KEY_LENGTH, "The keying material has " + request.material().length()
                + " bytes where " + request.algorithm().configName() + " needs "
                + request.algorithm().keyingMaterialLength() + ": "
                + request.algorithm().keyingMaterialParts() + ".");
        }
        checkNumbering(request.numbering(), request.direction());
        checkLifetime(request.lifetime());
        return new SaCandidate(tunnel, request.direction(), request.spi(), request.algorithm(), request.material(),
            KeyIdentity.of(request.algorithm(), request.material()), request.numbering(), request.lifetime(),
            request.worker());
    }

    /**
     * Checks what the configuration says.
     *
     * @param number    the tunnel's number.
     * @param tunnel    the tunnel.
     * @param direction which way.
     * @param sa        the SA.
     * @return what is wanted.
     */
    public static SaCandidate of(int number, TunnelConfig tunnel, Direction direction, SaConfig sa) {
        return of(number, new SaRequest(tunnel.name(), direction, Integer.toUnsignedLong(sa.spi()), sa.algorithm(),
            sa.key(), sa.numbering(), sa.lifetime(), sa.worker()));
    }

    /** {@return an SPI as operators write it} */
    static String hexSpi(long spi) {
        return "0x" + Long.toHexString(spi);
    }

    /** {@return its SPI as operators write it} */
    String hexSpi() {
        return hexSpi(spi);
    }

    /** {@return whether it is an outbound SA that every worker without one of its own falls back to} */
    boolean isGeneralOutbound() {
        return direction == Direction.OUT && worker.isEmpty();
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
