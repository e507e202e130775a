package dev.narrows.cli;

import dev.narrows.config.GatewayConfig;
import dev.narrows.config.PortConfig;
import dev.narrows.control.plan.GatewayPlan;
import dev.narrows.dpdk.DpdkException;
import dev.narrows.dpdk.Eal;
import dev.narrows.linux.LinuxException;
import dev.narrows.linux.NetworkInterface;
import dev.narrows.port.DpdkPool;
import dev.narrows.port.DpdkPort;
import dev.narrows.port.MtuException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * DPDK as a gateway uses it: EAL, the packet pool and the ports, opened together and closed in the order that DPDK
 * needs.
 */
final class GatewayDevices implements AutoCloseable {
    /**
     * Packets for datagrams put together that are longer than any frame: what a worker opens and cuts at a time, and
     * more.
     */
    private static final int LARGE_PER_WORKER = 256;
    private static final Path BOOT_ID = Path.of("/proc/sys/kernel/random/boot_id");

    private final DpdkPool pool;
    private final List<List<DpdkPort>> ports = new ArrayList<>();
    private ReceiveOffloads offloads;

    private GatewayDevices(DpdkPool pool) {
        this.pool = pool;
    }

    /**
     * Starts EAL and opens what the configuration names.
     *
     * @param config the configuration.
     * @param plan   of the same configuration.
     * @param log    takes sentences for people.
     * @return the devices, receiving.
     * @throws DpdkException    where DPDK or a device is missing, or refuses.
     * @throws StartException   where the machine does not let it.
     * @throws CommandException where a device does not take the MTU that is configured.
     * @throws IOException      where what is turned off of interfaces cannot be written down.
     */
    static GatewayDevices open(GatewayConfig config, GatewayPlan plan, Consumer<String> log)
        throws CommandException, IOException {
        Capabilities.check(config.eal());
        startEal(config);
        GatewayDevices devices =
            new GatewayDevices(new DpdkPool("narrows", config.packetBuffers(), plan.largestPacket(),
            LARGE_PER_WORKER * config.worker().count(), config.largestDatagram()));
        try {
            for (PortConfig port : config.ports()) {
                devices.ports.add(devices.open(port, config.worker().count()));
            }
            List<NetworkInterface> feeders = devices.ports.stream()
                .flatMap(queues -> queues.getFirst().feeders().stream()).toList();
            devices.offloads = ReceiveOffloads.turnOff(feeders,
                OffloadRecord.read(config.stateDir().resolve("offloads"), Files.readString(BOOT_ID).strip()), log);
            return devices;
        } catch (DpdkException | LinuxException | StartException | CommandException | IOException e) {
            devices.close();
            throw e;
        }
    }

    private List<DpdkPort> open(PortConfig port, int wanted) throws CommandException {
        try {
            return DpdkPort.open(port.device(), port.mtu(), pool, wanted);
        } catch (MtuException e) {
            throw new CommandException("ports." + port.name() + ".mtu: " + port.mtu() + " cannot be had. "
                + e.getMessage());
        }
    }

    DpdkPool pool() {
        return pool;
    }

    /**
     * {@return the queue pairs of each port, in the configuration's order: one a worker, or fewer, but one at least}
     */
    List<List<DpdkPort>> ports() {
        return ports;
    }

    @Override
    public void close() {
        if (offloads != null) {
            offloads.close();
        }
        ports.forEach(queues -> queues.getFirst().close());
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
