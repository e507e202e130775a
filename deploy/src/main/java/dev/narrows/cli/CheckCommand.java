package dev.narrows.cli;

import dev.narrows.config.ConfigException;
import dev.narrows.config.ConfigReader;
import dev.narrows.config.GatewayConfig;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code narrows check}.
 */
@Command(name = "check", description = "Checks a configuration, and starts nothing.")
final class CheckCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "CONFIG", description = "The configuration file.")
    private Path file;

    @Override
    public Integer call() throws ConfigException {
        try (GatewayConfig config = ConfigReader.read(file)) {
            spec.commandLine().getOut().println(file + ": ok: " + count(config.ports().size(), "port") + ", "
                + count(config.tunnels().size(), "tunnel"));
        }
        return CommandLine.ExitCode.OK;
    }

    private static String count(int number, String noun) {
        return number + " " + noun + (number == 1 ? "" : "s");
    }
}
