package dev.narrows.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.narrows.api.ControlClientException;
import dev.narrows.control.Direction;
import dev.narrows.crypto.Algorithm;
import dev.narrows.crypto.KeyingMaterial;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/**
 * {@code narrows sa add}.
 */
@Command(name = "add", description = "Adds a security association; an outbound one takes its tunnel over.")
final class SaAddCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private ClientOptions client;

    @Option(names = "--tunnel", required = true, paramLabel = "T", description = "The tunnel's name.")
    private String tunnel;

    @Mixin
    private SaOptions sa;

    @Option(names = "--algorithm", required = true, paramLabel = "A", completionCandidates = Algorithms.class,
        converter = AlgorithmConverter.class, description = "One of ${COMPLETION-CANDIDATES}.")
    private Algorithm algorithm;

    @ArgGroup(multiplicity = "1")
    private KeyOptions key;

    @Option(names = "--replay-window", paramLabel = "N",
        description = "With direction in: packets, a power of two from 32 to 65536; default: 1024.")
    private Integer replayWindow;

    @Option(names = "--esn", description = "Extended sequence numbers, of 64 bits (RFC 4303 2.2.1).")
    private boolean isExtended;

    @Option(names = "--sequence", paramLabel = "N",
        description = "The last sequence number used under this key so far; default: 0.")
    private Long sequence;

    @Override
    public Integer call() throws ControlClientException, CommandException {
        if (replayWindow != null && sa.direction() == Direction.OUT) {
            throw new CommandException("--replay-window is for --direction in: who sends, checks no replays");
        }
        ObjectNode parameters = ClientOptions.parameters().put("tunnel", tunnel)
            .put("algorithm", algorithm.configName());
        sa.addTo(parameters);
        if (replayWindow != null) {
            parameters.put("replayWindow", replayWindow);
        }
        if (isExtended) {
            parameters.put("esn", true);
        }
        if (sequence != null) {
            parameters.put("sequence", sequence);
        }
        try (KeyingMaterial material = key.read(algorithm)) {
            parameters.put("key", hex(material));
        }
        JsonNode answer = client.ask("sa.add", parameters);
        client.confirm(answer, "added", spec.commandLine().getOut());
        return CommandLine.ExitCode.OK;
    }

    private static String hex(KeyingMaterial material) {
        byte[] bytes = material.bytes().toArray(ValueLayout.JAVA_BYTE);
        try {
            return HexFormat.of().formatHex(bytes);
        } finally {
            Arrays.fill(bytes, (byte)0);
        }
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
