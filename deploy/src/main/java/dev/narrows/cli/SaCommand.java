package dev.narrows.cli;

import picocli.CommandLine.Command;

/**
 * {@code narrows sa}: a group of commands.
 */
@Command(name = "sa", description = "Adds, replaces and deletes security associations of a running gateway.",
    subcommands = {SaAddCommand.class, SaRekeyCommand.class, SaDeleteCommand.class})
final class SaCommand {
}
