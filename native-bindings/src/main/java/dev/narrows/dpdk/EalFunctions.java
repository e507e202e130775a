package dev.narrows.dpdk;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.narrows.foreign.NativeLibrary;
import dev.narrows.foreign.NativeMemory;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * The functions of {@code rte_eal.h}, {@code rte_log.h} and {@code rte_lcore.h} that are called, under their C names.
 */
final class EalFunctions {
    private static final NativeLibrary DPDK = DpdkLibrary.load().symbols();
    private static final MethodHandle EAL_INIT =
            DPDK.function("rte_eal_init", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS));
    private static final MethodHandle EAL_CLEANUP =
            DPDK.function("rte_eal_cleanup", FunctionDescriptor.of(JAVA_INT));
    private static final MethodHandle OPENLOG_STREAM =
            DPDK.function("rte_openlog_stream", FunctionDescriptor.of(JAVA_INT, ADDRESS));
    private static final MethodHandle THREAD_REGISTER =
            DPDK.function("rte_thread_register", FunctionDescriptor.of(JAVA_INT));
    private static final MethodHandle THREAD_UNREGISTER =
            DPDK.function("rte_thread_unregister", FunctionDescriptor.ofVoid());

    private EalFunctions() {
    }

    /** Returns how many arguments were consumed, or -1 with {@code rte_errno} set. */
    static int rteEalInit(int argc, MemorySegment argv) {
        try {
            return (int)EAL_INIT.invokeExact(argc, argv);
        } catch (Throwable e) {
            throw NativeLibrary.bindingBug(e);
        }
    }

    /** Returns 0 or a negative error number. */
    static int rteEalCleanup() {
        try {
            return (int)EAL_CLEANUP.invokeExact();
        } catch (Throwable e) {
            throw NativeLibrary.bindingBug(e);
        }
    }

    /** Sends the log to a {@code FILE *}; returns 0. */
    static int rteOpenlogStream(MemorySegment file) {
        try {
            return (int)OPENLOG_STREAM.invokeExact(file);
        } catch (Throwable e) {
            throw NativeLibrary.bindingBug(e);
        }
    }

    /** Returns 0, or -1 with {@code rte_errno} set. */
    static int rteThreadRegister() {
        try {
            return (int)THREAD_REGISTER.invokeExact();
        } catch (Throwable e) {
            throw NativeLibrary.bindingBug(e);
        }
    }

    static void rteThreadUnregister() {
        try {
            THREAD_UNREGISTER.invokeExact();
        } catch (Throwable e) {
            throw NativeLibrary.bindingBug(e);
        }
    }

    /**
     * The calling thread's number, or {@link DpdkThread#NOT_REGISTERED}: {@code rte_lcore_id} is inline, its variable
     * not.
     */
    static int rteLcoreId() {
        return NativeMemory.getInt(DPDK.symbol("per_lcore__lcore_id").address());
    }
}
