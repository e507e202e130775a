package dev.narrows.ipsecmb;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.narrows.foreign.NativeLibrary;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * AES-GCM (NIST SP 800-38D) with a 96-bit IV, in one call, in place or not.
 *
 * <p>Nothing is checked, allocated or thrown: all addresses must be those of native memory that is long enough and
 * stays so. The library tells of no error.
 */
public final class AesGcm {
    /** Bytes in an IV. */
    public static final int IV_LENGTH = 12;

    /** {@code aes_gcm_enc_dec_t}, behind the function's own address. */
    private static final MethodHandle ENCRYPT_OR_DECRYPT = NativeLibrary.functionPointer(
            FunctionDescriptor.ofVoid(JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG,
                    JAVA_LONG, JAVA_LONG, JAVA_LONG),
            Linker.Option.critical(false));

    /** {@code aes_gcm_pre_t}, behind the function's own address. */
    private static final MethodHandle EXPAND_KEY =
            NativeLibrary.functionPointer(FunctionDescriptor.ofVoid(ADDRESS, ADDRESS));

    private AesGcm() {
    }

    /**
     * Encrypts and authenticates.
     *
     * @param key       whose
     * @param context   the address of the calling thread's {@link GcmContext}
     * @param out       where the ciphertext goes; may equal {@code in}
     * @param in        where the plaintext is
     * @param length    its length in bytes, 0 or more
     * @param iv        where the IV is, {@link #IV_LENGTH} bytes
     * @param aad       where the additional authenticated data is
     * @param aadLength its length in bytes, 0 or more
     * @param tag       where the tag goes
     * @param tagLength its length in bytes, 4 to 16
     */
    public static void encrypt(GcmKey key, long context, long out, long in, long length, long iv, long aad,
                               long aadLength, long tag, long tagLength) {
        call(key.encrypt(), key.address(), context, out, in, length, iv, aad, aadLength, tag, tagLength);
    }

    /**
     * Decrypts, and computes the tag. The caller compares it, in constant time, with the one that came, and uses the
     * plaintext only if they are equal.
     *
     * @param key       whose
     * @param context   the address of the calling thread's {@link GcmContext}
     * @param out       where the plaintext goes; may equal {@code in}
     * @param in        where the ciphertext is, without the tag
     * @param length    its length in bytes, 0 or more
     * @param iv        where the IV is, {@link #IV_LENGTH} bytes
     * @param aad       where the additional authenticated data is
     * @param aadLength its length in bytes, 0 or more
     * @param tag       where the computed tag goes: not where the received one is
     * @param tagLength its length in bytes, 4 to 16
     */
    public static void decrypt(GcmKey key, long context, long out, long in, long length, long iv, long aad,
                               long aadLength, long tag, long tagLength) {
        call(key.decrypt(), key.address(), context, out, in, length, iv, aad, aadLength, tag, tagLength);
    }

    /**
     * Calls a function by an expanded key's address.
     *
     * @param function  {@link GcmKey#encrypt()} or {@link GcmKey#decrypt()}
     * @param key       {@link GcmKey#address()} of a key of that length
     * @param context   as above, and so are the others
     * @param out       where the result goes
     * @param in        where the data are
     * @param length    their length in bytes
     * @param iv        where the IV is
     * @param aad       where the additional authenticated data is
     * @param aadLength its length in bytes
     * @param tag       where the tag goes
     * @param tagLength its length in bytes
     */
    public static void call(MemorySegment function, long key, long context, long out, long in, long length, long iv,
                             long aad, long aadLength, long tag, long tagLength) {
        try {
            ENCRYPT_OR_DECRYPT.invokeExact(function, key, context, out, in, length, iv, aad, aadLength, tag, tagLength);
        } catch (Throwable e) {
            throw NativeLibrary.bindingBug(e);
        }
    }

    /** Expands a key, with the library's function for its length. */
    static void expandKey(MemorySegment function, MemorySegment key, MemorySegment expanded) {
        try {
            EXPAND_KEY.invokeExact(function, key, expanded);
        } catch (Throwable e) {
            throw NativeLibrary.bindingBug(e);
        }
    }
}
