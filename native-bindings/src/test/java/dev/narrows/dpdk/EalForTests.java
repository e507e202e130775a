package dev.narrows.dpdk;

import static org.junit.jupiter.api.Assumptions.abort;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Starts EAL in this process with virtual devices, without hugepages, NICs or files. */
final class EalForTests {
    private static final List<String> BASE = List.of("-l", "0", "--no-huge", "-m", "128", "--no-shconf", "--no-pci",
            "--no-telemetry");

    private EalForTests() {
    }

    /** Skips the test, with the reason, where DPDK is not installed. */
    static void assumeInstalled() {
        try {
            Eal.version();
        } catch (DpdkException absent) {
            abort(absent.getMessage());
        }
    }

    /** The arguments that need nothing of the machine, and these devices. */
    static List<String> arguments(String... devices) {
        List<String> arguments = new ArrayList<>(BASE);
        for (String device : devices) {
            arguments.add("--vdev=" + device);
        }
        return arguments;
    }

    /** Starts EAL on a thread that ends afterwards, so that the test's own is not pinned. */
    static void start(Path log, String... devices) throws InterruptedException {
        assumeInstalled();
        List<DpdkException> failures = new ArrayList<>();
        Thread thread = new Thread(() -> {
            try {
                Eal.init(arguments(devices), log);
            } catch (DpdkException e) {
                failures.add(e);
            }
        });
        thread.start();
        thread.join();
        for (DpdkException failure : failures) {
            throw failure;
        }
    }
}
