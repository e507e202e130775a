package dev.narrows.ipsecmb;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.narrows.foreign.NativeLibrary;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * ChaCha20-Poly1305 (RFC 8439) under one key, in place or not. It holds a copy of the key, off the heap, and the state
 * of one operation, so that one thread at a time may use it; both are wiped when it is closed.
 *
 * <p>Nothing is checked, allocated or thrown by an operation: all addresses must be those of native memory that is long
 * enough and stays so. The library tells of no error.
 */
public final class ChaCha20Poly1305 implements AutoCloseable {
    /** Bytes in a key. */
    public static final int KEY_LENGTH = 32;
    /** Bytes in an IV, which RFC 8439 calls a nonce. */
    public static final int IV_LENGTH = 12;
    /** Bytes in a tag. */
    public static final int TAG_LENGTH = 16;

    /** {@code chacha_poly_init_t} and {@code chacha_poly_enc_dec_update_t}, behind the function's own address. */
    private static final MethodHandle INIT_OR_UPDATE = NativeLibrary.functionPointer(
            FunctionDescriptor.ofVoid(JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG),
            Linker.Option.critical(false));

    /** {@code chacha_poly_finalize_t}, behind the function's own address. */
    private static final MethodHandle FINALIZE = NativeLibrary.functionPointer(
            FunctionDescriptor.ofVoid(JAVA_LONG, JAVA_LONG, JAVA_LONG), Linker.Option.critical(false));

    private final Arena arena = Arena.ofShared();
    private final MemorySegment key;
    private final MemorySegment context;
    private final MemorySegment init;
    private final MemorySegment encryptUpdate;
    private final MemorySegment decryptUpdate;
    private final MemorySegment finalize;

    ChaCha20Poly1305(MemorySegment key, MemorySegment init, MemorySegment encryptUpdate, MemorySegment decryptUpdate,
                     MemorySegment finalize) {
        this.key = arena.allocate(KEY_LENGTH, Long.SIZE).copyFrom(key);
        this.context = arena.allocate(ChaChaContextData.layout());
        this.init = init;
        this.encryptUpdate = encryptUpdate;
        this.decryptUpdate = decryptUpdate;
        this.finalize = finalize;
    }

    /**
     * Encrypts and authenticates.
     *
     * @param out       where the ciphertext goes; may equal {@code in}
     * @param in        where the plaintext is
     * @param length    its length in bytes, 0 or more
     * @param iv        where the IV is, {@link #IV_LENGTH} bytes
     * @param aad       where the additional authenticated data is
     * @param aadLength its length in bytes, 0 or more
     * @param tag       where the tag goes, {@link #TAG_LENGTH} bytes
     */
    public void encrypt(long out, long in, long length, long iv, long aad, long aadLength, long tag) {
        call(encryptUpdate, out, in, length, iv, aad, aadLength, tag);
    }

    /**
     * Decrypts, and computes the tag. The caller compares it, in constant time, with the one that came, and uses the
     * plaintext only if they are equal.
     *
     * @param out       where the plaintext goes; may equal {@code in}
     * @param in        where the ciphertext is, without the tag
     * @param length    its length in bytes, 0 or more
     * @param iv        where the IV is, {@link #IV_LENGTH} bytes
     * @param aad       where the additional authenticated data is
     * @param aadLength its length in bytes, 0 or more
     * @param tag       where the computed tag goes, {@link #TAG_LENGTH} bytes: not where the received one is
     */
    public void decrypt(long out, long in, long length, long iv, long aad, long aadLength, long tag) {
        call(decryptUpdate, out, in, length, iv, aad, aadLength, tag);
    }

    private void call(MemorySegment update, long out, long in, long length, long iv, long aad, long aadLength,
        long tag) {
        long keyAddress = key.address();
        long state = context.address();
        try {
            INIT_OR_UPDATE.invokeExact(init, keyAddress, state, iv, aad, aadLength);
            INIT_OR_UPDATE.invokeExact(update, keyAddress, state, out, in, length);
            FINALIZE.invokeExact(finalize, state, tag, (long)TAG_LENGTH);
        } catch (Throwable e) {
            throw NativeLibrary.bindingBug(e);
        }
    }

    /** Wipes and frees key and state. Closing again does nothing. */
    @Override
    public void close() {
        if (arena.scope().isAlive()) {
            key.fill((byte)0);
            context.fill((byte)0);
            arena.close();
        }
    }

    /** Tells the algorithm and nothing else. */
    @Override
    public String toString() {
        return "ChaCha20-Poly1305 key";
    }
}
