package dev.narrows.bench.tester;

import dev.narrows.bench.process.CommandLoop;
import dev.narrows.bench.process.EalMemory;
import dev.narrows.bench.process.EalStart;
import dev.narrows.bench.traffic.Ends;
import dev.narrows.bench.traffic.Network;
import dev.narrows.bench.traffic.TrafficMix;
import dev.narrows.dpdk.DpdkException;
import dev.narrows.dpdk.DpdkThread;
import dev.narrows.dpdk.Eal;
import dev.narrows.linux.Affinity;
import dev.narrows.port.DpdkPool;
import dev.narrows.port.DpdkPort;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The main class of a process with a tester in it. Its arguments are a folder, a CPU, a mix, and the names of
 * gateways. It
 * obeys {@code trial GATEWAY RATE MILLIS}: packets are sent to the gateway of that number, counted from 0, at a rate in
 * packets a second, or as fast as it goes where that is 0. And {@code overload GATEWAY RATE MILLIS AFTER MILLIS}: at
 * one rate, then at another, of no more than {@link #MOST_NOTED} packets, watching when packets cease to be lost.
 */
public final class TesterProcess {
    /** How many packets there may be after an overload. */
    public static final int MOST_NOTED = Trial.TIMES;

    private static final int MEMORY_MB = 256;
    private static final int POOL = 16383;
    private static final int LARGEST_PACKET = 2048;
    private static final long NANOS_PER_MILLI = 1_000_000;

    private TesterProcess() {
    }

    /**
     * Tells the arguments of such a process.
     *
     * @param folder for sockets and logs.
     * @param cpu    where it runs.
     * @param mix    of the packets.
     * @param names  of the gateways.
     * @return its command line.
     */
    public static List<String> arguments(Path folder, int cpu, TrafficMix mix, List<String> names) {
        List<String> arguments = new ArrayList<>(
            List.of(folder.toString(), Integer.toString(cpu), mix.optionName()));
        arguments.addAll(names);
        return arguments;
    }

    /**
     * Runs until its standard input ends.
     *
     * @param args see {@link #arguments}.
     */
    public static void main(String[] args) {
        CommandLoop.main(() -> serve(Path.of(args[0]), Integer.parseInt(args[1]),
            TrafficMix.named(args[2]).orElseThrow(),
            List.of(args).subList(3, args.length)));
    }

    private static String obey(Trial trial, String... words) {
        double rate = Double.parseDouble(words[2]);
        long nanos = Long.parseLong(words[3]) * NANOS_PER_MILLI;
        return words[0].equals("overload")
            ? trial.overload(rate, nanos, Double.parseDouble(words[4]), Integer.parseInt(words[5]))
            : trial.run(rate, nanos);
    }

    private static DpdkPort open(String device, DpdkPool pool) {
        DpdkPort port = DpdkPort.open(device, Network.MTU, pool);
        try {
            // What the gateway sends is for a router that there is not.
            port.device().setPromiscuous(true);
        } catch (DpdkException e) {
            System.out.println(e.getMessage());
        }
        return port;
    }

    private static List<String> memif(Path folder, List<String> names) {
        List<String> eal = new ArrayList<>(EalMemory.arguments(MEMORY_MB));
        eal.add("--no-pci");
        eal.addAll(Ends.testerDevices(names.stream().map(name -> Ends.of(folder, name)).toList()));
        return eal;
    }

    private static void serve(Path folder, int cpu, TrafficMix mix, List<String> names)
        throws IOException, InterruptedException {
        Optional<ExternalGateway> external = ExternalGateway.named(names.getFirst());
        List<String> eal = new ArrayList<>(List.of("-l", Integer.toString(cpu), "--no-telemetry"));
        eal.addAll(external.map(ExternalGateway::ealArguments).orElseGet(() -> memif(folder, names)));
        EalStart.run(eal, folder.resolve("tester-eal.log"));
        Affinity.pin(cpu);
        DpdkThread.register();
        try (DpdkPool pool = new DpdkPool("tester", POOL, LARGEST_PACKET)) {
            List<Trial> trials = new ArrayList<>();
            List<DpdkPort> ports = new ArrayList<>();
            for (int i = 0; i < names.size(); i++) {
                int first = 2 * i;
                DpdkPort inside = open(external.map(ExternalGateway::inside).orElse("net_memif" + first), pool);
                DpdkPort outside = open(external.map(ExternalGateway::outside).orElse("net_memif" + (first + 1)), pool);
                ports.addAll(List.of(inside, outside));
                trials.add(new Trial(inside, outside, pool, external.isPresent()
                    ? Templates.copied(pool, mix, external.get().mac()) : Templates.reused(pool, mix,
                        Ends.INSIDE_MAC)));
            }
            CommandLoop.serve("ready " + Eal.version(), words -> obey(trials.get(Integer.parseInt(words[1])), words));
            ports.forEach(DpdkPort::close);
        }
        DpdkThread.unregister();
    }
}
