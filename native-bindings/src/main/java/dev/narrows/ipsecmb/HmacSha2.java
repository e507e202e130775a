package dev.narrows.ipsecmb;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import dev.narrows.foreign.NativeLibrary;
import dev.narrows.foreign.NativeMemory;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * HMAC-SHA-256-128, -384-192 and -512-256 (RFC 4868) under one key, one message a call. It holds what the key makes of
 * the hash's initial state, off the heap, wiped when it is closed. It works in the state of the library that made it:
 * one thread at a time may use all that one library has made of this kind, and none once the library is closed.
 *
 * <p>Nothing is checked, allocated or thrown: all addresses must be those of native memory that is long enough and
 * stays so.
 */
public final class HmacSha2 implements AutoCloseable {
    static final int NULL_CIPHER = 3;
    /** The inner state has this, and the outer one behind it. */
    static final int STATE_LENGTH = 64;
    private static final byte INNER_PAD = 0x36;
    private static final byte OUTER_PAD = 0x5c;

    /** {@code hash_one_block_t}, behind the function's own address. */
    private static final MethodHandle HASH_ONE_BLOCK =
            NativeLibrary.functionPointer(FunctionDescriptor.ofVoid(ADDRESS, ADDRESS));

    private final Arena arena = Arena.ofShared();
    private final Sha2 hash;
    private final MemorySegment memory;
    private final Manager manager;
    private final int algorithm;
    private final long job;

    HmacSha2(Sha2 hash, MemorySegment key, IpsecMbAbi abi, Manager manager) {
        this.hash = hash;
        this.manager = manager;
        algorithm = hash.hmacAlgorithm();
        long jobLength = ImbJob.layout(abi).byteSize();
        memory = arena.allocate(2 * STATE_LENGTH + jobLength, Long.SIZE);
        MemorySegment inner = memory.asSlice(0, STATE_LENGTH);
        MemorySegment outer = memory.asSlice(STATE_LENGTH, STATE_LENGTH);
        hashPaddedKey(key, INNER_PAD, inner);
        hashPaddedKey(key, OUTER_PAD, outer);
        job = memory.address() + 2 * STATE_LENGTH;
        long states = job + ImbJob.STATES;
        NativeMemory.putLong(states, inner.address());
        NativeMemory.putLong(states + Long.BYTES, outer.address());
        NativeMemory.putLong(job + ImbJob.TAG_LENGTH, hash.tagLength());
        NativeMemory.putInt(job + ImbJob.CIPHER_MODE, NULL_CIPHER);
        NativeMemory.putInt(job + ImbJob.HASH, algorithm);
    }

    /**
     * The first step of a hash of either kind (RFC 2104 2): the key, filled up with zeros, every byte XORed with a pad.
     */
    private void hashPaddedKey(MemorySegment key, byte pad, MemorySegment state) {
        try (Arena temporary = Arena.ofConfined()) {
            MemorySegment block = temporary.allocate(hash.blockLength(), Long.SIZE);
            block.copyFrom(key);
            for (int i = 0; i < hash.blockLength(); i++) {
                block.set(JAVA_BYTE, i, (byte)(block.get(JAVA_BYTE, i) ^ pad));
            }
            HASH_ONE_BLOCK.invokeExact(manager.function(hash.oneBlock()), block, state);
            block.fill((byte)0);
        } catch (Throwable e) {
            throw NativeLibrary.bindingBug(e);
        }
    }

    /**
     * Computes a tag.
     *
     * @param message where the message is
     * @param length  its length in bytes, 1 or more
     * @param tag     where the tag goes, {@link Sha2#tagLength()} bytes; the message may lie there too
     */
    public void compute(long message, long length, long tag) {
        NativeMemory.putLong(job + ImbJob.SOURCE, message);
        NativeMemory.putLong(job + ImbJob.HASH_LENGTH, length);
        NativeMemory.putLong(job + ImbJob.TAG, tag);
        manager.submitHash(job, 1, algorithm);
    }

    /** What {@link MessageBurst} takes as its key; invalid once this is closed. */
    public long address() {
        return memory.address();
    }

    /** Wipes and frees what the key has made. Closing again does nothing. */
    @Override
    public void close() {
        if (arena.scope().isAlive()) {
            memory.fill((byte)0);
            arena.close();
        }
    }

    /** Tells the algorithm and nothing else. */
    @Override
    public String toString() {
        return "HMAC-" + hash.name().replace('_', '-') + " key";
    }
}
