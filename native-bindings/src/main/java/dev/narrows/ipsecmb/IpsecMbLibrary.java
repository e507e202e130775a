package dev.narrows.ipsecmb;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.narrows.foreign.NativeLibrary;
import dev.narrows.foreign.NativeMemory;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/** The ipsec-mb that was found on this machine: its version, its binary interface, its exported functions. */
final class IpsecMbLibrary {
    private final IpsecMbAbi abi;
    private final String version;
    private final NativeLibrary symbols;

    private IpsecMbLibrary(IpsecMbAbi abi, String version, NativeLibrary symbols) {
        this.abi = abi;
        this.version = version;
        this.symbols = symbols;
    }

    /** Loads the library; throws {@link IpsecMbException} if there is none, or one whose layouts are not known. */
    static IpsecMbLibrary load() {
        for (IpsecMbAbi abi : IpsecMbAbi.values()) {
            Optional<NativeLibrary> found = NativeLibrary.open(abi.soname());
            if (found.isPresent()) {
                return checked(abi, found.get());
            }
        }
        throw new IpsecMbException("ipsec-mb was not found: install release " + IpsecMbAbi.releases()
                + " (Debian 12: apt install libipsec-mb1, Debian 13: apt install libipsec-mb2).");
    }

    private static IpsecMbLibrary checked(IpsecMbAbi abi, NativeLibrary symbols) {
        String version = versionOf(symbols);
        if (!abi.matches(version)) {
            throw new IpsecMbException("ipsec-mb " + version
                + " is installed, whose binary interface is not known: install "
                    + "release " + IpsecMbAbi.releases()
                    + " instead (Debian 12: apt install libipsec-mb1, Debian 13: apt install libipsec-mb2).");
        }
        return new IpsecMbLibrary(abi, version, symbols);
    }

    private static String versionOf(NativeLibrary symbols) {
        try {
            MemorySegment text = (MemorySegment)symbols
                    .function("imb_get_version_str", FunctionDescriptor.of(ADDRESS)).invokeExact();
            return NativeMemory.getString(text.address());
        } catch (Throwable e) {
            throw NativeLibrary.bindingBug(e);
        }
    }

    IpsecMbAbi abi() {
        return abi;
    }

    /** What {@code imb_get_version_str()} says, such as {@code 1.3.0}. */
    String version() {
        return version;
    }

    /** Returns the address of a manager, or {@code NULL} if there is no memory. */
    MemorySegment allocMbMgr() {
        try {
            return (MemorySegment)symbols.function("alloc_mb_mgr", FunctionDescriptor.of(ADDRESS, JAVA_LONG))
                    .invokeExact(0L);
        } catch (Throwable e) {
            throw NativeLibrary.bindingBug(e);
        }
    }

    /** Fills a manager with the functions that suit this CPU best. */
    void initMbMgrAuto(MemorySegment manager) {
        try {
            symbols.function("init_mb_mgr_auto", FunctionDescriptor.ofVoid(ADDRESS, ADDRESS))
                    .invokeExact(manager, MemorySegment.NULL);
        } catch (Throwable e) {
            throw NativeLibrary.bindingBug(e);
        }
    }

    /** Fills a manager with the functions for one instruction set, such as {@code avx2}. */
    void initMbMgr(MemorySegment manager, String architecture) {
        try {
            symbols.function("init_mb_mgr_" + architecture, FunctionDescriptor.ofVoid(ADDRESS)).invokeExact(manager);
        } catch (Throwable e) {
            throw NativeLibrary.bindingBug(e);
        }
    }

    void freeMbMgr(MemorySegment manager) {
        try {
            symbols.function("free_mb_mgr", FunctionDescriptor.ofVoid(ADDRESS)).invokeExact(manager);
        } catch (Throwable e) {
            throw NativeLibrary.bindingBug(e);
        }
    }
}
