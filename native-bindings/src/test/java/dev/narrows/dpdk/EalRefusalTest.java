package dev.narrows.dpdk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.narrows.foreign.ForkedJvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What goes wrong when EAL starts must end in one clear sentence, never in a crash; each in a process of its own. */
class EalRefusalTest {
    @TempDir
    private Path directory;

    /** Starts EAL, with its log in the file that is the first argument, tries again, and looks for a device. */
    static final class Start {
        private Start() {
        }

        public static void main(String[] args) {
            List<Runnable> steps = List.of(
                    () -> Eal.init(List.of(args).subList(1, args.length), Path.of(args[0])),
                    () -> Eal.init(List.of(), Path.of(args[0])),
                    () -> EthPort.byName("net_af_packet0"));
            for (Runnable step : steps) {
                try {
                    step.run();
                } catch (DpdkException e) {
                    System.out.println("message: " + e.getMessage());
                }
            }
        }
    }

    /** Uses what needs EAL without it. */
    static final class WithoutEal {
        private WithoutEal() {
        }

        public static void main(String[] args) {
            List<Runnable> uses = List.of(EthPort::count, () -> EthPort.byName("net_null0"), DpdkThread::register,
                    DpdkThread::lcoreId, DpdkThread::unregister, Eal::cleanup,
                    () -> PktmbufPool.create("p", 31, 0, 2048, 0).close());
            for (Runnable use : uses) {
                try {
                    use.run();
                } catch (DpdkException e) {
                    System.out.println(e.getMessage());
                }
            }
        }
    }

    @BeforeEach
    void needsDpdk() {
        EalForTests.assumeInstalled();
    }

    @Test
    void shouldRefuseUnknownArguments() throws IOException, InterruptedException {
        String output = refusal(EalForTests.arguments(), "--no-such-option");
        assertTrue(output.contains(
            "--no-such-option: Invalid argument; correct the argument that its log names (the log: "
                + log()), output);
        assertTrue(output.contains("starts only once in a process and was tried before"), output);
    }

    @Test
    void shouldRefuseCpusThatAreNotThere() throws IOException, InterruptedException {
        String output = refusal(List.of("--no-huge", "-m", "64", "--no-shconf", "--no-pci", "--no-telemetry"), "-l",
                "127");
        assertTrue(output.contains("message: DPDK's EAL did not start with "), output);
        assertTrue(Files.readString(log()).contains("127"), "the log tells more");
    }

    @Test
    void shouldRefuseDevicesThatCannotBeMade() throws IOException, InterruptedException {
        String output = refusal(EalForTests.arguments(), "--vdev=net_af_packet0,iface=narrows-none");
        assertTrue(output.contains("message: DPDK has no device net_af_packet0: it has none at all"), output);
        assertTrue(output.contains("EAL's log, in " + log() + ","), output);
        assertTrue(Files.readString(log()).contains("net_af_packet0"), Files.readString(log()));
    }

    @Test
    void shouldRefuseALogThatCannotBeWritten() throws IOException, InterruptedException {
        ForkedJvm.Result result = ForkedJvm.run(Start.class, List.of(directory.resolve("absent/eal.log").toString(),
                "-l", "0"));
        assertEquals(0, result.exitCode(), result.output());
        assertTrue(result.output().contains("absent/eal.log cannot be opened: No such file or directory; choose"),
                result.output());
    }

    @Test
    void shouldSayThatEalIsNotRunning() throws IOException, InterruptedException {
        ForkedJvm.Result result = ForkedJvm.run(WithoutEal.class, List.of());
        assertEquals(0, result.exitCode(), result.output());
        assertEquals("DPDK's EAL is not running: call Eal.init first.\n".repeat(7), result.output());
    }

    private String refusal(List<String> arguments, String... more) throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(List.of(log().toString()));
        all.addAll(arguments);
        all.addAll(List.of(more));
        ForkedJvm.Result result = ForkedJvm.run(Start.class, all);
        assertEquals(0, result.exitCode(), result.output());
        return result.output();
    }

    private Path log() {
        return directory.resolve("eal.log");
    }
}
