package dev.narrows.ipsecmb;

import java.lang.foreign.MemorySegment;

/**
 * The library, opened: the functions that suit this CPU. It makes keys, which carry their functions, so that an
 * operation needs nothing else.
 *
 * <p>With AVX-512 the library hashes 8 or 16 messages and CBC-encrypts 16 at a time, and takes nearly as long for one
 * as for all. Where messages come one by one the functions for AVX2 are faster, the more so where the CPU has
 * instructions for SHA-256, which they use and those for AVX-512 do not.
 */
public final class IpsecMb implements AutoCloseable {
    private final IpsecMbLibrary library;
    private final Manager manager;
    private final Manager oneByOne;

    private IpsecMb(IpsecMbLibrary library, Manager manager, Manager oneByOne) {
        this.library = library;
        this.manager = manager;
        this.oneByOne = oneByOne;
    }

    /**
     * Opens the library.
     *
     * @throws IpsecMbException if it is not installed, is of an unknown release, or cannot work on this CPU
     */
    public static IpsecMb open() {
        IpsecMbLibrary library = IpsecMbLibrary.load();
        Manager manager = Manager.auto(library);
        if (!manager.architecture().equals("AVX512")) {
            return new IpsecMb(library, manager, manager);
        }
        try {
            return new IpsecMb(library, manager, Manager.of(library, "AVX2"));
        } catch (IpsecMbException e) {
            manager.free();
            throw e;
        }
    }

    /** Opens the library with all functions for one instruction set. */
    static IpsecMb open(String architecture) {
        IpsecMbLibrary library = IpsecMbLibrary.load();
        Manager manager = Manager.of(library, architecture);
        return new IpsecMb(library, manager, manager);
    }

    /** The library's version, such as {@code 1.3.0}. */
    public String version() {
        return library.version();
    }

    /** The instruction set that the library chose: {@code AVX512}, {@code AVX2} and so on. */
    public String architecture() {
        return manager.architecture();
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
        String prefix = "gcm" + bits;
        GcmKey expanded =
                new GcmKey(bits, library.abi(), manager.function(prefix + "_enc"), manager.function(prefix + "_dec"));
        AesGcm.expandKey(manager.function(prefix + "_pre"), key, expanded.memory());
        return expanded;
    }

    /**
     * Expands an AES-GMAC key.
     *
     * @param key as for {@link #expandKey}
     * @return the algorithm under this key, to be closed by the caller
     * @throws IllegalArgumentException if the key is of another length, or on the heap
     */
    public AesGmac aesGmac(MemorySegment key) {
        return new AesGmac(expandKey(key), manager);
    }

    /**
     * Expands an AES-CBC key.
     *
     * @param key the key's bytes, in native memory, 16 or 32 of them; the caller wipes them
     * @return the algorithm under this key, to be closed by the caller before this
     * @throws IllegalArgumentException if the key is of another length, or on the heap
     */
    public AesCbc aesCbc(MemorySegment key) {
        if (key.byteSize() != 16 && key.byteSize() != 32) {
            throw new IllegalArgumentException(
                    "an AES-CBC key has 128 or 256 bits here, not " + key.byteSize() * Byte.SIZE);
        }
        requireNative(key);
        return new AesCbc(key, library.abi(), oneByOne, manager);
    }

    /**
     * Takes an HMAC key.
     *
     * @param hash which hash it is for
     * @param key  the key's bytes, in native memory, {@link Sha2#keyLength()} of them; the caller wipes them
     * @return the algorithm under this key, to be closed by the caller before this
     * @throws IllegalArgumentException if the key is of another length, or on the heap
     */
    public HmacSha2 hmacSha2(Sha2 hash, MemorySegment key) {
        if (key.byteSize() != hash.keyLength()) {
            throw new IllegalArgumentException("a key of " + hash.tagLength() + "-byte HMAC tags has "
                    + hash.keyLength() * Byte.SIZE + " bits, not " + key.byteSize() * Byte.SIZE);
        }
        requireNative(key);
        return new HmacSha2(hash, key, library.abi(), oneByOne);
    }

    /**
     * Makes what works on many messages at a time, under keys that this has made.
     *
     * @return a burst, to be closed by the caller before this
     */
    public MessageBurst messageBurst() {
        return new MessageBurst(library.abi(), oneByOne, manager);
    }

    /**
     * Takes a ChaCha20-Poly1305 key.
     *
     * @param key the key's bytes, in native memory, {@link ChaCha20Poly1305#KEY_LENGTH} of them; copied, the caller
     *            wipes them
     * @return the algorithm under this key, to be closed by the caller
     * @throws IllegalArgumentException if the key is of another length, or on the heap
     */
    public ChaCha20Poly1305 chaCha20Poly1305(MemorySegment key) {
        if (key.byteSize() != ChaCha20Poly1305.KEY_LENGTH) {
            throw new IllegalArgumentException("a ChaCha20 key has 256 bits, not " + key.byteSize() * Byte.SIZE);
        }
        requireNative(key);
        String prefix = "chacha20_poly1305";
        return new ChaCha20Poly1305(key, manager.function(prefix + "_init"), manager.function(prefix + "_enc_update"),
                manager.function(prefix + "_dec_update"), manager.function(prefix + "_finalize"));
    }

    private static void requireNative(MemorySegment key) {
        if (!key.isNative()) {
            throw new IllegalArgumentException("a key is off the heap, where it can be wiped");
        }
    }

    /**
     * Frees what the library works in; keys of AES-GCM, AES-GMAC and ChaCha20-Poly1305 stay valid. Closing again does
     * nothing.
     */
    @Override
    public void close() {
        oneByOne.free();
        manager.free();
    }
}
