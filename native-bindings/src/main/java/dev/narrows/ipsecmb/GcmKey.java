package dev.narrows.ipsecmb;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * An AES-GCM key as the library wants it: expanded, off the heap, wiped when closed. Any number of threads may use it at once;
 * none may once it is closed.
 */
public final class GcmKey implements AutoCloseable {
    private final int bits;
    private final Arena arena = Arena.ofShared();
    private final MemorySegment memory;
    private final long address;
    private final MemorySegment encrypt;
    private final MemorySegment decrypt;

    GcmKey(int bits, IpsecMbAbi abi, MemorySegment encrypt, MemorySegment decrypt) {
        this.bits = bits;
        this.memory = arena.allocate(GcmKeyData.layout(abi));
        this.address = memory.address();
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

    long address() {
        return address;
    }

    /** The library's function for encryption with keys of this length. */
    MemorySegment encrypt() {
        return encrypt;
    }

    /** The library's function for decryption with keys of this length. */
    MemorySegment decrypt() {
        return decrypt;
    }

    /** Wipes and frees the key. Closing again does nothing. */
    @Override
    public void close() {
        if (arena.scope().isAlive()) {
            memory.fill((byte) 0);
            arena.close();
        }
    }

    /** Tells the length and nothing else. */
    @Override
    public String toString() {
        return "AES-" + bits + "-GCM key";
    }
}
