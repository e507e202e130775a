package dev.narrows.dpdk;

import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import dev.narrows.foreign.NativeLibrary;
import dev.narrows.foreign.NativeMemory;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * Calls a driver's receive or transmit function by its address.
 *
 * <p>{@code rte_eth_rx_burst} and {@code rte_eth_tx_burst} are inline and have no symbol, but all that they do is to
 * find the driver's function and the queue's data in the exported table {@code rte_eth_fp_ops} and to call the one with
 * the other. Both functions have the type {@code uint16_t (void *queue, struct rte_mbuf **packets, uint16_t count)}.
 */
final class BurstFunctions {
    private static final FunctionDescriptor BURST =
            FunctionDescriptor.of(JAVA_SHORT, JAVA_LONG, JAVA_LONG, JAVA_SHORT);
    private static final MethodHandle CRITICAL =
            NativeLibrary.functionPointer(BURST, Linker.Option.critical(false));
    private static final MethodHandle ORDINARY = NativeLibrary.functionPointer(BURST);

    private BurstFunctions() {
    }

    /** Calls a function that stays in user space: the cheapest call there is, but the JVM's safepoints wait for it. */
    static int callCritical(MemorySegment function, long queue, long packets, int count) {
        try {
            return Short.toUnsignedInt((short)CRITICAL.invokeExact(function, queue, packets, (short)count));
        } catch (Throwable e) {
            throw NativeLibrary.bindingBug(e);
        }
    }

    /** Calls a function that may enter the kernel: the JVM's safepoints do not wait for it. */
    static int callOrdinary(MemorySegment function, long queue, long packets, int count) {
        try {
            return Short.toUnsignedInt((short)ORDINARY.invokeExact(function, queue, packets, (short)count));
        } catch (Throwable e) {
            throw NativeLibrary.bindingBug(e);
        }
    }

    /** The driver's receive function of a started port. */
    static MemorySegment receive(int port) {
        return MemorySegment.ofAddress(NativeMemory.getLong(row(port) + RteEthFpOps.rxPktBurst(abi())));
    }

    /** The driver's transmit function of a started port. */
    static MemorySegment transmit(int port) {
        return MemorySegment.ofAddress(NativeMemory.getLong(row(port) + RteEthFpOps.txPktBurst(abi())));
    }

    /** The address of the data of a started port's receive queue. */
    static long receiveQueue(int port, int queue) {
        return element(NativeMemory.getLong(row(port) + RteEthFpOps.rxq(abi())), queue);
    }

    /** The address of the data of a started port's transmit queue. */
    static long transmitQueue(int port, int queue) {
        return element(NativeMemory.getLong(row(port) + RteEthFpOps.txq(abi())), queue);
    }

    private static long element(long array, int index) {
        return NativeMemory.getLong(array + index * JAVA_LONG.byteSize());
    }

    private static long row(int port) {
        return DpdkLibrary.load().symbols().symbol("rte_eth_fp_ops").address() + port * RteEthFpOps.sizeof(abi());
    }

    private static DpdkAbi abi() {
        return DpdkLibrary.load().abi();
    }
}
