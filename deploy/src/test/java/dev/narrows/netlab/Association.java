package dev.narrows.netlab;

/**
 * One security association between gateway b and a peer, as both ends have to be told.
 *
 * @param spi    its SPI.
 * @param cipher its transform.
 * @param key    the keying material, in hexadecimal.
 */
record Association(int spi, Cipher cipher, String key) {
    private static int lastSpi = 0x5000;

    /** One that never was before. */
    static synchronized Association fresh(Cipher cipher) {
        lastSpi++;
        return new Association(lastSpi, cipher, cipher.freshKey());
    }

    String hexSpi() {
        return "0x" + Integer.toHexString(spi);
    }

    /** Adds it at gateway b, in direction {@code in} or {@code out}. */
    void addTo(Gateway gateway, String tunnel, String direction) {
        gateway.ask("sa.add", Gateway.parameters().put("tunnel", tunnel).put("direction", direction).put("spi", spi)
            .put("algorithm", cipher.narrows()).put("key", key));
    }

    /** Keys are for the two ends alone, in a test's output too. */
    @Override
    public String toString() {
        return cipher.narrows() + " " + hexSpi();
    }
}
