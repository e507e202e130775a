package dev.narrows.dpdk;

import dev.narrows.foreign.Errno;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * DPDK's environment abstraction layer: memory, drivers and devices, started once in the life of a process.
 *
 * <p>Drivers are found by EAL itself, in the directory that DPDK was built with ({@code dpdk/pmds-*} on Debian).
 */
public final class Eal {
    private static final String PROGRAM_NAME = "narrows";
    private static final String STDERR = "standard error";

    private enum State { UNTRIED, FAILED, RUNNING, STOPPED }

    private static volatile State state = State.UNTRIED;
    private static volatile List<String> arguments = List.of();
    private static volatile String logName = STDERR;

    private Eal() {
    }

    /**
     * The version of the DPDK that is installed, such as {@code DPDK 22.11.11}; throws {@link DpdkException} if none
     * is.
     */
    public static String version() {
        return DpdkLibrary.load().version();
    }

    /**
     * The binary interface of the DPDK that is installed; throws {@link DpdkException} if none is, or an unknown one.
     */
    public static DpdkAbi abi() {
        return DpdkLibrary.load().abi();
    }

    /** As {@link #init(List, Path)}, with the log on standard error. */
    public static void init(List<String> args) {
        start(args, Optional.empty());
    }

    /**
     * Starts EAL on the calling thread, which EAL pins to a CPU: give it a thread of its own. Threads that this one
     * creates later inherit the CPU.
     *
     * <p>If EAL does not understand an argument it also prints its usage, to standard output.
     *
     * @param args EAL's arguments, verbatim, without a program name
     * @param log  the file to which EAL's and the drivers' log is appended, from the first line on
     * @throws DpdkException if DPDK is missing or unknown, if the log cannot be written, if EAL refuses to start, or if
     *                       it was started before
     */
    public static void init(List<String> args, Path log) {
        start(args, Optional.of(log));
    }

    private static synchronized void start(List<String> args, Optional<Path> log) {
        requireUntried();
        DpdkLibrary.load();
        EalLog.open(log);
        logName = log.map(Path::toString).orElse(STDERR);
        state = State.FAILED;
        if (EalFunctions.rteEalInit(args.size() + 1, argv(args)) < 0) {
            throw refused(RteErrno.get(), args);
        }
        arguments = List.copyOf(args);
        state = State.RUNNING;
    }

    private static void requireUntried() {
        switch (state) {
            case UNTRIED -> { }
            case RUNNING -> throw new DpdkException("DPDK's EAL is running already and starts only once in a process.");
            case FAILED, STOPPED -> throw new DpdkException(
                    "DPDK's EAL starts only once in a process and was tried before: start a new process.");
        }
    }

    /** EAL keeps pointers into its arguments, so they live as long as the process. */
    private static MemorySegment argv(List<String> args) {
        Arena arena = Arena.global();
        MemorySegment argv = arena.allocate(ValueLayout.ADDRESS, args.size() + 2L);
        argv.setAtIndex(ValueLayout.ADDRESS, 0, arena.allocateFrom(PROGRAM_NAME));
        for (int i = 0; i < args.size(); i++) {
            argv.setAtIndex(ValueLayout.ADDRESS, i + 1L, arena.allocateFrom(args.get(i)));
        }
        return argv;
    }

    private static DpdkException refused(int errno, List<String> args) {
        return new DpdkException("DPDK's EAL did not start with " + String.join(" ", args) + ": " + RteErrno.text(errno)
                + "; " + hint(errno) + " (the log: " + logName + ").");
    }

    private static String hint(int errno) {
        return switch (errno) {
            case Errno.EACCES -> "reserve hugepages (sysctl vm.nr_hugepages=512) or pass --no-huge -m 256";
            case Errno.ENOMEM -> "ask for less memory with -m, reserve more hugepages (sysctl vm.nr_hugepages=512) or"
                    + " pass --no-huge -m 256";
            case Errno.EINVAL -> "correct the argument that its log names";
            case Errno.ENODEV -> "check that the devices in its arguments exist";
            default -> "check its arguments and devices";
        };
    }

    /**
     * Stops EAL and gives its memory back: ports and pools must be closed before. It cannot be started again.
     *
     * @throws DpdkException if EAL is not running, or cannot stop
     */
    public static synchronized void cleanup() {
        requireRunning();
        state = State.STOPPED;
        int result = EalFunctions.rteEalCleanup();
        if (result < 0) {
            throw new DpdkException("DPDK's EAL did not stop cleanly: " + RteErrno.text(result) + "; see its log.");
        }
    }

    /** Guards every call that would crash without EAL. */
    static void requireRunning() {
        if (state != State.RUNNING) {
            throw new DpdkException("DPDK's EAL is not running: call Eal.init first.");
        }
    }

    /** Where EAL's log goes: a file, or standard error. */
    static String logName() {
        return logName;
    }

    /** The arguments with which EAL was started. */
    static List<String> arguments() {
        return arguments;
    }
}
