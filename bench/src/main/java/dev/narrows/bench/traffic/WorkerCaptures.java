package dev.narrows.bench.traffic;

import dev.narrows.crypto.Algorithm;
import dev.narrows.crypto.CryptoEngine;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * The captures of one direction that gateways with several workers play: one for each queue of a device, and a device
 * for each mix and spread.
 */
public final class WorkerCaptures {
    /** Frames of a part of a capture, a multiple of a burst. */
    public static final int PART_FRAMES = Captures.FRAMES / Spread.PARTS;
    /** Frames of the captures that all devices together play. */
    public static final int ALL_FRAMES = TrafficMix.values().length * (1 + 2 + 2) * Captures.FRAMES;

    private static final List<TrafficMix> MIXES = List.of(TrafficMix.values());
    private static final List<Spread> SPREADS = List.of(Spread.values());

    private final Path folder;

    /**
     * Captures in a folder.
     *
     * @param folder that is there.
     */
    public WorkerCaptures(Path folder) {
        this.folder = folder;
    }

    /**
     * Writes them all.
     *
     * @param isSealing whether packets are to be sealed, or to be opened.
     * @param algorithm that seals.
     * @param engine    that computes it.
     * @throws IOException where that cannot be.
     */
    public void write(boolean isSealing, Algorithm algorithm, CryptoEngine engine) throws IOException {
        for (TrafficMix mix : MIXES) {
            for (Spread spread : SPREADS) {
                for (int queue = 0; queue < spread.workers(); queue++) {
                    PcapFile.write(file(mix, spread, queue), frames(isSealing, mix, spread, queue, algorithm, engine));
                }
            }
        }
    }

    private static List<byte[]> frames(boolean isSealing, TrafficMix mix, Spread spread, int queue, Algorithm algorithm,
        CryptoEngine engine) {
        long mac = Network.PCAP_MAC + device(mix, spread);
        List<byte[]> frames = new ArrayList<>();
        for (int part = 0; part < Spread.PARTS; part++) {
            List<Integer> tunnels = spread.tunnels(queue, part, isSealing);
            List<List<byte[]>> byTunnel = new ArrayList<>();
            for (int tunnel : tunnels) {
                List<Integer> sizes = mix.sizes(PART_FRAMES / tunnels.size());
                byTunnel.add(isSealing ? Frames.outbound(sizes, mac, Flows.ofTunnel(tunnel))
                    : EspFrames.seal(Frames.inbound(sizes, 0, Flows.ofTunnel(tunnel)), mac, engine, algorithm, tunnel));
            }
            frames.addAll(merge(byTunnel));
        }
        return frames;
    }

    /** In no order, but for each list's own. */
    static <T> List<T> merge(List<List<T>> lists) {
        List<Integer> turns = new ArrayList<>();
        for (int i = 0; i < lists.size(); i++) {
            turns.addAll(Collections.nCopies(lists.get(i).size(), i));
        }
        Collections.shuffle(turns, new Random(turns.size()));
        int[] next = new int[lists.size()];
        List<T> merged = new ArrayList<>();
        for (int turn : turns) {
            merged.add(lists.get(turn).get(next[turn]));
            next[turn]++;
        }
        return merged;
    }

    private Path file(TrafficMix mix, Spread spread, int queue) {
        return folder.resolve(mix.optionName() + "-" + spread.label() + "-" + queue + ".pcap");
    }

    /**
     * Tells the number of the device that plays something.
     *
     * @param mix    of the packets.
     * @param spread over workers.
     * @return the rest of its name being {@code net_pcap}.
     */
    public static int device(TrafficMix mix, Spread spread) {
        return MIXES.indexOf(mix) * SPREADS.size() + SPREADS.indexOf(spread);
    }

    /** {@return EAL's arguments: every device in the order of their numbers, with a queue for each worker} */
    public List<String> devices() {
        List<String> devices = new ArrayList<>();
        for (TrafficMix mix : MIXES) {
            for (Spread spread : SPREADS) {
                StringBuilder device = new StringBuilder("--vdev=net_pcap").append(devices.size());
                for (int queue = 0; queue < spread.workers(); queue++) {
                    device.append(",rx_pcap=").append(file(mix, spread, queue));
                }
                devices.add(device.append(",infinite_rx=1").toString());
            }
        }
        return devices;
    }
}
