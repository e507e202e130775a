package dev.narrows.ipsecmb;

import dev.narrows.foreign.NativeMemory;
import java.lang.foreign.MemorySegment;

/**
 * The library, opened: an {@code IMB_MGR} with the functions that it chose for this CPU. It makes keys; the keys carry the
 * functions, so that an operation needs nothing else.
 */
public final class IpsecMb implements AutoCloseable {
    private final IpsecMbLibrary library;
    private final MemorySegment manager;
    private boolean closed;

    private IpsecMb(IpsecMbLibrary library, MemorySegment manager) {
        this.library = library;
        this.manager = manager;
    }

    /**
     * Opens the library.
     *
     * @throws IpsecMbException if it is not installed, is of an unknown release, or cannot work on this CPU
     */
    public static IpsecMb open() {
        IpsecMbLibrary library = IpsecMbLibrary.load();
        MemorySegment manager = library.allocMbMgr();
        if (manager.address() == 0) {
            throw new IpsecMbException("ipsec-mb " + library.version() + " has too little memory: free some.");
        }
        library.initMbMgrAuto(manager);
        int error = NativeMemory.getInt(manager.address() + ImbMgr.offset("imb_errno"));
        if (error != 0) {
            library.freeMbMgr(manager);
            throw new IpsecMbException("ipsec-mb " + library.version() + " does not work on this CPU (error " + error
                    + "): use the portable crypto engine.");
        }
        return new IpsecMb(library, manager);
    }

    /** The library's version, such as {@code 1.3.0}. */
    public String version() {
        return library.version();
    }

    /** The instruction set that the library chose: {@code AVX512}, {@code AVX2} and so on. */
    public String architecture() {
        return library.abi().architecture(NativeMemory.getInt(manager.address() + ImbMgr.offset("used_arch")));
    }

    /**
     * Expands an AES-GCM key.
     *
     * @param key the key's bytes, in native memory, 16, 24 or 32 of them; the caller wipes them
     * @return the expanded key, to be closed by the caller
     * @throws IllegalArgumentException if the key is of another length, or on the heap
     */
    public GcmKey expandKey(MemorySegment key) {
        int bits = Math.toIntExact(key.byteSize() * Byte.SIZE);
        if (bits != 128 && bits != 192 && bits != 256) {
            throw new IllegalArgumentException("an AES key has 128, 192 or 256 bits, not " + bits);
        }
        requireNative(key);
        GcmKey expanded = new GcmKey(bits, library.abi(), function("gcm" + bits + "_enc"), function("gcm" + bits + "_dec"));
        AesGcm.expandKey(function("gcm" + bits + "_pre"), key, expanded.memory());
        return expanded;
    }

    /**
     * Takes a ChaCha20-Poly1305 key.
     *
     * @param key the key's bytes, in native memory, {@link ChaCha20Poly1305#KEY_LENGTH} of them; copied, the caller wipes them
     * @return the algorithm under this key, to be closed by the caller
     * @throws IllegalArgumentException if the key is of another length, or on the heap
     */
    public ChaCha20Poly1305 chaCha20Poly1305(MemorySegment key) {
        if (key.byteSize() != ChaCha20Poly1305.KEY_LENGTH) {
            throw new IllegalArgumentException("a ChaCha20 key has 256 bits, not " + key.byteSize() * Byte.SIZE);
        }
        requireNative(key);
        return new ChaCha20Poly1305(key, function("chacha20_poly1305_init"), function("chacha20_poly1305_enc_update"),
                function("chacha20_poly1305_dec_update"), function("chacha20_poly1305_finalize"));
    }

    private static void requireNative(MemorySegment key) {
        if (!key.isNative()) {
            throw new IllegalArgumentException("a key is off the heap, where it can be wiped");
        }
    }

    private MemorySegment function(String field) {
        return MemorySegment.ofAddress(NativeMemory.getLong(manager.address() + ImbMgr.offset(field)));
    }

    /** Frees the manager; keys that it has made stay valid. Closing again does nothing. */
    @Override
    public void close() {
        if (!closed) {
            closed = true;
            library.freeMbMgr(manager);
        }
    }
}
