package dev.narrows.cli;

import dev.narrows.control.PortProbe;
import dev.narrows.control.PortStatus;
import dev.narrows.dpdk.EthLink;
import dev.narrows.dpdk.EthPort;
import dev.narrows.dpdk.EthStats;
import dev.narrows.port.DpdkPort;

/**
 * Tells the conductor of a DPDK port.
 */
final class DevicePortProbe implements PortProbe {
    private final DpdkPort port;
    private final String driver;

    DevicePortProbe(DpdkPort port) {
        this.port = port;
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
    public PortStatus status() {
        EthPort device = port.device();
        EthLink link = device.link();
        EthStats stats = device.stats();
        return new PortStatus(link.up(), link.mbps(), stats.ipackets(), stats.opackets(), stats.imissed(),
            stats.ierrors(), stats.oerrors(), stats.rxNoMbuf());
    }
}
