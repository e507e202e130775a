package dev.narrows.fastpath;

import dev.narrows.packet.Raw;

/**
 * The inbound SAs that the fast path knows, by their SPIs: one load in place of the way through the objects of SA,
 * tunnel and path. An entry holds for one generation. Only SAs of ours are in it, so that nobody outside can fill it.
 *
 * <pre>
 *   0  SPI         as it stands in the packet
 *   8  GENERATION
 *  16  SA          address of its state
 * </pre>
 */
@SuppressWarnings("OperatorPrecedence")
final class SpiTable {
    private static final int SPI = 0;
    private static final int GENERATION = 8;
    private static final int SA = 16;
    private static final int SHIFT = 5;
    private static final long OTHER_WAY = 1L << SHIFT;
    /** 2^32 by the golden ratio, odd. */
    private static final int MULTIPLIER = 0x9E37_79B9;

    private final NativeTable memory;
    private final int hashShift;

    /**
     * An empty table.
     *
     * @param bits of SAs there is room for two to this power; others are looked up each time.
     */
    SpiTable(int bits) {
        memory = new NativeTable(1L << bits + SHIFT);
        hashShift = Integer.SIZE - bits;
    }

    /**
     * Finds an SA.
     *
     * @param spi        as it stands in the packet.
     * @param generation the present one.
     * @return the address of its state, or 0.
     */
    long find(int spi, long generation) {
        long entry = first(spi);
        if (isOf(entry, spi, generation)) {
            return Raw.getLong(entry + SA);
        }
        return isOf(entry ^ OTHER_WAY, spi, generation) ? Raw.getLong((entry ^ OTHER_WAY) + SA) : 0;
    }

    /**
     * Keeps an SA, in the place of another where there is no room for both.
     *
     * @param spi        as it stands in the packet.
     * @param sa         address of its state.
     * @param generation the present one.
     */
    void put(int spi, long sa, long generation) {
        long entry = first(spi);
        if (Raw.getLong(entry + GENERATION) == generation && !isOf(entry, spi, generation)) {
            entry ^= OTHER_WAY;
        }
        Raw.putLong(entry + SPI, Integer.toUnsignedLong(spi));
        Raw.putLong(entry + GENERATION, generation);
        Raw.putLong(entry + SA, sa);
    }

    private long first(int spi) {
        return memory.address() + ((long)(spi * MULTIPLIER >>> hashShift) << SHIFT);
    }

    private static boolean isOf(long entry, int spi, long generation) {
        return (Raw.getLong(entry + SPI) ^ Integer.toUnsignedLong(spi)
            | Raw.getLong(entry + GENERATION) ^ generation) == 0;
    }
}
