package dev.narrows.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.narrows.api.ControlClientException;
import java.io.PrintWriter;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/**
 * {@code narrows events}.
 */
@Command(name = "events", description = "Prints what happens in a running gateway, a line each, until it stops.")
final class EventsCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private ClientOptions client;

    @Override
    public Integer call() throws ControlClientException {
        PrintWriter out = spec.commandLine().getOut();
        client.follow(event -> {
            out.println(client.isJson() ? event.toString() : line(event));
            out.flush();
        });
        return CommandLine.ExitCode.OK;
    }

    private static String line(JsonNode event) {
        StringBuilder line = new StringBuilder(event.path("time").asText()).append(' ')
            .append(event.path("type").asText());
        for (Map.Entry<String, JsonNode> field : event.properties()) {
            switch (field.getKey()) {
                case "time", "type" -> { }
                case "spi" -> line.append(" spi=").append(Cells.spi(field.getValue()));
                default -> line.append(' ').append(field.getKey()).append('=').append(field.getValue().asText());
            }
        }
        return line.toString();
    }
}
