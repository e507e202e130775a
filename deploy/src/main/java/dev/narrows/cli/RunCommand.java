package dev.narrows.cli;

import dev.narrows.config.ConfigException;
import dev.narrows.config.ConfigReader;
import dev.narrows.config.GatewayConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/**
 * {@code narrows run}.
 */
@Command(name = "run", description = "Runs the gateway in the foreground, until SIGTERM or SIGINT.")
final class RunCommand implements Callable<Integer> {
    @Parameters(paramLabel = "CONFIG", description = "The configuration file.")
    private Path file;

    @Override
    public Integer call() throws ConfigException, CommandException, IOException {
        try (GatewayConfig config = ConfigReader.read(file)) {
            return Gateway.run(config, System.err);
        }
    }
}
