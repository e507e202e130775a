package dev.narrows.cli;

import dev.narrows.linux.LinuxException;
import dev.narrows.linux.MemoryLock;
import dev.narrows.linux.ProcessHardening;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.util.Set;
import picocli.CommandLine;

/**
 * The entry: {@code narrows} on the command line.
 */
public final class Main {
    /** Commands that read keys, besides {@code run}, which sees to itself. */
    private static final Set<String> READ_KEYS = Set.of("sa", "check", "init");

    private Main() {
    }

    /**
     * Runs a command and exits with its code.
     *
     * @param args the command and its options.
     */
    public static void main(String[] args) {
        if (args.length > 0 && READ_KEYS.contains(args[0])) {
            guardMemory();
        }
        System.exit(run(writer(System.out), writer(System.err), args));
    }

    /**
     * Runs a command.
     *
     * @param out  for what it prints.
     * @param err  for what went wrong.
     * @param args the command and its options.
     * @return the exit code: 0 done; 1 failed; 2 the command line or the configuration is wrong.
     */
    static int run(PrintWriter out, PrintWriter err, String... args) {
        int code = commandLine().setOut(out).setErr(err).execute(args);
        // The writers flush themselves at the end of a line only.
        out.flush();
        err.flush();
        return code;
    }

    /** {@return the commands, ready to parse} */
    static CommandLine commandLine() {
        Failures failures = new Failures();
        return new CommandLine(new NarrowsCommand())
            .setParameterExceptionHandler(failures)
            .setExecutionExceptionHandler(failures);
    }

    /** As the gateway does: nobody else reads our memory, and none of it is written to swap where we may say so. */
    private static void guardMemory() {
        try {
            ProcessHardening.forbidDumps();
            MemoryLock.lockAll();
        } catch (LinuxException e) {
            System.err.println("narrows: " + e.getMessage());
            System.exit(CommandLine.ExitCode.SOFTWARE);
        }
    }

    private static PrintWriter writer(PrintStream stream) {
        return new PrintWriter(stream, true, stream.charset());
    }
}
