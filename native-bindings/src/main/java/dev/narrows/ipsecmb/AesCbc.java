package dev.narrows.ipsecmb;

import static java.lang.foreign.ValueLayout.ADDRESS;

import dev.narrows.foreign.NativeLibrary;
import dev.narrows.foreign.NativeMemory;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * AES-CBC (NIST SP 800-38A) under one key, in place, one message a call. It holds the expanded key, off the heap, wiped
 * when it is closed. It works in the state of the library that made it: one thread at a time may use all that one
 * library has made of this kind, and none once the library is closed.
 *
 * <p>It hides and does not protect: what was changed on the way is for an HMAC to refuse, before it is decrypted.
 *
 * <p>Nothing is checked, allocated or thrown: all addresses must be those of native memory that is long enough and
 * stays so.
 */
public final class AesCbc implements AutoCloseable {
    /** Bytes in a block, and in an IV. */
    public static final int BLOCK_LENGTH = 16;

    static final int CBC = 1;
    static final int ENCRYPT = 1;
    static final int DECRYPT = 2;
    /** The key for encryption has this, and that for decryption behind it. */
    static final int EXPANDED_KEY_LENGTH = 15 * BLOCK_LENGTH;

    /** {@code keyexp_t}, behind the function's own address. */
    private static final MethodHandle EXPAND_KEY =
            NativeLibrary.functionPointer(FunctionDescriptor.ofVoid(ADDRESS, ADDRESS, ADDRESS));

    private final Arena arena = Arena.ofShared();
    private final MemorySegment memory;
    private final int keyLength;
    private final Manager encrypting;
    private final Manager decrypting;
    private final long job;

    AesCbc(MemorySegment key, IpsecMbAbi abi, Manager encrypting, Manager decrypting) {
        this.keyLength = Math.toIntExact(key.byteSize());
        this.encrypting = encrypting;
        this.decrypting = decrypting;
        long jobLength = ImbJob.layout(abi).byteSize();
        memory = arena.allocate(2 * EXPANDED_KEY_LENGTH + jobLength, Long.SIZE);
        MemorySegment encryptKey = memory.asSlice(0, EXPANDED_KEY_LENGTH);
        MemorySegment decryptKey = memory.asSlice(EXPANDED_KEY_LENGTH, EXPANDED_KEY_LENGTH);
        expand(encrypting.function("keyexp_" + keyLength * Byte.SIZE), key, encryptKey, decryptKey);
        job = memory.address() + 2 * EXPANDED_KEY_LENGTH;
        NativeMemory.putLong(job + ImbJob.ENCRYPT_KEY, encryptKey.address());
        NativeMemory.putLong(job + ImbJob.DECRYPT_KEY, decryptKey.address());
        NativeMemory.putLong(job + ImbJob.KEY_LENGTH, keyLength);
        NativeMemory.putLong(job + ImbJob.IV_LENGTH, BLOCK_LENGTH);
        NativeMemory.putInt(job + ImbJob.CIPHER_MODE, CBC);
    }

    private static void expand(MemorySegment function, MemorySegment key, MemorySegment encrypt,
        MemorySegment decrypt) {
        try {
            EXPAND_KEY.invokeExact(function, key, encrypt, decrypt);
        } catch (Throwable e) {
            throw NativeLibrary.bindingBug(e);
        }
    }

    /**
     * Encrypts in place.
     *
     * @param text   where the plaintext is
     * @param length its length in bytes, a multiple of {@link #BLOCK_LENGTH} above 0
     * @param iv     where the IV is, {@link #BLOCK_LENGTH} bytes
     */
    public void encrypt(long text, long length, long iv) {
        call(encrypting, ENCRYPT, text, length, iv);
    }

    /**
     * Decrypts in place.
     *
     * @param text   where the ciphertext is
     * @param length its length in bytes, a multiple of {@link #BLOCK_LENGTH} above 0
     * @param iv     where the IV is, {@link #BLOCK_LENGTH} bytes
     */
    public void decrypt(long text, long length, long iv) {
        call(decrypting, DECRYPT, text, length, iv);
    }

    private void call(Manager manager, int direction, long text, long length, long iv) {
        NativeMemory.putLong(job + ImbJob.SOURCE, text);
        NativeMemory.putLong(job + ImbJob.DESTINATION, text);
        NativeMemory.putLong(job + ImbJob.CIPHER_LENGTH, length);
        NativeMemory.putLong(job + ImbJob.IV, iv);
        manager.submitCipher(job, 1, direction, keyLength);
    }

    /** What {@link MessageBurst} takes as its key; invalid once this is closed. */
    public long address() {
        return memory.address();
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
        return "AES-" + keyLength * Byte.SIZE + "-CBC key";
    }
}
