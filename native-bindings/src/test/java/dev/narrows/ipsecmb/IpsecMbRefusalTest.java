package dev.narrows.ipsecmb;

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

/** A library that is missing or unknown ends in one sentence; each in a process of its own. */
class IpsecMbRefusalTest {
    private static final String ADVICE =
        " (Debian 12: apt install libipsec-mb1, Debian 13: apt install libipsec-mb2).\n";

    @TempDir
    private Path directory;

    /** Opens the library. */
    static final class Open {
        private Open() {
        }

        public static void main(String[] args) {
            try {
                IpsecMb.open().close();
            } catch (IpsecMbException e) {
                System.out.println(e.getMessage());
            }
        }
    }

    @Test
    void shouldRefuseAnUnknownRelease() throws IOException, InterruptedException {
        CProgram.library(directory.resolve("libIPSec_MB.so.2"),
                "const char *imb_get_version_str(void) { return \"2.1.0\"; }\n");
        assertEquals("ipsec-mb 2.1.0 is installed, whose binary interface is not known: install release 2.0 or 1.3 "
            + "instead"
                + ADVICE, open());
    }

    @Test
    void shouldSayWhatToInstallWhenItIsMissing() throws IOException, InterruptedException {
        for (IpsecMbAbi abi : IpsecMbAbi.values()) {
            Files.writeString(directory.resolve(abi.soname()),
                    "this hides the library that may be installed\n".repeat(99));
        }
        assertEquals("ipsec-mb was not found: install release 2.0 or 1.3" + ADVICE, open());
    }

    private String open() throws IOException, InterruptedException {
        return ForkedJvm.run(Open.class, List.of(), Map.of("LD_LIBRARY_PATH", directory.toString())).output();
    }
}
