package dev.narrows.dpdk;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.narrows.foreign.CProgram;
import dev.narrows.foreign.ForkedJvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A DPDK that is missing or unknown ends in one sentence; each in a process of its own. */
class DpdkRefusalTest {
    @TempDir
    private Path directory;

    /** Starts EAL. */
    static final class Start {
        private Start() {
        }

        public static void main(String[] args) {
            try {
                Eal.init(List.of());
            } catch (DpdkException e) {
                System.out.println(e.getMessage());
            }
        }
    }

    @Test
    void shouldRefuseAnUnknownRelease() throws IOException, InterruptedException {
        CProgram.library(directory.resolve("librte_ethdev.so.25"),
                "const char *rte_version(void) { return \"DPDK 25.07.0\"; }\n");
        assertEquals("DPDK 25.07.0 is installed, whose binary interface is not known: install DPDK 24.11 or 22.11 "
            + "instead.\n",
                start());
    }

    @Test
    void shouldSayWhatToInstallWhenItIsMissing() throws IOException, InterruptedException {
        for (DpdkAbi abi : DpdkAbi.values()) {
            Files.writeString(directory.resolve("librte_ethdev.so." + abi.soVersion()),
                    "this hides the library that may be installed\n".repeat(99));
        }
        assertEquals("DPDK was not found: install release 24.11 or 22.11 (Debian: apt install dpdk) or put its "
                + "librte_*.so files on LD_LIBRARY_PATH.\n", start());
    }

    private String start() throws IOException, InterruptedException {
        return ForkedJvm.run(Start.class, List.of(), Map.of("LD_LIBRARY_PATH", directory.toString())).output();
    }
}
