package dev.narrows.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.narrows.sa.Direction;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/**
 * The options that name one security association.
 */
final class SaOptions {
    @Option(names = "--direction", required = true, paramLabel = "in|out", completionCandidates = Directions.class,
        converter = DirectionConverter.class, description = "in: from the peer to us; out: from us to the peer.")
    private Direction direction;

    @Option(names = "--spi", required = true, paramLabel = "N", converter = SpiConverter.class,
        description = "The security parameters index, 256 to 4294967295, decimal or 0x hexadecimal.")
    private long spi;

    /** {@return which way its packets go} */
    Direction direction() {
        return direction;
    }

    /** Puts the options where the gateway expects them. */
    void addTo(ObjectNode parameters) {
        parameters.put("direction", direction.label()).put("spi", spi);
    }

    /** What can be written for a direction. */
    static final class Directions implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return List.of(Direction.IN.label(), Direction.OUT.label()).iterator();
        }
    }

    /** Reads a direction. */
    static final class DirectionConverter implements ITypeConverter<Direction> {
        @Override
        public Direction convert(String text) {
            return Arrays.stream(Direction.values()).filter(direction -> direction.label().equals(text)).findFirst()
                .orElseThrow(() -> new TypeConversionException("must be in or out, not '" + text + "'"));
        }
    }
}
