package dev.narrows.dpdk;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import dev.narrows.foreign.NativeLibrary;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * The functions of {@code rte_mbuf.h} and {@code rte_mempool.h} that are called, under their C names.
 *
 * <p>Those that the packet path calls return at once and are critical; the others are not.
 */
final class MbufFunctions {
    private static final NativeLibrary DPDK = DpdkLibrary.load().symbols();
    private static final Linker.Option AT_ONCE = Linker.Option.critical(false);
    private static final MethodHandle POOL_CREATE = DPDK.function("rte_pktmbuf_pool_create",
            FunctionDescriptor.of(JAVA_LONG, ADDRESS, JAVA_INT, JAVA_INT, JAVA_SHORT, JAVA_SHORT, JAVA_INT));
    private static final MethodHandle POOL_FREE =
            DPDK.function("rte_mempool_free", FunctionDescriptor.ofVoid(JAVA_LONG));
    private static final MethodHandle AVAIL_COUNT =
            DPDK.function("rte_mempool_avail_count", FunctionDescriptor.of(JAVA_INT, JAVA_LONG));
    private static final MethodHandle IN_USE_COUNT =
            DPDK.function("rte_mempool_in_use_count", FunctionDescriptor.of(JAVA_INT, JAVA_LONG));
    private static final MethodHandle FREE_BULK = DPDK.function("rte_pktmbuf_free_bulk",
            FunctionDescriptor.ofVoid(JAVA_LONG, JAVA_INT), AT_ONCE);
    private static final MethodHandle COPY = DPDK.function("rte_pktmbuf_copy",
            FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_INT), AT_ONCE);

    private MbufFunctions() {
    }

    /** Returns the pool's address, or 0 with {@code rte_errno} set. */
    static long rtePktmbufPoolCreate(MemorySegment name, int count, int cacheSize, int dataRoom, int socket) {
        try {
            return (long)POOL_CREATE.invokeExact(name, count, cacheSize, (short)0, (short)dataRoom, socket);
        } catch (Throwable e) {
            throw NativeLibrary.bindingBug(e);
        }
    }

    static void rteMempoolFree(long pool) {
        try {
            POOL_FREE.invokeExact(pool);
        } catch (Throwable e) {
            throw NativeLibrary.bindingBug(e);
        }
    }

    static int rteMempoolAvailCount(long pool) {
        try {
            return (int)AVAIL_COUNT.invokeExact(pool);
        } catch (Throwable e) {
            throw NativeLibrary.bindingBug(e);
        }
    }

    static int rteMempoolInUseCount(long pool) {
        try {
            return (int)IN_USE_COUNT.invokeExact(pool);
        } catch (Throwable e) {
            throw NativeLibrary.bindingBug(e);
        }
    }

    static void rtePktmbufFreeBulk(long mbufs, int count) {
        try {
            FREE_BULK.invokeExact(mbufs, count);
        } catch (Throwable e) {
            throw NativeLibrary.bindingBug(e);
        }
    }

    /** Returns the copy's address, or 0 if the offset is beyond the packet or the pool is exhausted. */
    static long rtePktmbufCopy(long mbuf, long pool, int offset, int length) {
        try {
            return (long)COPY.invokeExact(mbuf, pool, offset, length);
        } catch (Throwable e) {
            throw NativeLibrary.bindingBug(e);
        }
    }
}
