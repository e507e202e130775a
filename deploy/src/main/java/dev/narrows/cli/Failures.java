package dev.narrows.cli;

import dev.narrows.api.ControlClientException;
import dev.narrows.config.ConfigException;
import dev.narrows.control.lease.LeaseException;
import dev.narrows.control.request.ControlException;
import dev.narrows.dpdk.DpdkException;
import dev.narrows.ipsecmb.IpsecMbException;
import dev.narrows.linux.LinuxException;
import java.io.IOException;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/**
 * What becomes of exceptions: one sentence on standard error, and an exit code.
 */
final class Failures implements IParameterExceptionHandler, IExecutionExceptionHandler {
    /** What might be a key that somebody put on the command line by mistake; it stays out of logs at least. */
    private static final Pattern MAYBE_SECRET = Pattern.compile("[0-9A-Fa-f]{20,}");

    @Override
    public int handleParseException(ParameterException e, String[] args) {
        CommandLine command = e.getCommandLine();
        String message = MAYBE_SECRET.matcher(e.getMessage()).replaceAll("(hidden)")
            .replace(System.lineSeparator(), " ");
        say(command, message + "; see " + command.getCommandSpec().qualifiedName() + " --help");
        return ExitCode.USAGE;
    }

    @Override
    public int handleExecutionException(Exception e, CommandLine command, ParseResult parsed) {
        return switch (e) {
            case ConfigException wrong -> {
                wrong.messages().forEach(command.getErr()::println);
                yield ExitCode.USAGE;
            }
            case CommandException wrong -> {
                say(command, wrong.getMessage());
                yield ExitCode.USAGE;
            }
            case ControlClientException _, ControlException _, LeaseException _, DpdkException _, IpsecMbException _,
                LinuxException _, StartException _, IOException _ -> {
                say(command, e.getMessage());
                yield ExitCode.SOFTWARE;
            }
            default -> {
                say(command, "failed: " + e);
                yield ExitCode.SOFTWARE;
            }
        };
    }

    private static void say(CommandLine command, String message) {
        command.getErr().println("narrows: " + message);
    }
}
