package dev.narrows.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.narrows.foreign.Errno;
import dev.narrows.foreign.NativeLibrary;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.Optional;

/** Keeps the process's memory, keys included, out of swap: {@code mlockall(2)}. */
public final class MemoryLock {
    static final int MCL_CURRENT = 1;
    static final int MCL_FUTURE = 2;
    /** Locks a page when it is first touched, for a JVM reserves far more memory than it ever uses. */
    static final int MCL_ONFAULT = 4;
    private static final MethodHandle MLOCKALL =
            NativeLibrary.libc().function("mlockall", FunctionDescriptor.of(JAVA_INT, JAVA_INT), Errno.capture());

    private MemoryLock() {
    }

    /**
     * Locks all memory that the process has and will have, each page from its first use on.
     *
     * @return empty if it is locked; else one sentence that says why not and what to do, and nothing is locked
     */
    public static Optional<String> lockAll() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment errno = Errno.state(arena);
            if (mlockall(errno, MCL_CURRENT | MCL_FUTURE | MCL_ONFAULT) == 0) {
                return Optional.empty();
            }
            return Optional.of("Memory, keys included, is not locked and may be swapped out: "
                + Errno.text(Errno.of(errno))
                    + "; give the process CAP_IPC_LOCK or an unlimited RLIMIT_MEMLOCK (systemd: "
                    + "LimitMEMLOCK=infinity).");
        }
    }

    private static int mlockall(MemorySegment errno, int flags) {
        try {
            return (int)MLOCKALL.invokeExact(errno, flags);
        } catch (Throwable e) {
            throw NativeLibrary.bindingBug(e);
        }
    }
}
