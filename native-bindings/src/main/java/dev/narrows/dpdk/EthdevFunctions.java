package dev.narrows.dpdk;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import dev.narrows.foreign.NativeLibrary;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * The functions of {@code rte_ethdev.h} that are called, under their C names.
 *
 * <p>Where nothing else is said they return 0 or a negative error number.
 */
final class EthdevFunctions {
    private static final MethodHandle COUNT = function("rte_eth_dev_count_avail", FunctionDescriptor.of(JAVA_SHORT));
    private static final MethodHandle FIND_NEXT =
            function("rte_eth_find_next", FunctionDescriptor.of(JAVA_SHORT, JAVA_SHORT));
    private static final MethodHandle IS_VALID = portFunction("rte_eth_dev_is_valid_port");
    private static final MethodHandle GET_NAME = portFunction("rte_eth_dev_get_name_by_port", ADDRESS);
    private static final MethodHandle SOCKET_ID = portFunction("rte_eth_dev_socket_id");
    private static final MethodHandle INFO_GET = portFunction("rte_eth_dev_info_get", ADDRESS);
    private static final MethodHandle CONFIGURE =
            portFunction("rte_eth_dev_configure", JAVA_SHORT, JAVA_SHORT, ADDRESS);
    private static final MethodHandle RX_QUEUE_SETUP =
            portFunction("rte_eth_rx_queue_setup", JAVA_SHORT, JAVA_SHORT, JAVA_INT, ADDRESS, JAVA_LONG);
    private static final MethodHandle TX_QUEUE_SETUP =
            portFunction("rte_eth_tx_queue_setup", JAVA_SHORT, JAVA_SHORT, JAVA_INT, ADDRESS);
    private static final MethodHandle START = portFunction("rte_eth_dev_start");
    private static final MethodHandle STOP = portFunction("rte_eth_dev_stop");
    private static final MethodHandle CLOSE = portFunction("rte_eth_dev_close");
    private static final MethodHandle MACADDR_GET = portFunction("rte_eth_macaddr_get", ADDRESS);
    private static final MethodHandle LINK_GET = portFunction("rte_eth_link_get_nowait", ADDRESS);
    private static final MethodHandle GET_MTU = portFunction("rte_eth_dev_get_mtu", ADDRESS);
    private static final MethodHandle SET_MTU = portFunction("rte_eth_dev_set_mtu", JAVA_SHORT);
    private static final MethodHandle PROMISCUOUS_ENABLE = portFunction("rte_eth_promiscuous_enable");
    private static final MethodHandle PROMISCUOUS_DISABLE = portFunction("rte_eth_promiscuous_disable");
    private static final MethodHandle ALLMULTICAST_ENABLE = portFunction("rte_eth_allmulticast_enable");
    private static final MethodHandle STATS_GET = portFunction("rte_eth_stats_get", ADDRESS);

    private EthdevFunctions() {
    }

    private static MethodHandle function(String name, FunctionDescriptor descriptor) {
        return DpdkLibrary.load().symbols().function(name, descriptor);
    }

    /** A function that takes a port's number first and returns an {@code int}. */
    private static MethodHandle portFunction(String name, MemoryLayout... furtherArguments) {
        return function(name, FunctionDescriptor.of(JAVA_INT, JAVA_SHORT).appendArgumentLayouts(furtherArguments));
    }

    /** Returns how many ports there are. */
    static int rteEthDevCountAvail() {
        try {
            return Short.toUnsignedInt((short)COUNT.invokeExact());
        } catch (Throwable e) {
            throw NativeLibrary.bindingBug(e);
        }
    }

    /** Returns the first port from this number on, or a number that is not valid. */
    static int rteEthFindNext(int port) {
        try {
            return Short.toUnsignedInt((short)FIND_NEXT.invokeExact((short)port));
        } catch (Throwable e) {
            throw NativeLibrary.bindingBug(e);
        }
    }

    static boolean rteEthDevIsValidPort(int port) {
        return call(IS_VALID, port) != 0;
    }

    /** Fills a buffer of {@code RTE_ETH_NAME_MAX_LEN}, 64, bytes. */
    static int rteEthDevGetNameByPort(int port, MemorySegment name) {
        return call(GET_NAME, port, name);
    }

    /** Returns the port's NUMA node, or -1 if it has none. */
    static int rteEthDevSocketId(int port) {
        return call(SOCKET_ID, port);
    }

    static int rteEthDevInfoGet(int port, MemorySegment info) {
        return call(INFO_GET, port, info);
    }

    static int rteEthDevConfigure(int port, int rxQueues, int txQueues, MemorySegment conf) {
        try {
            return (int)CONFIGURE.invokeExact((short)port, (short)rxQueues, (short)txQueues, conf);
        } catch (Throwable e) {
            throw NativeLibrary.bindingBug(e);
        }
    }

    static int rteEthRxQueueSetup(int port, int queue, int descriptors, int socket, long pool) {
        try {
            return (int)RX_QUEUE_SETUP.invokeExact(
                    (short)port, (short)queue, (short)descriptors, socket, MemorySegment.NULL, pool);
        } catch (Throwable e) {
            throw NativeLibrary.bindingBug(e);
        }
    }

    static int rteEthTxQueueSetup(int port, int queue, int descriptors, int socket) {
        try {
            return (int)TX_QUEUE_SETUP.invokeExact(
                    (short)port, (short)queue, (short)descriptors, socket, MemorySegment.NULL);
        } catch (Throwable e) {
            throw NativeLibrary.bindingBug(e);
        }
    }

    static int rteEthDevStart(int port) {
        return call(START, port);
    }

    static int rteEthDevStop(int port) {
        return call(STOP, port);
    }

    static int rteEthDevClose(int port) {
        return call(CLOSE, port);
    }

    static int rteEthMacaddrGet(int port, MemorySegment address) {
        return call(MACADDR_GET, port, address);
    }

    static int rteEthLinkGetNowait(int port, MemorySegment link) {
        return call(LINK_GET, port, link);
    }

    static int rteEthDevGetMtu(int port, MemorySegment mtu) {
        return call(GET_MTU, port, mtu);
    }

    static int rteEthDevSetMtu(int port, int mtu) {
        try {
            return (int)SET_MTU.invokeExact((short)port, (short)mtu);
        } catch (Throwable e) {
            throw NativeLibrary.bindingBug(e);
        }
    }

    static int rteEthPromiscuousEnable(int port) {
        return call(PROMISCUOUS_ENABLE, port);
    }

    static int rteEthPromiscuousDisable(int port) {
        return call(PROMISCUOUS_DISABLE, port);
    }

    static int rteEthAllmulticastEnable(int port) {
        return call(ALLMULTICAST_ENABLE, port);
    }

    static int rteEthStatsGet(int port, MemorySegment stats) {
        return call(STATS_GET, port, stats);
    }

    private static int call(MethodHandle function, int port) {
        try {
            return (int)function.invokeExact((short)port);
        } catch (Throwable e) {
            throw NativeLibrary.bindingBug(e);
        }
    }

    private static int call(MethodHandle function, int port, MemorySegment argument) {
        try {
            return (int)function.invokeExact((short)port, argument);
        } catch (Throwable e) {
            throw NativeLibrary.bindingBug(e);
        }
    }
}
