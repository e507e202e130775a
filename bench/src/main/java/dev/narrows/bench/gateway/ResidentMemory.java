package dev.narrows.bench.gateway;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The memory that this process has, by the kernel.
 */
final class ResidentMemory {
    private static final Pattern RESIDENT = Pattern.compile("VmRSS:\\s+([0-9]+) kB");
    private static final long KILO = 1024;

    private ResidentMemory() {
    }

    /** {@return bytes, or 0 where the kernel does not say} */
    static long bytes() {
        try {
            Matcher matcher = RESIDENT.matcher(Files.readString(Path.of("/proc/self/status")));
            return matcher.find() ? Long.parseLong(matcher.group(1)) * KILO : 0;
        } catch (IOException e) {
            return 0;
        }
    }
}
