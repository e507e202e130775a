package dev.narrows.worker;

import dev.narrows.wire.IpAddress;

/**
 * What names an outbound SA outside: its SPI, which its peer chose, and that peer's address (RFC 4301 4.1). One may
 * serve for many lookups, so that these allocate nothing; what is a key in a map is not changed any more.
 */
final class SpiAtPeer {
    private static final long MULTIPLIER = 0x9E37_79B9_7F4A_7C15L;

    private int spi;
    private long high;
    private long low;

    /**
     * Makes this the name of another SA.
     *
     * @param itsSpi      its SPI, unsigned.
     * @param addressHigh the first eight bytes of the peer's outer address, as {@link IpAddress} has them.
     * @param addressLow  its last eight.
     * @return this.
     */
    SpiAtPeer of(int itsSpi, long addressHigh, long addressLow) {
        spi = itsSpi;
        high = addressHigh;
        low = addressLow;
        return this;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SpiAtPeer that && spi == that.spi && high == that.high && low == that.low;
    }

    @Override
    public int hashCode() {
        long product = ((spi * MULTIPLIER ^ high) * MULTIPLIER ^ low) * MULTIPLIER;
        return (int)(product >>> Integer.SIZE);
    }

    /** {@return such as {@code SPI 0x1001 at 192.0.2.2}} */
    @Override
    public String toString() {
        return "SPI 0x" + Integer.toHexString(spi) + " at " + new IpAddress(high, low);
    }
}
