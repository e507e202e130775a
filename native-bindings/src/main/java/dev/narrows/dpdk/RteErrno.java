package dev.narrows.dpdk;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.narrows.foreign.NativeLibrary;
import dev.narrows.foreign.NativeMemory;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/** DPDK's own error number, one for each thread, and its texts. */
final class RteErrno {
    private static final MethodHandle STRERROR =
            DpdkLibrary.load().symbols().function("rte_strerror", FunctionDescriptor.of(ADDRESS, JAVA_INT));

    private RteErrno() {
    }

    /** The calling thread's {@code rte_errno}. */
    static int get() {
        return NativeMemory.getInt(DpdkLibrary.load().symbols().symbol("per_lcore__rte_errno").address());
    }

    /** What DPDK says about an error number, of either sign. */
    static String text(int errno) {
        try {
            MemorySegment text = (MemorySegment)STRERROR.invokeExact(Math.abs(errno));
            return NativeMemory.getString(text.address());
        } catch (Throwable e) {
            throw NativeLibrary.bindingBug(e);
        }
    }
}
