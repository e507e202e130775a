package dev.narrows.dpdk;

import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * The DPDK releases whose struct layouts are known and checked; each has a binary interface of its own.
 *
 * <p>The newest comes first, because that is the order in which they are looked for.
 */
public enum DpdkAbi {
    /** DPDK 24.11 LTS, as in Debian 13: {@code librte_*.so.25}. */
    DPDK_24_11("24.11", 25),
    /** DPDK 22.11 LTS, as in Debian 12: {@code librte_*.so.23}. */
    DPDK_22_11("22.11", 23);

    private final String release;
    private final int soVersion;

    DpdkAbi(String release, int soVersion) {
        this.release = release;
        this.soVersion = soVersion;
    }

    /** The release, year and month, such as {@code 22.11}. */
    public String release() {
        return release;
    }

    /** The number after {@code .so} in the file names of its libraries. */
    int soVersion() {
        return soVersion;
    }

    /** Whether what {@code rte_version()} returns, such as {@code DPDK 22.11.11}, is this release or a fix of it. */
    boolean matches(String version) {
        return version.equals("DPDK " + release) || version.startsWith("DPDK " + release + ".");
    }

    /** The releases in a sentence: "24.11 or 22.11". */
    static String releases() {
        return Arrays.stream(values()).map(DpdkAbi::release).collect(Collectors.joining(" or "));
    }
}
