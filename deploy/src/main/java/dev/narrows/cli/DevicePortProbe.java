package dev.narrows.cli;

import dev.narrows.control.link.LinkState;
import dev.narrows.control.link.PortProbe;
import dev.narrows.control.link.PortStatus;
import dev.narrows.dpdk.EthPort;
import dev.narrows.dpdk.EthStats;
import dev.narrows.port.DpdkPort;
import java.util.List;

/**
 * Tells the conductor of a DPDK port.
 */
final class DevicePortProbe implements PortProbe {
    private final DpdkPort port;
    private final int queues;
    private final String driver;

    /**
     * A probe.
     *
     * @param queues the port's queue pairs, at least one.
     */
    DevicePortProbe(List<DpdkPort> queues) {
        port = queues.getFirst();
        this.queues = queues.size();
        driver = port.device().driverName();
    }

    @Override
    public long macAddress() {
        return port.macAddress();
    }

    @Override
    public String driver() {
        return driver;
    }

    @Override
    public int queues() {
        return queues;
    }

    @Override
    public LinkState link() {
        return new LinkState(port.isUp(), port.mtu());
    }

    @Override
    public PortStatus status() {
        EthPort device = port.device();
        EthStats stats = device.stats();
        return new PortStatus(port.isUp(), device.link().mbps(), stats.ipackets(), stats.opackets(), stats.imissed(),
            stats.ierrors(), stats.oerrors(), stats.rxNoMbuf());
    }
}
