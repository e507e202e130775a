package dev.narrows.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.narrows.channel.EventRing;
import dev.narrows.explain.Rehearsal;
import dev.narrows.explain.Scene;
import dev.narrows.stats.WorkerCounters;
import dev.narrows.worker.WorkerLimits;
import dev.narrows.worker.WorkerMesh;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The flags that the launcher gives the gateway's JVM. */
final class ShippedFlagsTest {
    private static final Path LAUNCHER = Path.of("narrows");

    @Test
    void shouldLeaveRoomFor64WorkersThatReassembleTheLargestDatagrams() throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(System.getProperty("java.home") + "/bin/java"));
        command.addAll(flags());
        command.addAll(List.of("--add-opens", "java.base/jdk.internal.misc=ALL-UNNAMED", "-cp",
            System.getProperty("java.class.path"), Memory.class.getName()));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), output);
    }

    private static List<String> flags() throws IOException {
        String script = Files.readString(LAUNCHER);
        String array = script.substring(script.indexOf("\ngateway=("));
        List<String> flags = Arrays.stream(array.substring(0, array.indexOf("\n)")).split("\n"))
            .map(String::strip).filter(line -> line.startsWith("-")).flatMap(line -> Arrays.stream(line.split(" +")))
            .toList();
        assertTrue(flags.contains("-Xmx256m"), flags::toString);
        return flags;
    }

    /** Takes what 64 workers take, all at once. */
    static final class Memory {
        /** As much as may be configured: no IPv4 packet is longer. */
        private static final int LARGEST_DATAGRAM = 65535;
        private static final WorkerLimits LIMITS = new WorkerLimits(1, 1, WorkerAssembly.LEDGER_ENTRIES, 576,
            WorkerAssembly.REASSEMBLY_SLOTS, LARGEST_DATAGRAM, WorkerLimits.USUAL_FLOW_BITS);

        private Memory() {
        }

        /**
         * Runs in the JVM of the shipped flags.
         *
         * @param args none.
         */
        public static void main(String[] args) {
            List<Object> taken = new ArrayList<>(
                List.of(new WorkerMesh(WorkerMesh.MOST_WORKERS, Workers.RING_CAPACITY)));
            for (int worker = 0; worker < WorkerMesh.MOST_WORKERS; worker++) {
                taken.add(new EventRing(WorkerAssembly.EVENT_CAPACITY_BYTES, new WorkerCounters()));
                taken.add(new Rehearsal(new Scene(List.of(), List.of(), List.of(), List.of(), List.of(), List.of(),
                    LIMITS,
                    LIMITS.largestDatagram())));
            }
            System.out.println(taken.size());
        }
    }
}
