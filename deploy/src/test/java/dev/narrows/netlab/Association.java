package dev.narrows.netlab;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.stream.StreamSupport;

/**
 * One security association between gateway b and a peer, as both ends have to be told.
 *
 * @param encapsulation its tunnel.
 * @param spi           its SPI.
 * @param cipher        its transform.
 * @param key           the keying material, in hexadecimal.
 * @param esn           whether it has extended sequence numbers.
 * @param sequence      the last sequence number that counts as used.
 */
record Association(Encapsulation encapsulation, long spi, Cipher cipher, String key, boolean esn, long sequence) {
    private static long lastSpi = 0x5000;

    /** One that never was before. */
    static Association fresh(Encapsulation encapsulation, Cipher cipher) {
        return fresh(encapsulation, cipher, false, 0);
    }

    /** One that never was before, whose numbers begin in the midst. */
    static synchronized Association fresh(Encapsulation encapsulation, Cipher cipher, boolean esn, long sequence) {
        lastSpi++;
        return new Association(encapsulation, lastSpi, cipher, cipher.freshKey(), esn, sequence);
    }

    /** The same but for its key. */
    Association withOtherKey() {
        return new Association(encapsulation, spi, cipher, cipher.freshKey(), esn, sequence);
    }

    String hexSpi() {
        return String.format("0x%08x", spi);
    }

    /** Adds it at a gateway, in direction {@code in} or {@code out}. */
    void addTo(Gateway gateway, String direction) {
        ObjectNode parameters = named(direction).put("tunnel", encapsulation.tunnel())
            .put("algorithm", cipher.narrows()).put("key", key).put("esn", esn);
        if (sequence != 0) {
            parameters.put("sequence", sequence);
        }
        gateway.ask("sa.add", parameters);
    }

    void deleteFrom(Gateway gateway, String direction) {
        gateway.ask("sa.delete", named(direction));
    }

    private ObjectNode named(String direction) {
        return Gateway.parameters().put("spi", spi).put("direction", direction);
    }

    /** What a gateway shows about it. */
    JsonNode at(Gateway gateway) {
        return StreamSupport.stream(gateway.ask("sas").spliterator(), false)
            .filter(sa -> sa.get("spi").longValue() == spi).findAny()
            .orElseThrow(() -> new AssertionError(gateway.name() + " has no SA " + this));
    }

    /** Keys are for the two ends alone, in a test's output too. */
    @Override
    public String toString() {
        return encapsulation + " " + cipher + " " + hexSpi();
    }
}
