package dev.narrows.ipsecmb;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;

/**
 * An AES-GCM key as the library wants it: expanded, off the heap, wiped when closed. Any number of threads may use it
 * at once; none may once it is closed.
 */
public final class GcmKey implements AutoCloseable {
    private static final long CACHE_LINE = 64;
    private static final long ROUND_KEYS_LENGTH = 240;
    private static final long LEAST_POWERS_LENGTH = 128;
    @SuppressWarnings("restricted")
    private static final MemorySegment ALL = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);
    private static final VarHandle BYTE = ValueLayout.JAVA_BYTE.varHandle();

    private final int bits;
    private final Arena arena = Arena.ofShared();
    private final MemorySegment memory;
    private final long address;
    private final long size;
    private final MemorySegment encrypt;
    private final MemorySegment decrypt;

    GcmKey(int bits, IpsecMbAbi abi, MemorySegment encrypt, MemorySegment decrypt) {
        this.bits = bits;
        this.memory = arena.allocate(GcmKeyData.layout(abi));
        this.address = memory.address();
        this.size = memory.byteSize();
        this.encrypt = encrypt;
        this.decrypt = decrypt;
    }

    /** The key's length: 128, 192 or 256. */
    public int bits() {
        return bits;
    }

    /** Where the expanded key goes. */
    MemorySegment memory() {
        return memory;
    }

    /** Where the expanded key is; invalid once this is closed. */
    public long address() {
        return address;
    }

    /** Bytes of the expanded key, the same for keys of all lengths. */
    public long length() {
        return size;
    }

    /** The library's function for encryption with keys of this length. */
    public MemorySegment encrypt() {
        return encrypt;
    }

    /** The library's function for decryption with keys of this length. */
    public MemorySegment decrypt() {
        return decrypt;
    }

    /**
     * Brings the parts of the expanded key into the cache that a packet needs: at the start the round keys, at the end
     * the powers of the hash key, the lowest last.
     *
     * @param length the packet's bytes to be encrypted or decrypted
     */
    public void prefetch(int length) {
        prefetch(address, size, length);
    }

    /**
     * The same of a key that is known by its address.
     *
     * @param key    where it is, see {@link #address()}
     * @param size   its {@link #length()}
     * @param length the packet's bytes to be encrypted or decrypted
     */
    public static void prefetch(long key, long size, long length) {
        long end = key + size - 1;
        touch(key);
        touch(key + CACHE_LINE);
        touch(key + 2 * CACHE_LINE);
        long wanted = Math.min(size - ROUND_KEYS_LENGTH, Math.max(length, LEAST_POWERS_LENGTH));
        for (long back = 0; back < wanted; back += CACHE_LINE) {
            touch(end - back);
        }
    }

    /**
     * The segment of all memory has no session to look up. The compiler must not leave out a volatile load, though
     * nobody uses what it reads.
     */
    private static void touch(long address) {
        BYTE.getVolatile(ALL, address);
    }

    /** Wipes and frees the key. Closing again does nothing. */
    @Override
    public void close() {
        if (arena.scope().isAlive()) {
            memory.fill((byte)0);
            arena.close();
        }
    }

    /** Tells the length and nothing else. */
    @Override
    public String toString() {
        return "AES-" + bits + "-GCM key";
    }
}
