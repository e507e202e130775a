package dev.narrows.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.narrows.foreign.Errno;
import dev.narrows.foreign.NativeLibrary;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.BitSet;

/** The CPUs on which the calling thread may run: {@code sched_setaffinity(2)}. */
public final class Affinity {
    /** CPUs are numbered below this: eight times the kernel's usual limit. */
    private static final int MAX_CPUS = 65_536;
    private static final int CALLING_THREAD = 0;
    private static final NativeLibrary LIBC = NativeLibrary.libc();
    private static final MethodHandle SET = LIBC.function("sched_setaffinity",
            FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, ADDRESS), Errno.capture());
    private static final MethodHandle GET = LIBC.function("sched_getaffinity",
            FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, ADDRESS), Errno.capture());

    private Affinity() {
    }

    /**
     * Lets the calling thread, a platform thread, run on one CPU only; threads that it creates later inherit that.
     *
     * @param cpu from 0
     * @throws LinuxException if there is no such CPU, or this process may not use it
     */
    public static void pin(int cpu) {
        if (cpu < 0 || cpu >= MAX_CPUS) {
            throw new LinuxException("CPU " + cpu + " does not exist: choose one of " + allowed() + ".");
        }
        BitSet cpus = new BitSet();
        cpus.set(cpu);
        restrict(cpus);
    }

    /**
     * Lets the calling thread, a platform thread, run on these CPUs only.
     *
     * @param cpus at least one, from 0
     * @throws LinuxException if none of them exists and may be used
     */
    public static void restrict(BitSet cpus) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment mask = arena.allocate(MAX_CPUS / Byte.SIZE, Long.BYTES);
            byte[] bytes = cpus.toByteArray();
            MemorySegment.copy(bytes, 0, mask, JAVA_BYTE, 0, bytes.length);
            MemorySegment errno = Errno.state(arena);
            if (set(errno, mask) != 0) {
                throw new LinuxException("Thread " + Thread.currentThread().getName() + " could not be pinned to CPU "
                        + cpus
                        + ": " + Errno.text(Errno.of(errno)) + "; choose from " + allowed() + ".");
            }
        }
    }

    /** The CPUs on which the calling thread may run. */
    public static BitSet allowed() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment mask = arena.allocate(MAX_CPUS / Byte.SIZE, Long.BYTES);
            MemorySegment errno = Errno.state(arena);
            if (get(errno, mask) < 0) {
                throw new LinuxException("The CPUs of thread " + Thread.currentThread().getName()
                        + " could not be read: "
                        + Errno.text(Errno.of(errno)) + "; check the process's sandbox.");
            }
            return BitSet.valueOf(mask.asByteBuffer());
        }
    }

    private static int set(MemorySegment errno, MemorySegment mask) {
        try {
            return (int)SET.invokeExact(errno, CALLING_THREAD, mask.byteSize(), mask);
        } catch (Throwable e) {
            throw NativeLibrary.bindingBug(e);
        }
    }

    private static int get(MemorySegment errno, MemorySegment mask) {
        try {
            return (int)GET.invokeExact(errno, CALLING_THREAD, mask.byteSize(), mask);
        } catch (Throwable e) {
            throw NativeLibrary.bindingBug(e);
        }
    }
}
