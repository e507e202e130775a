package dev.narrows.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.narrows.channel.EventRing;
import dev.narrows.pmtu.SentLedger;
import dev.narrows.stats.WorkerCounters;
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
    void shouldLeaveRoomForTheRingsOf64Workers() throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(System.getProperty("java.home") + "/bin/java"));
        command.addAll(flags());
        command.addAll(List.of("--add-opens", "java.base/jdk.internal.misc=ALL-UNNAMED", "-cp",
            System.getProperty("java.class.path"), Rings.class.getName()));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), output);
    }

    private static List<String> flags() throws IOException {
        String script = Files.readString(LAUNCHER);
        String array = script.substring(script.indexOf("\ngateway=("));
        List<String> flags = Arrays.stream(array.substring(0, array.indexOf("\n)")).split("\n"))
            .map(String::strip).filter(line -> line.startsWith("-")).flatMap(line -> Arrays.stream(line.split(" +"))).toList();
        assertTrue(flags.contains("-Xmx256m"), flags::toString);
        return flags;
    }

    /** Takes what 64 workers take outside the heap, but for reassembly, which is as large as is configured. */
    static final class Rings {
        private Rings() {
        }

        /**
         * Runs in the JVM of the shipped flags.
         *
         * @param args none.
         */
        public static void main(String[] args) {
            List<Object> taken = new ArrayList<>(List.of(new WorkerMesh(WorkerMesh.MOST_WORKERS, Workers.RING_CAPACITY)));
            for (int worker = 0; worker < WorkerMesh.MOST_WORKERS; worker++) {
                taken.add(new EventRing(WorkerAssembly.EVENT_CAPACITY_BYTES, new WorkerCounters()));
                taken.add(new SentLedger(WorkerAssembly.LEDGER_ENTRIES));
            }
            System.out.println(taken.size());
        }
    }
}
