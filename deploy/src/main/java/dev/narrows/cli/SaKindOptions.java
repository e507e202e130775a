package dev.narrows.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.narrows.crypto.Algorithm;
import dev.narrows.crypto.KeyingMaterial;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/**
 * The options that say what kind of SA is wanted.
 */
final class SaKindOptions {
    @Option(names = "--tunnel", required = true, paramLabel = "T", description = "The tunnel's name.")
    private String tunnel;

    @Option(names = "--algorithm", required = true, paramLabel = "A", completionCandidates = Algorithms.class,
        converter = AlgorithmConverter.class, description = "One of ${COMPLETION-CANDIDATES}.")
    private Algorithm algorithm;

    @Option(names = "--replay-window", paramLabel = "N",
        description = "With direction in: packets, a power of two from 32 to 65536; default: 1024.")
    private Integer replayWindow;

    @Option(names = "--esn", description = "Extended sequence numbers, of 64 bits (RFC 4303 2.2.1).")
    private boolean isExtended;

    @Option(names = "--worker", paramLabel = "N",
        description = "The number, from 0, of the worker that it is for (RFC 9611); "
        + "without it, it is the tunnel's general one.")
    private Integer worker;

    @Option(names = "--lifetime", split = ",", paramLabel = "LIMIT=N", description = "Any of soft-time, hard-time "
        + "(seconds), soft-bytes, hard-bytes, soft-packets and hard-packets, joined by commas.")
    private Map<String, Long> lifetime = new LinkedHashMap<>();

    /** {@return the tunnel's name} */
    String tunnel() {
        return tunnel;
    }

    /** {@return the transform} */
    Algorithm algorithm() {
        return algorithm;
    }

    /** {@return the replay window in packets, or null where none was asked for} */
    Integer replayWindow() {
        return replayWindow;
    }

    /** {@return the number of the worker that it is for, or null where it is the tunnel's general one} */
    Integer worker() {
        return worker;
    }

    /**
     * Puts the options where the gateway expects them, but for the replay window, which outbound SAs do not have.
     *
     * @param parameters of one SA.
     * @throws CommandException where a limit is not known.
     */
    void addTo(ObjectNode parameters) throws CommandException {
        parameters.put("tunnel", tunnel).put("algorithm", algorithm.configName());
        if (isExtended) {
            parameters.put("esn", true);
        }
        if (worker != null) {
            parameters.put("worker", worker);
        }
        if (!lifetime.isEmpty()) {
            ObjectNode limits = parameters.putObject("lifetime");
            for (Map.Entry<String, Long> limit : lifetime.entrySet()) {
                limits.put(memberFor(limit.getKey()), limit.getValue());
            }
        }
    }

    /**
     * Puts the key where the gateway expects it.
     *
     * @param material   the key and its salt.
     * @param parameters of one SA.
     */
    static void addKey(KeyingMaterial material, ObjectNode parameters) {
        byte[] bytes = material.bytes().toArray(ValueLayout.JAVA_BYTE);
        try {
            parameters.put("key", HexFormat.of().formatHex(bytes));
        } finally {
            Arrays.fill(bytes, (byte)0);
        }
    }

    private static String memberFor(String limit) throws CommandException {
        return switch (limit) {
            case "soft-time" -> "softTime";
            case "hard-time" -> "hardTime";
            case "soft-bytes" -> "softBytes";
            case "hard-bytes" -> "hardBytes";
            case "soft-packets" -> "softPackets";
            case "hard-packets" -> "hardPackets";
            default -> throw new CommandException("--lifetime: " + limit + " is no limit; there are soft-time, "
                + "hard-time, soft-bytes, hard-bytes, soft-packets, hard-packets");
        };
    }

    /** What can be written for an algorithm. */
    static final class Algorithms implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return Arrays.stream(Algorithm.values()).map(Algorithm::configName).iterator();
        }
    }

    /** Reads an algorithm. */
    static final class AlgorithmConverter implements ITypeConverter<Algorithm> {
        @Override
        public Algorithm convert(String text) {
            return Algorithm.named(text).orElseThrow(() -> new TypeConversionException(
                "must be one of " + String.join(", ", new Algorithms()) + ", not '" + text + "'"));
        }
    }
}
