package dev.narrows.cli;

import picocli.CommandLine.Command;

/**
 * {@code narrows tunnel}: a group of commands.
 */
@Command(name = "tunnel", description = "Changes tunnels of a running gateway.", subcommands = TunnelSetCommand.class)
final class TunnelCommand {
}
