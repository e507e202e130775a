package dev.narrows.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/**
 * {@code narrows}: the group of all commands.
 */
@Command(name = "narrows", versionProvider = Version.class,
    description = "A kernel-bypass IPsec ESP gateway whose tunnels tell the truth about their MTU.",
    footer = {"", "Exit codes: 0 done; 1 failed; 2 the command line or the configuration is wrong."},
    subcommands = {InitCommand.class, RunCommand.class, CheckCommand.class, ShowCommand.class, ExplainCommand.class,
        SaCommand.class, PolicyCommand.class, TunnelCommand.class, EventsCommand.class, CompletionCommand.class})
final class NarrowsCommand {
    @Option(names = {"-h", "--help"}, usageHelp = true, scope = ScopeType.INHERIT, description = "Print this help.")
    @SuppressWarnings("unused") // Picocli reads it.
    private boolean isHelp;

    @Option(names = {"-V", "--version"}, versionHelp = true, description = "Print the version.")
    @SuppressWarnings("unused") // Picocli reads it.
    private boolean isVersion;
}
