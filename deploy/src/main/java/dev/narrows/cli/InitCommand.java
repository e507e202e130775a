package dev.narrows.cli;

import dev.narrows.config.ConfigException;
import dev.narrows.config.ConfigReader;
import dev.narrows.config.GatewayConfig;
import dev.narrows.control.lease.SequenceLeases;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code narrows init}.
 */
@Command(name = "init", description = "Makes the file of used sequence numbers, for keys that were never used. "
    + "Refuses where there is one: a sequence must never start again under the same key.")
final class InitCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "CONFIG", description = "The configuration file, which names the state-dir.")
    private Path file;

    @Override
    public Integer call() throws ConfigException {
        try (GatewayConfig config = ConfigReader.read(file)) {
            SequenceLeases.init(config.stateDir());
            spec.commandLine().getOut().println(config.stateDir().resolve(SequenceLeases.FILE_NAME) + ": made");
        }
        return CommandLine.ExitCode.OK;
    }
}
