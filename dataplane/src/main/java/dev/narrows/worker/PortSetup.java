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
 * @param sender    the number of the worker that sends by this port in this one's place, which has no queue of it, or
 *                  {@link #ITSELF}.
 */
public record PortSetup(int id, Port port, PortSide side, List<IpAddress> addresses, int mtu, int sender) {
    /** The worker has a queue of its own there. */
    public static final int ITSELF = -1;

    /** A port, with its own copy of the list. */
    public PortSetup {
        addresses = List.copyOf(addresses);
    }

    /**
     * A port of which the worker has a queue pair.
     *
     * @param id        its number.
     * @param port      the queue pair.
     * @param side      which side of the IPsec boundary it is on.
     * @param addresses the gateway's addresses there.
     * @param mtu       the largest IP packet there, in bytes.
     */
    public PortSetup(int id, Port port, PortSide side, List<IpAddress> addresses, int mtu) {
        this(id, port, side, addresses, mtu, ITSELF);
    }
}
