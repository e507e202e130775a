package dev.narrows.bench.peer;

import dev.narrows.crypto.Algorithm;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * How an {@code ipsec-secgw} is run: a way of processing packets, and a device that does the cryptography.
 *
 * @param way    of processing packets.
 * @param driver of the crypto device.
 */
public record SecgwMode(SecgwWay way, CryptoDriver driver) {
    /** What the names of all modes begin with. */
    public static final String PEER = "secgw ";

    /**
     * Tells the modes in which it can be run.
     *
     * @param algorithm of its SAs.
     * @return all ways with all drivers that have the algorithm; none where it does not know that itself.
     */
    public static List<SecgwMode> of(Algorithm algorithm) {
        List<SecgwMode> modes = new ArrayList<>();
        if (SecgwConfig.has(algorithm)) {
            for (CryptoDriver driver : CryptoDriver.values()) {
                for (SecgwWay way : SecgwWay.values()) {
                    if (driver.has(algorithm)) {
                        modes.add(new SecgwMode(way, driver));
                    }
                }
            }
        }
        return modes;
    }

    /** {@return the name for tables} */
    public String label() {
        return PEER + way.label() + ", " + driver.label();
    }

    /** {@return a name for files and sockets} */
    public String fileName() {
        return way.name().toLowerCase(Locale.ROOT) + "-" + driver.label();
    }
}
