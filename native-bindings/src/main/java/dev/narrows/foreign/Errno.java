package dev.narrows.foreign;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;

/** The C library's {@code errno}: captured right after a call, before the JVM can change it, and its texts. */
public final class Errno {
    /** The error number for "operation not permitted". */
    public static final int EPERM = 1;
    /** The error number for "cannot allocate memory". */
    public static final int ENOMEM = 12;
    /** The error number for "permission denied". */
    public static final int EACCES = 13;
    /** The error number for "file exists". */
    public static final int EEXIST = 17;
    /** The error number for "no such device". */
    public static final int ENODEV = 19;
    /** The error number for "invalid argument". */
    public static final int EINVAL = 22;
    /** The error number for "operation not supported". */
    public static final int ENOTSUP = 95;

    private static final StructLayout STATE = Linker.Option.captureStateLayout();
    private static final long ERRNO_OFFSET = STATE.byteOffset(MemoryLayout.PathElement.groupElement("errno"));
    private static final MethodHandle STRERROR =
            NativeLibrary.libc().function("strerror", FunctionDescriptor.of(ADDRESS, JAVA_INT));

    private Errno() {
    }

    /** The option for a function whose {@code errno} is wanted; its first argument is then {@link #state}. */
    public static Linker.Option capture() {
        return Linker.Option.captureCallState("errno");
    }

    /** Room for the {@code errno} of a call made with {@link #capture}. */
    public static MemorySegment state(Arena arena) {
        return arena.allocate(STATE);
    }

    /** The error number that a call has left in its state. */
    public static int of(MemorySegment state) {
        return state.get(JAVA_INT, ERRNO_OFFSET);
    }

    /** What the C library says about an error number, such as "Operation not permitted". */
    public static String text(int errno) {
        try {
            return NativeMemory.getString(((MemorySegment)STRERROR.invokeExact(errno)).address());
        } catch (Throwable e) {
            throw NativeLibrary.bindingBug(e);
        }
    }
}
