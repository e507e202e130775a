package dev.narrows.bench.traffic;

import dev.narrows.crypto.Algorithm;
import dev.narrows.crypto.CryptoEngine;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The captures that measurements play, the same ones for every gateway: in clear from A's side, and sealed from the
 * peer.
 * Each is for a port of its own, whose hardware address follows from its place among the devices of a process.
 */
public final class Captures {
    /**
     * Frames of a capture. A multiple of a burst, so that bursts never span its end, and of the mixes' lengths; few
     * enough to stay in a core's cache with 64 bytes and in the last cache with 1400.
     */
    public static final int FRAMES = 768;

    private static final List<TrafficMix> MIXES = List.of(TrafficMix.values());

    private final Path folder;

    /**
     * Captures in a folder.
     *
     * @param folder that is there.
     */
    public Captures(Path folder) {
        this.folder = folder;
    }

    /**
     * Writes the captures of all mixes.
     *
     * @param algorithm that seals.
     * @param engine    that computes it.
     * @throws IOException where that cannot be.
     */
    public void write(Algorithm algorithm, CryptoEngine engine) throws IOException {
        for (TrafficMix mix : MIXES) {
            List<Integer> sizes = mix.sizes(FRAMES);
            PcapFile.write(clear(mix), Frames.outbound(sizes, mac(clearDevice(mix)), Flows.USUAL));
            List<byte[]> inner = Frames.inbound(sizes, 0);
            PcapFile.write(sealed(mix, algorithm),
                EspFrames.seal(inner, mac(sealedDevice(mix)), engine, algorithm));
        }
    }

    /** {@return the file with a mix in clear} */
    public Path clear(TrafficMix mix) {
        return folder.resolve("clear-" + mix.optionName() + ".pcap");
    }

    /** {@return the file with a mix sealed} */
    public Path sealed(TrafficMix mix, Algorithm algorithm) {
        return folder.resolve(algorithm.configName() + "-" + mix.optionName() + ".pcap");
    }

    /** {@return the number of the device that plays a mix in clear} */
    public static int clearDevice(TrafficMix mix) {
        return MIXES.indexOf(mix);
    }

    /** {@return the number of the device that plays a mix sealed} */
    public static int sealedDevice(TrafficMix mix) {
        return MIXES.size() + MIXES.indexOf(mix);
    }

    /**
     * Tells EAL's arguments for a process that plays all of them.
     *
     * @param algorithm that seals.
     * @return a device for each capture, in the order of their numbers.
     */
    public List<String> devices(Algorithm algorithm) {
        List<String> devices = new ArrayList<>();
        for (TrafficMix mix : MIXES) {
            devices.add(device(clearDevice(mix), clear(mix)));
        }
        for (TrafficMix mix : MIXES) {
            devices.add(device(sealedDevice(mix), sealed(mix, algorithm)));
        }
        return devices;
    }

    /**
     * Tells EAL's argument for a device that plays a file over and over, and swallows what is sent.
     *
     * @param number of the device, the rest of its name being {@code net_pcap}.
     * @param file   what it plays.
     * @return the argument.
     */
    public static String device(int number, Path file) {
        return "--vdev=net_pcap" + number + ",rx_pcap=" + file + ",infinite_rx=1";
    }

    private static long mac(int device) {
        return Network.PCAP_MAC + device;
    }
}
