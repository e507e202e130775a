package dev.narrows.port;

import dev.narrows.dpdk.EthPort;
import dev.narrows.dpdk.RxQueue;
import dev.narrows.dpdk.TxQueue;
import dev.narrows.linux.NetworkInterface;
import dev.narrows.packet.HandleArray;
import java.util.List;
import java.util.stream.IntStream;
import org.agrona.BitUtil;

/**
 * One queue pair of a port driven by DPDK. Closing any of them closes the port.
 */
public final class DpdkPort implements Port {
    private static final int DESCRIPTORS = 1024;

    private final EthPort device;
    private final DeviceLink link;
    private final List<NetworkInterface> interfaces;
    private final RxQueue rxQueue;
    private final TxQueue txQueue;
    private final long macAddress;

    private DpdkPort(EthPort device, List<NetworkInterface> interfaces, DeviceLink link, int queue) {
        this.device = device;
        this.interfaces = interfaces;
        this.link = link;
        rxQueue = device.rxQueue(queue);
        txQueue = device.txQueue(queue);
        macAddress = device.macAddress();
    }

    /**
     * Opens and starts a port with one queue pair.
     *
     * @param deviceName as DPDK names it.
     * @param mtu        the largest IP packet, in bytes.
     * @param pool       where its packets come from.
     * @return the port, receiving.
     * @throws dev.narrows.dpdk.DpdkException where there is no such device, or its driver refuses.
     * @throws MtuException where it does not take the MTU.
     */
    public static DpdkPort open(String deviceName, int mtu, DpdkPool pool) {
        return open(deviceName, mtu, pool, 1).getFirst();
    }

    /**
     * Opens and starts a port, which receives packets to all groups, too, where its driver can leave any out: neighbour
     * discovery comes that way.
     *
     * @param deviceName as DPDK names it.
     * @param mtu        the largest IP packet, in bytes.
     * @param pool       where its packets come from.
     * @param wanted     how many queue pairs, from 1.
     * @return its queue pairs, receiving: as many as are wanted, or fewer where the device offers no more.
     * @throws dev.narrows.dpdk.DpdkException where there is no such device, or its driver refuses.
     * @throws MtuException where it does not take the MTU.
     */
    public static List<DpdkPort> open(String deviceName, int mtu, DpdkPool pool, int wanted) {
        EthPort device = EthPort.byName(deviceName);
        int queues = Math.max(1, Math.min(wanted, device.maxQueuePairs()));
        device.configure(queues, queues);
        List<NetworkInterface> interfaces = device.kernelInterfaces();
        DeviceMtu.set(driver(device), interfaces, mtu);
        for (int queue = 0; queue < queues; queue++) {
            device.setupRxQueue(queue, DESCRIPTORS, pool.pool());
            device.setupTxQueue(queue, DESCRIPTORS);
        }
        device.start();
        device.receiveAllMulticast();
        DeviceLink link = new DeviceLink(() -> device.link().up(), device::mtu, interfaces, mtu);
        return IntStream.range(0, queues).mapToObj(queue -> new DpdkPort(device, interfaces, link, queue)).toList();
    }

    private static DeviceMtu.Driver driver(EthPort device) {
        return new DeviceMtu.Driver() {
            @Override
            public void requireMtu(int mtu) {
                device.requireMtu(mtu);
            }

            @Override
            public boolean trySetMtu(int mtu) {
                return device.trySetMtu(mtu);
            }

            @Override
            public int mtu() {
                return device.mtu();
            }
        };
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

    /** {@return the kernel's interfaces whose own receive path feeds the port; none where it feeds itself} */
    public List<NetworkInterface> feeders() {
        return device.isFedByKernel() ? interfaces : List.of();
    }

    /** {@return whether the link is up, as the kernel has it where the device stands on an interface of its} */
    public boolean isUp() {
        return link.isUp();
    }

    /** {@return the largest IP packet that the link takes at this moment, in bytes} */
    public int mtu() {
        return link.mtu();
    }

    /** {@return the device, for its speed and its counters} */
    public EthPort device() {
        return device;
    }

    @Override
    public void close() {
        device.close();
    }
}
