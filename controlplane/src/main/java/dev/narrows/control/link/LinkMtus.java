package dev.narrows.control.link;

import dev.narrows.config.PortConfig;
import java.util.List;

/**
 * The largest IP packet that each port's link takes: what is configured, or less while the device takes no more.
 */
public final class LinkMtus {
    private final int[] configured;
    private final int[] current;

    /**
     * What is configured, until anything else is known.
     *
     * @param ports each at the index that is its number.
     */
    public LinkMtus(List<PortConfig> ports) {
        configured = ports.stream().mapToInt(PortConfig::mtu).toArray();
        current = configured.clone();
    }

    /** {@return what a port's link takes now, in bytes} */
    public int of(int port) {
        return current[port];
    }

    /**
     * Takes note of what a device takes.
     *
     * @param port  the port's number.
     * @param bytes its largest IP packet.
     * @return whether the link takes more or less for it than before.
     */
    boolean update(int port, int bytes) {
        int before = current[port];
        current[port] = Math.min(configured[port], bytes);
        return current[port] != before;
    }
}
