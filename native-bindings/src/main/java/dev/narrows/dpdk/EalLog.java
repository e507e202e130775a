package dev.narrows.dpdk;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.narrows.foreign.Errno;
import dev.narrows.foreign.NativeLibrary;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where EAL's log goes: a C stream that is opened before EAL starts, so no line is lost, and that stays open for the
 * life of the process, because drivers' threads may log to its end. DPDK flushes it after each line.
 */
final class EalLog {
    private static final int STDERR_DESCRIPTOR = 2;

    private static final NativeLibrary LIBC = NativeLibrary.libc();
    private static final MethodHandle FOPEN =
            LIBC.function("fopen", FunctionDescriptor.of(ADDRESS, ADDRESS, ADDRESS), Errno.capture());
    private static final MethodHandle FDOPEN =
            LIBC.function("fdopen", FunctionDescriptor.of(ADDRESS, JAVA_INT, ADDRESS), Errno.capture());

    private EalLog() {
    }

    /** Sends the log to a file, appending, or to standard error. */
    static void open(Optional<Path> file) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment errno = Errno.state(arena);
            MemorySegment append = arena.allocateFrom("a");
            MemorySegment stream = file.isPresent()
                    ? fopen(errno, arena.allocateFrom(file.get().toString()), append)
                    : fdopen(errno, append);
            if (stream.address() == 0) {
                throw new DpdkException("EAL's log " + file.map(Path::toString).orElse("(standard error)")
                        + " cannot be opened: " + Errno.text(Errno.of(errno)) + "; choose a file that can be written.");
            }
            EalFunctions.rteOpenlogStream(stream);
        }
    }

    private static MemorySegment fopen(MemorySegment errno, MemorySegment path, MemorySegment mode) {
        try {
            return (MemorySegment)FOPEN.invokeExact(errno, path, mode);
        } catch (Throwable e) {
            throw NativeLibrary.bindingBug(e);
        }
    }

    private static MemorySegment fdopen(MemorySegment errno, MemorySegment mode) {
        try {
            return (MemorySegment)FDOPEN.invokeExact(errno, STDERR_DESCRIPTOR, mode);
        } catch (Throwable e) {
            throw NativeLibrary.bindingBug(e);
        }
    }
}
