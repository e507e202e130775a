package dev.narrows.crypto;

import dev.narrows.ipsecmb.MessageBurst;
import dev.narrows.ipsecmb.Sha2;
import dev.narrows.packet.Raw;

/**
 * AES-CBC and HMACs for many packets in one native call, for the loops of the fast path. Packets of one kind, which is
 * a length of the AES key and a hash, go into a call together, whatever their SAs. Belongs to one worker.
 */
public final class HmacCalls {
    /** The most packets in a call. */
    public static final int CAPACITY = MessageBurst.CAPACITY;

    private static final int KEY_STEP = 16;
    private static final Sha2[] HASHES = {Sha2.SHA_256, Sha2.SHA_384, Sha2.SHA_512};

    private MessageBurst burst;

    /**
     * Learns where a transform's packets are worked on.
     *
     * @param direct the transform's, of the worker's own engine.
     * @return its kind, from 0.
     */
    public int learn(DirectHmac direct) {
        burst = direct.burst();
        int hash = 0;
        while (HASHES[hash] != direct.hash()) {
            hash++;
        }
        return direct.keyLength() / KEY_STEP * HASHES.length + hash;
    }

    /** {@return whether a kind encrypts} */
    public static boolean isEncrypting(int kind) {
        return kind >= HASHES.length;
    }

    private static int keyLength(int kind) {
        return kind / HASHES.length * KEY_STEP;
    }

    private static Sha2 hash(int kind) {
        return HASHES[kind % HASHES.length];
    }

    /**
     * Tells of a packet to encrypt. What stands in its first block becomes the IV of what follows.
     *
     * @param index  its place in the call, from 0.
     * @param key    address of the expanded key.
     * @param at     address of the first block.
     * @param length bytes with it, a multiple of 16.
     */
    public void encrypted(int index, long key, long at, long length) {
        burst.cipher(index, key, at, length, IpsecMbCbc.ZERO_IV);
    }

    /**
     * Tells of a packet to decrypt.
     *
     * @param index  its place in the call, from 0.
     * @param key    address of the expanded key.
     * @param at     address of the ciphertext; its IV stands before it.
     * @param length bytes of it, a multiple of 16 above 0.
     */
    public void decrypted(int index, long key, long at, long length) {
        burst.cipher(index, key, at, length, at - EspCbc.BLOCK_LENGTH);
    }

    /**
     * Tells of a packet whose ICV is to be computed.
     *
     * @param index  its place in the call, from 0.
     * @param key    address of what the key has made.
     * @param at     address of the first byte that the ICV is over.
     * @param length how many it is over.
     * @param icv    where it goes, or 0: to where {@link #isRight} looks for it.
     */
    public void hashed(int index, long key, long at, long length, long icv) {
        burst.hash(index, key, at, length, icv == 0 ? burst.tag(index) : icv);
    }

    /**
     * Encrypts the packets told, and computes the ICVs of what comes of it.
     *
     * @param kind  their kind.
     * @param count how many.
     */
    public void seal(int kind, int count) {
        if (isEncrypting(kind)) {
            burst.encrypt(count, keyLength(kind));
        }
        burst.compute(count, hash(kind));
    }

    /**
     * Computes ICVs of the packets told.
     *
     * @param kind  their kind.
     * @param count how many.
     */
    public void compute(int kind, int count) {
        burst.compute(count, hash(kind));
    }

    /**
     * Decrypts the packets told.
     *
     * @param kind  their kind, one that encrypts.
     * @param count how many.
     */
    public void decrypt(int kind, int count) {
        burst.decrypt(count, keyLength(kind));
    }

    /**
     * Compares a packet's ICV with the one computed, in constant time.
     *
     * @param index its place in the call.
     * @param icv   address of the ICV that it brought.
     * @param kind  its kind.
     * @return whether they are equal.
     */
    public boolean isRight(int index, long icv, int kind) {
        long computed = burst.tag(index);
        long difference = 0;
        for (int i = 0; i < hash(kind).tagLength(); i += Long.BYTES) {
            difference |= Raw.getLong(icv + i) ^ Raw.getLong(computed + i);
        }
        return difference == 0;
    }
}
