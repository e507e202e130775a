package dev.narrows.bench;

import dev.narrows.dpdk.DpdkException;
import dev.narrows.dpdk.Eal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What is to be known of the machine and its software, to tell one run's figures from another's.
 */
final class Machine {
    private Machine() {
    }

    static Map<String, String> facts(List<String> arguments) {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("time", ZonedDateTime.now(ZoneOffset.UTC).format(DateTimeFormatter.ISO_LOCAL_DATE_TIME) + "Z");
        facts.put("options", String.join(" ", arguments));
        facts.put("processor", field("/proc/cpuinfo", "model name") + ", " + Runtime.getRuntime().availableProcessors()
            + " of them usable");
        facts.put("caches", field("/proc/cpuinfo", "cache size") + " a core, as the kernel has it");
        facts.put("virtual machine", field("/proc/cpuinfo", "flags").contains("hypervisor") ? "yes" : "no");
        facts.put("memory", field("/proc/meminfo", "MemTotal") + ", huge pages "
            + field("/proc/meminfo", "HugePages_Total"));
        facts.put("kernel", System.getProperty("os.version"));
        facts.put("load before", firstLine("/proc/loadavg"));
        facts.put("Java", Runtime.version() + ", " + System.getProperty("java.vendor"));
        facts.put("DPDK", dpdk());
        return facts;
    }

    private static String dpdk() {
        try {
            return Eal.version();
        } catch (DpdkException e) {
            return "none: " + e.getMessage();
        }
    }

    private static String field(String file, String name) {
        try {
            for (String line : Files.readAllLines(Path.of(file))) {
                if (line.startsWith(name)) {
                    return line.substring(line.indexOf(':') + 1).strip();
                }
            }
            return "unknown";
        } catch (IOException e) {
            return "unknown";
        }
    }

    private static String firstLine(String file) {
        try {
            return Files.readAllLines(Path.of(file)).getFirst();
        } catch (IOException e) {
            return "unknown";
        }
    }
}
