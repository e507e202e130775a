package dev.narrows.ipsecmb;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.narrows.foreign.NativeLibrary;
import dev.narrows.foreign.NativeMemory;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.Locale;

/** One {@code IMB_MGR}: the functions for one instruction set, and the state that its functions for bursts work in. */
final class Manager {
    /** {@code submit_cipher_burst_t}, behind the function's own address. */
    private static final MethodHandle SUBMIT_CIPHER = NativeLibrary.functionPointer(
            FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT),
            Linker.Option.critical(false));

    /** {@code submit_hash_burst_t}, behind the function's own address. */
    private static final MethodHandle SUBMIT_HASH = NativeLibrary.functionPointer(
            FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_INT), Linker.Option.critical(false));

    private final IpsecMbLibrary library;
    private final MemorySegment memory;
    private final MemorySegment submitCipherBurst;
    private final MemorySegment submitHashBurst;
    private boolean freed;

    private Manager(IpsecMbLibrary library, MemorySegment memory) {
        this.library = library;
        this.memory = memory;
        submitCipherBurst = function("submit_cipher_burst_nocheck");
        submitHashBurst = function("submit_hash_burst_nocheck");
    }

    /** The functions that suit this CPU best, as the library sees it. */
    static Manager auto(IpsecMbLibrary library) {
        MemorySegment memory = allocate(library);
        library.initMbMgrAuto(memory);
        return checked(library, memory);
    }

    /**
     * The functions for an instruction set, such as {@code AVX2}; throws {@link IpsecMbException} if this CPU lacks it.
     */
    static Manager of(IpsecMbLibrary library, String architecture) {
        MemorySegment memory = allocate(library);
        library.initMbMgr(memory, architecture.toLowerCase(Locale.ROOT));
        return checked(library, memory);
    }

    private static MemorySegment allocate(IpsecMbLibrary library) {
        MemorySegment memory = library.allocMbMgr();
        if (memory.address() == 0) {
            throw new IpsecMbException("ipsec-mb " + library.version() + " has too little memory: free some.");
        }
        return memory;
    }

    private static Manager checked(IpsecMbLibrary library, MemorySegment memory) {
        int error = NativeMemory.getInt(memory.address() + ImbMgr.offset("imb_errno"));
        if (error != 0) {
            library.freeMbMgr(memory);
            throw new IpsecMbException("ipsec-mb " + library.version() + " does not work on this CPU (error " + error
                    + "): use the portable crypto engine.");
        }
        return new Manager(library, memory);
    }

    /** The instruction set. */
    String architecture() {
        return library.abi().architecture(NativeMemory.getInt(memory.address() + ImbMgr.offset("used_arch")));
    }

    /** The function that a field points to. */
    MemorySegment function(String field) {
        return MemorySegment.ofAddress(NativeMemory.getLong(memory.address() + ImbMgr.offset(field)));
    }

    /**
     * Encrypts or decrypts by AES-CBC.
     *
     * @param jobs      where the first job is, the others behind it
     * @param count     how many
     * @param direction {@link AesCbc#ENCRYPT} or {@link AesCbc#DECRYPT}
     * @param keyLength bytes of all their keys
     */
    void submitCipher(long jobs, int count, int direction, int keyLength) {
        int done;
        try {
            done = (int)SUBMIT_CIPHER.invokeExact(
                    submitCipherBurst, memory.address(), jobs, count, AesCbc.CBC, direction, keyLength);
        } catch (Throwable e) {
            throw NativeLibrary.bindingBug(e);
        }
        expect(count, done);
    }

    /**
     * Computes tags.
     *
     * @param jobs      where the first job is, the others behind it
     * @param count     how many
     * @param algorithm {@link Sha2#hmacAlgorithm()} of all their keys
     */
    void submitHash(long jobs, int count, int algorithm) {
        int done;
        try {
            done = (int)SUBMIT_HASH.invokeExact(submitHashBurst, memory.address(), jobs, count, algorithm);
        } catch (Throwable e) {
            throw NativeLibrary.bindingBug(e);
        }
        expect(count, done);
    }

    /** Throws if a burst has not been done as a whole, which only a bug in a binding can bring about. */
    private static void expect(int wanted, int done) {
        if (done != wanted) {
            throw new AssertionError("ipsec-mb has done " + done + " operations where " + wanted + " were wanted");
        }
    }

    /** Frees it. Freeing again does nothing. */
    void free() {
        if (!freed) {
            freed = true;
            library.freeMbMgr(memory);
        }
    }
}
