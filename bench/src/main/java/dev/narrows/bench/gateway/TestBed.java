package dev.narrows.bench.gateway;

import dev.narrows.bench.process.EalMemory;
import dev.narrows.bench.traffic.Captures;
import dev.narrows.bench.traffic.Ends;
import dev.narrows.bench.traffic.Network;
import dev.narrows.bench.traffic.TrafficMix;
import dev.narrows.bench.traffic.WorkerCaptures;
import dev.narrows.port.DpdkPool;
import dev.narrows.port.DpdkPort;
import dev.narrows.port.Port;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The devices of a process, each opened when it is first needed.
 */
final class TestBed implements AutoCloseable {
    /** What a tester knows this gateway by. */
    static final String NAME = "narrows";

    private static final int POOL_IN_USE = 16383;

    private final GatewayOptions options;
    private final DpdkPool pool;
    private final Map<String, Port> ports = new HashMap<>();
    /** Those that are no captures. */
    private final List<DpdkPort> dpdkPorts = new ArrayList<>();

    /** After EAL has started. */
    TestBed(GatewayOptions options) {
        this.options = options;
        int captured = switch (options.traffic()) {
            case SUITE -> 2 * TrafficMix.values().length * Captures.FRAMES;
            case SINGLE -> options.frames();
            case SOAK -> 2 * Captures.FRAMES;
            case WORKERS -> WorkerCaptures.ALL_FRAMES;
            case MEMIF -> 0;
        };
        pool = new DpdkPool("bench", POOL_IN_USE + captured, options.largest());
    }

    /** {@return EAL's arguments} */
    static List<String> ealArguments(GatewayOptions options) {
        List<String> eal = new ArrayList<>(
            List.of("-l", Integer.toString(options.controlCpu()), "--no-pci", "--no-telemetry"));
        eal.addAll(EalMemory.arguments(options.memory()));
        switch (options.traffic()) {
            case SUITE -> eal.addAll(new Captures(options.folder()).devices(options.algorithm()));
            case SOAK -> eal.addAll(List.of(
                Captures.device(0, GatewayOptions.soakClear(options.folder())),
                Captures.device(1, GatewayOptions.soakSealed(options.folder()))));
            case SINGLE -> eal.add(Captures.device(0, GatewayOptions.single(options.folder())));
            case WORKERS -> eal.addAll(new WorkerCaptures(options.folder()).devices());
            case MEMIF -> eal.addAll(Ends.of(options.folder(), NAME).gatewayDevices());
        }
        if (options.traffic() != GatewayOptions.Traffic.MEMIF) {
            eal.addAll(List.of("--vdev=net_null0,no-rx=1", "--vdev=net_null1,no-rx=1"));
        }
        return eal;
    }

    /** {@return the packets that are not in the pool: those of captures, and those on their way} */
    int packetsOut() {
        return pool.inUse();
    }

    /** {@return the packets that drivers had no room for, or no memory} */
    long missed() {
        return dpdkPorts.stream().map(port -> port.device().stats())
            .mapToLong(stats -> stats.imissed() + stats.rxNoMbuf() + stats.ierrors()).sum();
    }

    DpdkPool pool() {
        return pool;
    }

    Port inside(Direction direction, TrafficMix mix) {
        return switch (options.traffic()) {
            case SUITE -> direction.seals() ? looping("net_pcap" + Captures.clearDevice(mix)) : plain("net_null0");
            case SINGLE -> direction.seals() ? looping("net_pcap0") : plain("net_null0");
            case SOAK -> looping("net_pcap0");
            case WORKERS -> throw oneWorker();
            case MEMIF -> plain("net_memif0");
        };
    }

    Port outside(Direction direction, TrafficMix mix) {
        return switch (options.traffic()) {
            case SUITE -> direction.opens() ? looping("net_pcap" + Captures.sealedDevice(mix)) : plain("net_null1");
            case SINGLE -> direction.opens() ? looping("net_pcap0") : plain("net_null1");
            case SOAK -> looping("net_pcap1");
            case WORKERS -> throw oneWorker();
            case MEMIF -> plain("net_memif1");
        };
    }

    private static IllegalStateException oneWorker() {
        return new IllegalStateException("with traffic for several workers each has ports of its own");
    }

    /**
     * Opens the device that plays what several workers are to do.
     *
     * @param play what that is; only once.
     * @return a queue for each worker.
     */
    List<DpdkPort> queues(Play play) {
        String device = "net_pcap" + WorkerCaptures.device(play.mix(), play.spread());
        List<DpdkPort> queues = DpdkPort.open(device, Network.MTU, pool, play.spread().workers());
        ports.put(device, queues.getFirst());
        if (queues.size() < play.spread().workers()) {
            throw new IllegalStateException(device + " has only " + queues.size() + " queues");
        }
        return queues;
    }

    /** {@return the device by which one of several workers sends} */
    Port sender(int worker) {
        return plain("net_null" + worker);
    }

    private Port looping(String device) {
        return ports.computeIfAbsent(device,
            name -> PartedPort.whole(DpdkPort.open(name, Network.MTU, pool),
                options.frames() > 0 ? options.frames() : Captures.FRAMES));
    }

    private Port plain(String device) {
        return ports.computeIfAbsent(device, name -> {
            DpdkPort port = DpdkPort.open(name, Network.MTU, pool);
            dpdkPorts.add(port);
            return port;
        });
    }

    @Override
    public void close() {
        ports.values().forEach(Port::close);
        pool.close();
    }
}
