package dev.narrows.linux;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which CPUs are threads of one core, as the kernel tells in sysfs. */
public final class CpuTopology {
    private static final Path SYSFS = Path.of("/sys/devices/system/cpu");
    private static final Pattern RANGE = Pattern.compile("([0-9]{1,5})(?:-([0-9]{1,5}))?");

    private final Path directory;

    /** The topology of this machine. */
    public CpuTopology() {
        this(SYSFS);
    }

    CpuTopology(Path directory) {
        this.directory = directory;
    }

    /**
     * Tells which CPUs share a core.
     *
     * @param cpu from 0
     * @return that CPU and its siblings; only that one where the kernel does not tell
     */
    public BitSet coreOf(int cpu) {
        BitSet core;
        try {
            core = parse(Files.readString(directory.resolve("cpu" + cpu).resolve("topology/thread_siblings_list")));
        } catch (IOException e) {
            core = new BitSet();
        }
        core.set(cpu);
        return core;
    }

    /** Reads a list such as {@code 0-1,8}; what is none of its kind counts as nothing. */
    private static BitSet parse(String list) {
        BitSet cpus = new BitSet();
        for (String part : list.strip().split(",", -1)) {
            Matcher range = RANGE.matcher(part);
            if (range.matches()) {
                int from = Integer.parseInt(range.group(1));
                int to = range.group(2) == null ? from : Integer.parseInt(range.group(2));
                cpus.set(from, Math.max(from, to) + 1);
            }
        }
        return cpus;
    }
}
