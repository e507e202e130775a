package dev.narrows.ipsecmb;

import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The library, or a test that is skipped, with the reason, where it is not installed. */
final class IpsecMbForTests {
    private IpsecMbForTests() {
    }

    static IpsecMbLibrary library() {
        try {
            return IpsecMbLibrary.load();
        } catch (IpsecMbException absent) {
            return abort(absent.getMessage());
        }
    }

    /** The instruction sets that the library has functions for and this CPU has; skips the test without the library. */
    static List<String> architectures() {
        IpsecMbAbi abi = library().abi();
        List<String> found = new ArrayList<>();
        for (int value = 0; !abi.architecture(value).equals("unknown"); value++) {
            String architecture = abi.architecture(value);
            if (!architecture.equals("none") && !architecture.equals("NOAESNI") && opens(architecture)) {
                found.add(architecture);
            }
        }
        return found;
    }

    /** The library jumps to nowhere where it is told to use AVX-512 and the CPU has none: it is not asked then. */
    private static boolean opens(String architecture) {
        if (architecture.startsWith("AVX512") && !hasAvx512()) {
            return false;
        }
        try {
            IpsecMb.open(architecture).close();
            return true;
        } catch (IpsecMbException thisCpuLacksIt) {
            return false;
        }
    }

    /** Whether the kernel lets programs use what the library's AVX-512 functions are made of. */
    private static boolean hasAvx512() {
        try (Stream<String> lines = Files.lines(Path.of("/proc/cpuinfo"))) {
            List<String> flags = lines.filter(line -> line.startsWith("flags")).findFirst()
                    .map(line -> List.of(line.split("\\s+", -1))).orElse(List.of());
            return flags.containsAll(List.of("avx512f", "avx512bw", "avx512vl", "avx512dq", "avx512cd"));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
