package dev.narrows.worker;

import dev.narrows.port.Port;
import dev.narrows.wire.IpAddress;
import java.util.List;

/**
 * A port as it is given to a worker.
 *
 * @param id        its number, from 0, the index in the worker's list.
 * @param port      the queue pair.
 * @param side      which side of the IPsec boundary it is on.
 * @param addresses the gateway's addresses there; none where it leads to the gateway's own host.
 * @param mtu       the largest IP packet there, in bytes.
 */
public record PortSetup(int id, Port port, PortSide side, List<IpAddress> addresses, int mtu) {
    /** A port, with its own copy of the list. */
    public PortSetup {
        addresses = List.copyOf(addresses);
    }
}
