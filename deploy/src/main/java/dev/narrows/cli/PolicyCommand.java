package dev.narrows.cli;

import picocli.CommandLine.Command;

/**
 * {@code narrows policy}: a group of commands.
 */
@Command(name = "policy", description = "Adds and removes policies of a running gateway.",
    subcommands = {PolicyAddCommand.class, PolicyRemoveCommand.class})
final class PolicyCommand {
}
