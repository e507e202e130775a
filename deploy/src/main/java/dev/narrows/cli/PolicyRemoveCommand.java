package dev.narrows.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.narrows.api.ControlClientException;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code narrows policy remove}.
 */
@Command(name = "remove", description = "Removes a policy, out of effect when this ends.")
final class PolicyRemoveCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private ClientOptions client;

    @Parameters(paramLabel = "ID", description = "The policy's number, as narrows show policies tells it.")
    private int id;

    @Override
    public Integer call() throws ControlClientException {
        JsonNode answer = client.ask("policy.remove", ClientOptions.parameters().put("id", id));
        client.confirm(answer, "removed", spec.commandLine().getOut());
        return CommandLine.ExitCode.OK;
    }
}
