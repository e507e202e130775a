package dev.narrows.cli;

import dev.narrows.api.ControlClientException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code narrows show}.
 */
@Command(name = "show", description = "Shows what a running gateway does and knows.")
final class ShowCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private ClientOptions client;

    @Parameters(paramLabel = "WHAT", description = "One of ${COMPLETION-CANDIDATES}.")
    private Subject subject;

    @Option(names = "--all", description = "With counters: also the drop reasons that never occurred.")
    private boolean all;

    @Override
    public Integer call() throws ControlClientException {
        PrintWriter out = spec.commandLine().getOut();
        if (client.isJson()) {
            try (JsonParts parts = new JsonParts(out)) {
                client.list(subject.method(), parts::add);
            }
        } else {
            client.list(subject.method(), subject.printer(all, out));
        }
        return CommandLine.ExitCode.OK;
    }
}
