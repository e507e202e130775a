package dev.narrows.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.narrows.foreign.Errno;
import dev.narrows.foreign.NativeLibrary;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/** Makes sure that no image of the process's memory, keys included, is written or read by others of the same user. */
public final class ProcessHardening {
    static final int PR_GET_DUMPABLE = 3;
    static final int PR_SET_DUMPABLE = 4;
    static final int RLIMIT_CORE = 4;
    private static final NativeLibrary LIBC = NativeLibrary.libc();
    private static final MethodHandle PRCTL = LIBC.function("prctl",
            FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG), Linker.Option.firstVariadicArg(1), Errno.capture());
    private static final MethodHandle SETRLIMIT =
            LIBC.function("setrlimit", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS), Errno.capture());

    private ProcessHardening() {
    }

    /**
     * Forbids core dumps, for good, and makes the process undumpable, so that nobody but root can trace it, attach to
     * it or read its memory.
     *
     * @throws LinuxException if the kernel refuses
     */
    public static void forbidDumps() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment errno = Errno.state(arena);
            MemorySegment noCore = arena.allocate(JAVA_LONG, 2);
            if (setrlimit(errno, RLIMIT_CORE, noCore) != 0) {
                throw refused("Core dumps could not be forbidden", errno);
            }
            if (prctl(errno, PR_SET_DUMPABLE, 0) != 0) {
                throw refused("The process could not be made undumpable", errno);
            }
        }
    }

    /** Whether the process can be dumped, traced and attached to by others of the same user. */
    public static boolean dumpable() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment errno = Errno.state(arena);
            int dumpable = prctl(errno, PR_GET_DUMPABLE, 0);
            if (dumpable < 0) {
                throw refused("Whether the process is dumpable could not be read", errno);
            }
            return dumpable != 0;
        }
    }

    private static LinuxException refused(String what, MemorySegment errno) {
        return new LinuxException(what + ": " + Errno.text(Errno.of(errno)) + "; check the process's sandbox.");
    }

    private static int prctl(MemorySegment errno, int option, long argument) {
        try {
            return (int)PRCTL.invokeExact(errno, option, argument);
        } catch (Throwable e) {
            throw NativeLibrary.bindingBug(e);
        }
    }

    private static int setrlimit(MemorySegment errno, int resource, MemorySegment limit) {
        try {
            return (int)SETRLIMIT.invokeExact(errno, resource, limit);
        } catch (Throwable e) {
            throw NativeLibrary.bindingBug(e);
        }
    }
}
