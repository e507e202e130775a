package dev.narrows.bench.peer;

import dev.narrows.bench.gateway.Direction;
import dev.narrows.bench.process.EalMemory;
import dev.narrows.bench.traffic.Captures;
import dev.narrows.bench.traffic.TrafficMix;
import dev.narrows.crypto.Algorithm;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What all contenders of one comparison have in common.
 *
 * @param folder     for captures, configurations and logs.
 * @param direction  which way packets go.
 * @param mix        of which sizes.
 * @param algorithm  of the SAs.
 * @param workerCpu  where packets are processed.
 * @param controlCpu where the rest is done.
 */
public record Setting(
    Path folder, Direction direction, TrafficMix mix, Algorithm algorithm, int workerCpu, int controlCpu) {
    private static final int MEMORY_MB = 512;

    /** {@return EAL's arguments for every process} */
    static List<String> ealArguments() {
        List<String> arguments = new ArrayList<>(EalMemory.arguments(MEMORY_MB));
        arguments.addAll(List.of("--no-pci", "--no-telemetry"));
        return arguments;
    }

    /** {@return EAL's arguments for its two devices: A's side, then the peer's} */
    List<String> devices() {
        Captures captures = new Captures(folder);
        List<String> devices = new ArrayList<>();
        devices.add(direction.seals() ? Captures.device(0, captures.clear(mix)) : "--vdev=net_null0,no-rx=1");
        devices.add(
            direction.opens() ? Captures.device(1, captures.sealed(mix, algorithm)) : "--vdev=net_null1,no-rx=1");
        return devices;
    }

    /** {@return words for a log} */
    String label() {
        return direction.label() + "-" + mix.optionName() + "-" + algorithm.configName();
    }
}
