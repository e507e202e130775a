package dev.narrows.bench.gateway;

import dev.narrows.crypto.Algorithm;
import dev.narrows.crypto.EngineChoice;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What a {@link GatewayProcess} is told on its command line.
 *
 * @param folder     for the captures and EAL's log.
 * @param traffic    where its packets come from and go to.
 * @param algorithm  of its SAs.
 * @param engine     that computes it.
 * @param tunnels    how many it has.
 * @param frames     packets of the capture where it plays a single one.
 * @param largest    bytes of the largest frame, with ESP.
 * @param memory     for EAL, in MB.
 * @param workerCpus where its workers run, one each.
 * @param controlCpu the CPU of everything else.
 */
public record GatewayOptions(
    Path folder,
    Traffic traffic,
    Algorithm algorithm,
    EngineChoice engine,
    int tunnels,
    int frames,
    int largest,
    int memory,
    List<Integer> workerCpus,
    int controlCpu) {
    private static final int USUAL_MEMORY_MB = 512;

    /** Where packets come from and go to. */
    public enum Traffic {
        /** From the captures of all mixes, and nowhere. */
        SUITE,
        /** From one capture, {@code single.pcap}, and nowhere. */
        SINGLE,
        /** From the two captures of the soak, and nowhere. */
        SOAK,
        /** From captures for as many workers as there may be, and nowhere. */
        WORKERS,
        /** From a tester in another process, and to it, by shared memory. */
        MEMIF
    }

    /** Bytes of the largest frame where nothing else is said. */
    public static final int LARGEST = 2048;

    /**
     * The usual gateway: one tunnel, packets of any size.
     *
     * @param folder    for the captures and EAL's log.
     * @param traffic   where its packets come from and go to.
     * @param algorithm of its SAs.
     * @param engine    that computes it.
     * @param cpus      the workers', and that of everything else.
     * @return its options.
     */
    public static GatewayOptions usual(
        Path folder, Traffic traffic, Algorithm algorithm, EngineChoice engine, Cpus cpus) {
        return new GatewayOptions(
            folder, traffic, algorithm, engine, 1, 0, LARGEST, USUAL_MEMORY_MB, cpus.workers(), cpus.control());
    }

    /**
     * Where things run.
     *
     * @param workers where packets are processed, one CPU a worker.
     * @param control where everything else is done.
     */
    public record Cpus(List<Integer> workers, int control) {
    }

    /** {@return the options as a command line} */
    public List<String> arguments() {
        List<String> arguments = new ArrayList<>();
        arguments.add(folder.toString());
        arguments.add(traffic.name());
        arguments.add(algorithm.configName());
        arguments.add(engine.configName());
        for (int number : new int[] {tunnels, frames, largest, memory, controlCpu}) {
            arguments.add(Integer.toString(number));
        }
        workerCpus.forEach(cpu -> arguments.add(Integer.toString(cpu)));
        return arguments;
    }

    static GatewayOptions parse(String... arguments) {
        int i = 0;
        return new GatewayOptions(
            Path.of(arguments[i++]),
            Traffic.valueOf(arguments[i++]),
            Algorithm.named(arguments[i++]).orElseThrow(),
            EngineChoice.named(arguments[i++]).orElseThrow(),
            Integer.parseInt(arguments[i++]),
            Integer.parseInt(arguments[i++]),
            Integer.parseInt(arguments[i++]),
            Integer.parseInt(arguments[i++]),
            List.of(arguments).subList(i + 1, arguments.length).stream().map(Integer::valueOf).toList(),
            Integer.parseInt(arguments[i]));
    }

    /** {@return where the capture is that {@link Traffic#SOAK} plays from A's side} */
    public static Path soakClear(Path folder) {
        return folder.resolve("soak-clear.pcap");
    }

    /** {@return where the capture is that {@link Traffic#SOAK} plays from the unprotected side} */
    public static Path soakSealed(Path folder) {
        return folder.resolve("soak-sealed.pcap");
    }

    /** {@return where the capture is that {@link Traffic#SINGLE} plays} */
    public static Path single(Path folder) {
        return folder.resolve("single.pcap");
    }
}
