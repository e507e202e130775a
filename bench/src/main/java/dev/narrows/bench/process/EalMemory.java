package dev.narrows.bench.process;

import java.util.List;

/**
 * Where the memory of DPDK's processes comes from: all of one run have theirs of one kind, or they could not be
 * compared.
 */
public final class EalMemory {
    /** The system property that is true where huge pages are to be used, which this machine has reserved. */
    public static final String HUGE = "narrows.bench.huge";

    private EalMemory() {
    }

    /**
     * Tells EAL's arguments for memory.
     *
     * @param megabytes how much.
     * @return for huge pages, without a file or a mount, where the property says so; else for ordinary ones. Several
     *     processes with these run on one machine.
     */
    public static List<String> arguments(int megabytes) {
        String size = Integer.toString(megabytes);
        return areHuge() ? List.of("--in-memory", "-m", size) : List.of("--no-huge", "-m", size, "--no-shconf");
    }

    /** {@return whether huge pages are used} */
    public static boolean areHuge() {
        return Boolean.getBoolean(HUGE);
    }
}
