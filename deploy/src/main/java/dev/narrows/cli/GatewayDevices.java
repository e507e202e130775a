package dev.narrows.cli;

import dev.narrows.config.GatewayConfig;
import dev.narrows.config.PortConfig;
import dev.narrows.dpdk.DpdkException;
import dev.narrows.dpdk.Eal;
import dev.narrows.port.DpdkPool;
import dev.narrows.port.DpdkPort;
import dev.narrows.wire.Ethernet;
import java.util.ArrayList;
import java.util.List;

/**
 * DPDK as a gateway uses it: EAL, the packet pool and the ports, opened together and closed in the order that DPDK
 * needs.
 */
final class GatewayDevices implements AutoCloseable {
    /** Below it packets have the size that drivers expect ({@code RTE_MBUF_DEFAULT_DATAROOM}). */
    private static final int DEFAULT_PACKET = 2048;
    /** What ESP adds at the most, and the link header: a frame arrives with as much, and leaves with as much. */
    private static final int ENCAPSULATION_ROOM = 128;

    private final DpdkPool pool;
    private final List<DpdkPort> ports = new ArrayList<>();

    private GatewayDevices(DpdkPool pool) {
        this.pool = pool;
    }

    /**
     * Starts EAL and opens what the configuration names.
     *
     * @param config the configuration.
     * @return the devices, receiving.
     * @throws DpdkException where DPDK or a device is missing, or refuses.
     */
    static GatewayDevices open(GatewayConfig config) {
        startEal(config);
        GatewayDevices devices =
            new GatewayDevices(new DpdkPool("narrows", config.packetBuffers(), largestPacket(config)));
        try {
            for (PortConfig port : config.ports()) {
                devices.ports.add(DpdkPort.open(port.device(), port.mtu(), devices.pool));
            }
            return devices;
        } catch (DpdkException e) {
            devices.close();
            throw e;
        }
    }

    /** {@return the bytes that every packet of the pool must hold: a reassembled datagram among others} */
    static int largestPacket(GatewayConfig config) {
        int largest = DEFAULT_PACKET;
        for (PortConfig port : config.ports()) {
            largest = Math.max(largest, port.mtu() + Ethernet.HEADER_LENGTH + ENCAPSULATION_ROOM);
        }
        return largest;
    }

    DpdkPool pool() {
        return pool;
    }

    /** {@return the ports, in the configuration's order} */
    List<DpdkPort> ports() {
        return ports;
    }

    @Override
    public void close() {
        ports.forEach(DpdkPort::close);
        pool.close();
        Eal.cleanup();
    }

    /** EAL pins the thread that starts it, and threads started by that one inherit its CPU: it gets its own. */
    private static void startEal(GatewayConfig config) {
        DpdkException[] failure = new DpdkException[1];
        Thread thread = Thread.ofPlatform().name("narrows-eal").start(() -> {
            try {
                Eal.init(config.eal(), config.ealLog());
            } catch (DpdkException e) {
                failure[0] = e;
            }
        });
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while EAL starts", e);
        }
        if (failure[0] != null) {
            throw failure[0];
        }
    }
}
