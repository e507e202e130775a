package dev.narrows.crypto;

import dev.narrows.ipsecmb.AesGcm;
import dev.narrows.ipsecmb.GcmKey;
import java.lang.foreign.MemorySegment;

/**
 * AES-GCM's native calls by address, for the loops of the fast path: the library's functions by the length of the key,
 * and the memory that they work in, as the first transform of each length brings them. Belongs to one worker.
 */
public final class GcmCalls {
    private static final int LENGTHS = 3;
    private static final int LEAST_BITS = 128;
    private static final int STEP_SHIFT = 6;

    private final MemorySegment[] encrypt = new MemorySegment[LENGTHS];
    private final MemorySegment[] decrypt = new MemorySegment[LENGTHS];
    private long context;
    private long keyLength;

    /**
     * Learns the functions that a transform calls.
     *
     * @param gcm the transform, of the worker's own engine.
     * @return the index of its functions.
     */
    public int learn(DirectGcm gcm) {
        int index = (gcm.keyBits() - LEAST_BITS) >>> STEP_SHIFT;
        encrypt[index] = gcm.encryptFunction();
        decrypt[index] = gcm.decryptFunction();
        context = gcm.context();
        keyLength = gcm.keyLength();
        return index;
    }

    /**
     * Brings what a packet needs of a key into the cache.
     *
     * @param key    address of the expanded key, of a transform that was learnt.
     * @param length the packet's bytes.
     */
    public void prefetch(long key, long length) {
        GcmKey.prefetch(key, keyLength, length);
    }

    /**
     * Encrypts in place, and writes the ICV behind what it encrypted.
     *
     * @param index     of the key's functions.
     * @param key       address of the expanded key.
     * @param at        address of what is to be encrypted.
     * @param length    its bytes.
     * @param nonce     address of the 12 bytes of nonce, written long before: the call loads them wider than they were
     *                  stored.
     * @param aad       address of the additional authenticated data.
     * @param aadLength their bytes.
     */
    public void encrypt(int index, long key, long at, long length, long nonce, long aad, int aadLength) {
        AesGcm.call(
            encrypt[index], key, context, at, at, length, nonce, aad, aadLength, at + length, AeadEsp.ICV_LENGTH);
    }

    /**
     * Decrypts in place and computes the ICV.
     *
     * @param index     of the key's functions.
     * @param key       address of the expanded key.
     * @param at        address of what is to be decrypted.
     * @param length    its bytes.
     * @param nonce     address of the 12 bytes of nonce.
     * @param aad       address of the additional authenticated data.
     * @param aadLength their bytes.
     * @param icv       receives the 16 bytes of the ICV, for the caller to compare.
     */
    public void decrypt(int index, long key, long at, long length, long nonce, long aad, int aadLength, long icv) {
        AesGcm.call(decrypt[index], key, context, at, at, length, nonce, aad, aadLength, icv, AeadEsp.ICV_LENGTH);
    }
}
