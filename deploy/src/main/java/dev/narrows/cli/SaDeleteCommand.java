package dev.narrows.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.narrows.api.ControlClientException;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * {@code narrows sa delete}.
 */
@Command(name = "delete", description = "Deletes a security association and wipes its keys.")
final class SaDeleteCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private ClientOptions client;

    @Mixin
    private SaOptions sa;

    @Option(names = "--tunnel", paramLabel = "T",
        description = "Its tunnel's name, where outbound SAs of several peers have the SPI.")
    private String tunnel;

    @Option(names = "--after", paramLabel = "S", description = "Seconds that it stays in use; default: 0.")
    private Integer after;

    @Override
    public Integer call() throws ControlClientException {
        ObjectNode parameters = ClientOptions.parameters();
        sa.addTo(parameters);
        if (tunnel != null) {
            parameters.put("tunnel", tunnel);
        }
        if (after != null) {
            parameters.put("after", after);
        }
        JsonNode answer = client.ask("sa.delete", parameters);
        client.confirm(answer, "deleted", spec.commandLine().getOut());
        return CommandLine.ExitCode.OK;
    }
}
