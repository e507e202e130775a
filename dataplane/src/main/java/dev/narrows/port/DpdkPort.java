package dev.narrows.port;

import dev.narrows.dpdk.EthPort;
import dev.narrows.dpdk.RxQueue;
import dev.narrows.dpdk.TxQueue;
import dev.narrows.packet.HandleArray;
import org.agrona.BitUtil;

/**
 * A port driven by DPDK, with one queue pair.
 */
public final class DpdkPort implements Port {
    private static final int DESCRIPTORS = 1024;

    private final EthPort device;
    private final RxQueue rxQueue;
    private final TxQueue txQueue;
    private final long macAddress;

    private DpdkPort(EthPort device) {
        this.device = device;
        rxQueue = device.rxQueue(0);
        txQueue = device.txQueue(0);
        macAddress = device.macAddress();
    }

    /**
     * Opens and starts a port, which receives packets to all groups, too, where its driver can leave any out: neighbour
     * discovery comes that way.
     *
     * @param deviceName as DPDK names it.
     * @param mtu        the largest IP packet, in bytes.
     * @param pool       where its packets come from.
     * @return the port, receiving.
     * @throws dev.narrows.dpdk.DpdkException where there is no such device, or its driver refuses.
     */
    public static DpdkPort open(String deviceName, int mtu, DpdkPool pool) {
        EthPort device = EthPort.byName(deviceName);
        device.configure(1, 1);
        if (device.mtu() != mtu) {
            device.setMtu(mtu);
        }
        device.setupRxQueue(0, DESCRIPTORS, pool.pool());
        device.setupTxQueue(0, DESCRIPTORS);
        device.start();
        device.receiveAllMulticast();
        return new DpdkPort(device);
    }

    @Override
    public int receive(HandleArray handles) {
        return rxQueue.receive(handles.address(), handles.capacity());
    }

    @Override
    public int transmit(HandleArray handles, int from, int count) {
        return txQueue.transmit(handles.address() + (long)from * BitUtil.SIZE_OF_LONG, count);
    }

    @Override
    public long macAddress() {
        return macAddress;
    }

    /** {@return the device, for its link and its counters} */
    public EthPort device() {
        return device;
    }

    @Override
    public void close() {
        device.close();
    }
}
