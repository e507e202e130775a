package dev.narrows.bench.tester;

import dev.narrows.bench.process.CommandLoop;
import dev.narrows.bench.process.EalStart;
import dev.narrows.bench.traffic.Ends;
import dev.narrows.bench.traffic.Network;
import dev.narrows.bench.traffic.TrafficMix;
import dev.narrows.dpdk.DpdkThread;
import dev.narrows.dpdk.Eal;
import dev.narrows.linux.Affinity;
import dev.narrows.port.DpdkPool;
import dev.narrows.port.DpdkPort;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The main class of a process with a tester in it. Its arguments are a folder, a CPU, a mix, and the names of
 * gateways. It
 * obeys {@code trial GATEWAY RATE MILLIS}: packets are sent to the gateway of that number, counted from 0, at a rate in
 * packets a second, or as fast as it goes where that is 0.
 */
public final class TesterProcess {
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

    private static void serve(Path folder, int cpu, TrafficMix mix, List<String> names)
        throws IOException, InterruptedException {
        List<String> eal = new ArrayList<>(List.of("-l", Integer.toString(cpu), "--no-huge", "-m", "256", "--no-pci",
            "--no-shconf", "--no-telemetry"));
        eal.addAll(Ends.testerDevices(names.stream().map(name -> Ends.of(folder, name)).toList()));
        EalStart.run(eal, folder.resolve("tester-eal.log"));
        Affinity.pin(cpu);
        DpdkThread.register();
        try (DpdkPool pool = new DpdkPool("tester", POOL, LARGEST_PACKET)) {
            List<Trial> trials = new ArrayList<>();
            List<DpdkPort> ports = new ArrayList<>();
            for (int i = 0; i < names.size(); i++) {
                DpdkPort inside = DpdkPort.open("net_memif" + 2 * i, Network.MTU, pool);
                DpdkPort outside = DpdkPort.open("net_memif" + (2 * i + 1), Network.MTU, pool);
                ports.addAll(List.of(inside, outside));
                trials.add(new Trial(inside, outside, pool, new Templates(pool, mix, Ends.INSIDE_MAC)));
            }
            CommandLoop.serve("ready " + Eal.version(), words -> trials.get(Integer.parseInt(words[1]))
                .run(Double.parseDouble(words[2]), Long.parseLong(words[3]) * NANOS_PER_MILLI));
            ports.forEach(DpdkPort::close);
        }
        DpdkThread.unregister();
    }
}
