package dev.narrows.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.narrows.api.ControlClientException;
import dev.narrows.crypto.KeyingMaterial;
import dev.narrows.sa.Direction;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * {@code narrows sa add}.
 */
@Command(name = "add", description = "Adds a security association; an outbound one takes its tunnel over, or "
    + "with --worker what that worker sends of it.")
final class SaAddCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private ClientOptions client;

    @Mixin
    private SaOptions sa;

    @Mixin
    private SaKindOptions kind;

    @ArgGroup(multiplicity = "1")
    private KeyOptions key;

    @Option(names = "--sequence", paramLabel = "N",
        description = "The last sequence number used under this key so far; default: 0.")
    private Long sequence;

    @Override
    public Integer call() throws ControlClientException, CommandException {
        if (kind.replayWindow() != null && sa.direction() == Direction.OUT) {
            throw new CommandException("--replay-window is for --direction in: who sends, checks no replays");
        }
        ObjectNode parameters = ClientOptions.parameters();
        kind.addTo(parameters);
        sa.addTo(parameters);
        if (kind.replayWindow() != null) {
            parameters.put("replayWindow", kind.replayWindow());
        }
        if (sequence != null) {
            parameters.put("sequence", sequence);
        }
        try (KeyingMaterial material = key.read(kind.algorithm())) {
            SaKindOptions.addKey(material, parameters);
        }
        JsonNode answer = client.ask("sa.add", parameters);
        client.confirm(answer, "added", spec.commandLine().getOut());
        return CommandLine.ExitCode.OK;
    }
}
