package dev.narrows.bench.gateway;

import dev.narrows.bench.traffic.Network;
import dev.narrows.bench.traffic.Spread;
import dev.narrows.bench.traffic.TestKey;
import dev.narrows.bench.traffic.WorkerCaptures;
import dev.narrows.channel.Command;
import dev.narrows.crypto.Algorithm;
import dev.narrows.crypto.CryptoEngine;
import dev.narrows.crypto.Transform;
import dev.narrows.packet.PacketPool;
import dev.narrows.port.Port;
import dev.narrows.stats.WorkerCounters;
import dev.narrows.wire.IpAddress;
import dev.narrows.worker.WorkerMesh;
import dev.narrows.worker.WorkerPlace;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Puts a gateway of several workers together as the product does: each has queues and a crypto engine of its own, and
 * SAs that no other has; packets that arrive at another than their SA's are handed over by the product's rings.
 */
final class SpreadGateway {
    /** As the product has it. */
    private static final int RING_CAPACITY = 1024;

    private final Play play;
    private final int workers;
    private final WorkerMesh mesh;
    private final List<Tunnels> tunnels = new ArrayList<>();
    private final List<Transform> transforms = new ArrayList<>();
    private final List<WorkerCounters> counters = new ArrayList<>();
    /** By the tunnel's number; null for a tunnel without packets. */
    private final PartSa[] inbound = new PartSa[Spread.TUNNELS];

    private SpreadGateway(Play play, List<CryptoEngine> engines, Algorithm algorithm) {
        this.play = play;
        workers = play.spread().workers();
        mesh = new WorkerMesh(workers, RING_CAPACITY);
        for (int number = 0; number < workers; number++) {
            tunnels.add(new Tunnels(
                Spread.TUNNELS, engines.get(number), algorithm, MeasuredWorker.LEASE, number, workers));
            transforms.add(TestKey.transform(engines.get(number), algorithm));
            counters.add(new WorkerCounters());
        }
        if (play.direction().opens()) {
            for (int queue = 0; queue < workers; queue++) {
                for (int part = 0; part < Spread.PARTS; part++) {
                    addInbound(used(queue, part));
                }
            }
        }
    }

    /**
     * Makes one.
     *
     * @param play      what it is to do, one way.
     * @param bed       has its queues.
     * @param pool      where packets come from.
     * @param engines   one for each worker.
     * @param algorithm of its SAs.
     * @return the gateway.
     */
    static MeasuredGateway of(
        Play play, TestBed bed, PacketPool pool, List<CryptoEngine> engines, Algorithm algorithm) {
        SpreadGateway assembly = new SpreadGateway(play, engines, algorithm);
        List<? extends Port> queues = bed.queues(play);
        List<MeasuredWorker> made = IntStream.range(0, assembly.workers)
            .mapToObj(number -> assembly.worker(number, queues.get(number), bed.sender(number), pool)).toList();
        return new MeasuredGateway(play.direction(), made,
            Stream.<AutoCloseable>concat(assembly.tunnels.stream(), assembly.transforms.stream()).toList());
    }

    private List<Integer> used(int queue, int part) {
        return play.spread().tunnels(queue, part, play.direction().seals());
    }

    private int opener(int tunnel) {
        return Spread.owner(tunnel, workers, false);
    }

    private void addInbound(List<Integer> used) {
        for (int tunnel : used) {
            int owner = opener(tunnel);
            Renewals renewals = new Renewals(
                tunnels.get(owner).get(tunnel), transforms.get(owner), Network.INBOUND_SPI + tunnel);
            inbound[tunnel] = new PartSa(renewals, WorkerCaptures.PART_FRAMES / used.size());
        }
    }

    private MeasuredWorker worker(int number, Port queue, Port sender, PacketPool pool) {
        List<Integer> owners =
            IntStream.range(0, Spread.TUNNELS).mapToObj(tunnel -> Spread.owner(tunnel, workers, true)).toList();
        WorkerPlace place = new WorkerPlace(number, mesh, tunnels.get(number).all(), owners);
        boolean opens = play.direction().opens();
        Port receiver = new PartedPort(queue, WorkerCaptures.PART_FRAMES, Spread.PARTS, gate(number));
        return new MeasuredWorker(place, opens ? sender : receiver, opens ? receiver : sender, pool,
            counters.get(number), tunnels.get(number), opens ? sasOf(number) : InboundSas.NONE, othersOf(number));
    }

    private Gate gate(int queue) {
        if (!play.direction().opens()) {
            return new FlightGate(counters);
        }
        return new SaGate(IntStream.range(0, Spread.PARTS)
            .mapToObj(part -> used(queue, part).stream().map(tunnel -> inbound[tunnel]).toList()).toList());
    }

    private InboundSas sasOf(int worker) {
        return new PartSas(IntStream.range(0, Spread.TUNNELS)
            .filter(tunnel -> inbound[tunnel] != null && opener(tunnel) == worker)
            .mapToObj(tunnel -> inbound[tunnel]).toList());
    }

    private List<Command> othersOf(int worker) {
        List<Command> commands = new ArrayList<>();
        for (int tunnel = 0; tunnel < Spread.TUNNELS; tunnel++) {
            int sealer = Spread.owner(tunnel, workers, true);
            if (sealer != worker) {
                int spi = Network.OUTBOUND_SPI + tunnel;
                IpAddress peer = IpAddress.ofIpv4(Network.OUTER_REMOTES + tunnel);
                commands.add(handler -> handler.onSetOutboundOwner(spi, peer, sealer));
            }
            int opener = opener(tunnel);
            if (opener != worker) {
                int spi = Network.INBOUND_SPI + tunnel;
                commands.add(handler -> handler.onSetInboundOwner(spi, opener));
            }
        }
        return commands;
    }
}
