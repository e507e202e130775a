package dev.narrows.dpdk;

import static java.lang.foreign.ValueLayout.ADDRESS;

import dev.narrows.foreign.NativeLibrary;
import dev.narrows.foreign.NativeMemory;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/**
 * The DPDK that was found on this machine: its version, its binary interface, its symbols.
 *
 * <p>{@code librte_ethdev} is what gets opened: it depends on all the other libraries that are needed (EAL, log, mbuf,
 * mempool), so their symbols are found through it.
 */
final class DpdkLibrary {
    private static DpdkLibrary loaded;

    private final DpdkAbi abi;
    private final String version;
    private final NativeLibrary symbols;

    private DpdkLibrary(DpdkAbi abi, String version, NativeLibrary symbols) {
        this.abi = abi;
        this.version = version;
        this.symbols = symbols;
    }

    /**
     * Loads DPDK, once in a process.
     *
     * @throws DpdkException if there is none, or one whose layouts are not known
     */
    static synchronized DpdkLibrary load() {
        if (loaded == null) {
            loaded = find();
        }
        return loaded;
    }

    private static DpdkLibrary find() {
        for (DpdkAbi abi : DpdkAbi.values()) {
            Optional<NativeLibrary> found = NativeLibrary.open("librte_ethdev.so." + abi.soVersion());
            if (found.isPresent()) {
                return checked(abi, found.get());
            }
        }
        throw new DpdkException("DPDK was not found: install release " + DpdkAbi.releases()
                + " (Debian: apt install dpdk) or put its librte_*.so files on LD_LIBRARY_PATH.");
    }

    private static DpdkLibrary checked(DpdkAbi abi, NativeLibrary symbols) {
        String version = versionOf(symbols);
        if (!abi.matches(version)) {
            throw new DpdkException(version + " is installed, whose binary interface is not known: install DPDK "
                    + DpdkAbi.releases() + " instead.");
        }
        return new DpdkLibrary(abi, version, symbols);
    }

    private static String versionOf(NativeLibrary symbols) {
        try {
            MemorySegment text = (MemorySegment)symbols.function("rte_version", FunctionDescriptor.of(ADDRESS))
                    .invokeExact();
            return NativeMemory.getString(text.address());
        } catch (Throwable e) {
            throw NativeLibrary.bindingBug(e);
        }
    }

    DpdkAbi abi() {
        return abi;
    }

    /** What {@code rte_version()} says, such as {@code DPDK 22.11.11}. */
    String version() {
        return version;
    }

    NativeLibrary symbols() {
        return symbols;
    }
}
