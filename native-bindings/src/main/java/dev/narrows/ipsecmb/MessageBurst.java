package dev.narrows.ipsecmb;

import dev.narrows.foreign.NativeMemory;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * AES-CBC and HMAC-SHA-2 over many messages, each under a key of its own, in one call for all of them: the library
 * encrypts and hashes 4 to 16 at a time. First each message is told, by {@link #cipher} or {@link #hash}; then all of
 * them are worked on. Messages keep their places: nothing depends on the order in which the library finishes.
 *
 * <p>Keys are addresses, of {@link AesCbc#address()} and {@link HmacSha2#address()}, and must be alive until the work
 * is done. It works in the state of the library that made it: one thread at a time may use all that one library has
 * made of these kinds, and none once the library is closed.
 *
 * <p>Nothing is checked, allocated or thrown: all addresses must be those of native memory that is long enough and
 * stays so.
 */
public final class MessageBurst implements AutoCloseable {
    /** The most messages. */
    public static final int CAPACITY = 32;

    /** What the functions for AVX2 encrypt at a time: of more, those for AVX-512 do 16 in the same time. */
    private static final int CIPHER_LANES = 8;

    private static final int TAG_ROOM = 64;

    private final Arena arena = Arena.ofShared();
    private final Manager few;
    private final Manager many;
    private final long jobLength;
    private final MemorySegment memory;
    private final long cipherJobs;
    private final long hashJobs;
    private final long tags;

    /**
     * A burst of no messages.
     *
     * @param abi  the library's.
     * @param few  the functions for a few messages.
     * @param many those for many.
     */
    MessageBurst(IpsecMbAbi abi, Manager few, Manager many) {
        this.few = few;
        this.many = many;
        jobLength = ImbJob.layout(abi).byteSize();
        memory = arena.allocate(CAPACITY * (2 * jobLength + TAG_ROOM), Long.SIZE);
        tags = memory.address();
        cipherJobs = tags + CAPACITY * TAG_ROOM;
        hashJobs = cipherJobs + CAPACITY * jobLength;
        for (int i = 0; i < CAPACITY; i++) {
            NativeMemory.putLong(cipherJob(i) + ImbJob.IV_LENGTH, AesCbc.BLOCK_LENGTH);
            NativeMemory.putInt(cipherJob(i) + ImbJob.CIPHER_MODE, AesCbc.CBC);
            NativeMemory.putInt(hashJob(i) + ImbJob.CIPHER_MODE, HmacSha2.NULL_CIPHER);
        }
    }

    private long cipherJob(int index) {
        return cipherJobs + index * jobLength;
    }

    private long hashJob(int index) {
        return hashJobs + index * jobLength;
    }

    /**
     * Tells what is to be encrypted or decrypted, in place.
     *
     * @param index  the message's, from 0
     * @param key    its key's address
     * @param text   where it is
     * @param length its length in bytes, a multiple of {@link AesCbc#BLOCK_LENGTH} above 0
     * @param iv     where its IV is, {@link AesCbc#BLOCK_LENGTH} bytes
     */
    public void cipher(int index, long key, long text, long length, long iv) {
        long job = cipherJob(index);
        NativeMemory.putLong(job + ImbJob.ENCRYPT_KEY, key);
        NativeMemory.putLong(job + ImbJob.DECRYPT_KEY, key + AesCbc.EXPANDED_KEY_LENGTH);
        NativeMemory.putLong(job + ImbJob.SOURCE, text);
        NativeMemory.putLong(job + ImbJob.DESTINATION, text);
        NativeMemory.putLong(job + ImbJob.CIPHER_LENGTH, length);
        NativeMemory.putLong(job + ImbJob.IV, iv);
    }

    /**
     * Tells what is to be hashed.
     *
     * @param index   the message's, from 0
     * @param key     its key's address
     * @param message where it is
     * @param length  its length in bytes, 1 or more
     * @param tag     where its tag goes, {@link Sha2#tagLength()} bytes; the message may lie there too
     */
    public void hash(int index, long key, long message, long length, long tag) {
        long job = hashJob(index);
        NativeMemory.putLong(job + ImbJob.STATES, key);
        NativeMemory.putLong(job + ImbJob.STATES + Long.BYTES, key + HmacSha2.STATE_LENGTH);
        NativeMemory.putLong(job + ImbJob.SOURCE, message);
        NativeMemory.putLong(job + ImbJob.HASH_LENGTH, length);
        NativeMemory.putLong(job + ImbJob.TAG, tag);
    }

    /** {@return where a message's tag may go, {@link Sha2#tagLength()} bytes of this object's own} */
    public long tag(int index) {
        return tags + (long)index * TAG_ROOM;
    }

    /**
     * Encrypts the messages told.
     *
     * @param count     how many, from 0 to {@link #CAPACITY}
     * @param keyLength bytes of all their keys, 16 or 32
     */
    public void encrypt(int count, int keyLength) {
        submitCipher(count > CIPHER_LANES ? many : few, count, AesCbc.ENCRYPT, keyLength);
    }

    /**
     * Decrypts the messages told.
     *
     * @param count     how many, from 0 to {@link #CAPACITY}
     * @param keyLength bytes of all their keys, 16 or 32
     */
    public void decrypt(int count, int keyLength) {
        submitCipher(many, count, AesCbc.DECRYPT, keyLength);
    }

    private void submitCipher(Manager manager, int count, int direction, int keyLength) {
        for (int i = 0; i < count; i++) {
            NativeMemory.putLong(cipherJob(i) + ImbJob.KEY_LENGTH, keyLength);
        }
        manager.submitCipher(cipherJobs, count, direction, keyLength);
    }

    /**
     * Computes the tags of the messages told.
     *
     * @param count how many, from 0 to {@link #CAPACITY}
     * @param sha2  the hash of all their keys
     */
    public void compute(int count, Sha2 sha2) {
        int algorithm = sha2.hmacAlgorithm();
        for (int i = 0; i < count; i++) {
            NativeMemory.putLong(hashJob(i) + ImbJob.TAG_LENGTH, sha2.tagLength());
            NativeMemory.putInt(hashJob(i) + ImbJob.HASH, algorithm);
        }
        Manager manager = count > sha2.lanes() ? many : few;
        manager.submitHash(hashJobs, count, algorithm);
    }

    /** Wipes the tags, and frees what this works in. Closing again does nothing. */
    @Override
    public void close() {
        if (arena.scope().isAlive()) {
            memory.fill((byte)0);
            arena.close();
        }
    }
}
