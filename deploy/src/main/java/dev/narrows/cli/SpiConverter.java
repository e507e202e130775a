package dev.narrows.cli;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Reads an SPI: decimal, or hexadecimal after {@code 0x}.
 */
final class SpiConverter implements ITypeConverter<Long> {
    private static final long SMALLEST = 256;
    private static final long LARGEST = 0xffff_ffffL;

    @Override
    public Long convert(String text) {
        long spi = parse(text);
        if (spi < SMALLEST || spi > LARGEST) {
            throw new TypeConversionException(spi + " is no SPI: must be " + SMALLEST + " to " + LARGEST);
        }
        return spi;
    }

    private static long parse(String text) {
        boolean isHex = text.startsWith("0x") || text.startsWith("0X");
        try {
            return Long.parseLong(isHex ? text.substring(2) : text, isHex ? 16 : 10);
        } catch (NumberFormatException e) {
            throw new TypeConversionException("must be a number from " + SMALLEST + " to " + LARGEST
                + ", decimal or 0x hexadecimal, not '" + text + "'");
        }
    }
}
