package dev.narrows.crypto;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.function.Supplier;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * What one SA's CBC IVs are made of. An IV must not be predictable (RFC 3602 3, CVE-2022-46397): it is the encryption
 * of a block that nobody has seen, under the packets' own key (NIST SP 800-38A, appendix C). The block is the sequence
 * number, which comes once, XORed into 128 secret random bits, which keep such a block from being met among the
 * plaintext: also somebody who chooses plaintext and sees every IV cannot make one up.
 *
 * <p>The random bits are drawn anew for each transform, so that after a restart the blocks are others too.
 */
final class CbcIvs implements AutoCloseable {
    private final Arena arena;
    private final MemorySegment memory;
    private final UnsafeBuffer mask;

    /**
     * Draws the secret.
     *
     * @param random from here, on the control plane's thread.
     * @param arenas gives an arena that is then this object's own.
     */
    CbcIvs(SecureRandom random, Supplier<Arena> arenas) {
        byte[] drawn = new byte[EspCbc.BLOCK_LENGTH];
        random.nextBytes(drawn);
        arena = arenas.get();
        memory = arena.allocate(EspCbc.BLOCK_LENGTH, Long.BYTES);
        MemorySegment.copy(drawn, 0, memory, ValueLayout.JAVA_BYTE, 0, drawn.length);
        Arrays.fill(drawn, (byte)0);
        mask = new UnsafeBuffer(memory.address(), EspCbc.BLOCK_LENGTH);
    }

    /**
     * Writes the block that becomes a packet's IV when it is encrypted.
     *
     * @param packet   holds the packet.
     * @param ivOffset where the IV goes.
     * @param sequence the packet's sequence number, all 64 bits.
     */
    void put(UnsafeBuffer packet, int ivOffset, long sequence) {
        packet.putLong(ivOffset, mask.getLong(0));
        packet.putLong(ivOffset + Long.BYTES, mask.getLong(Long.BYTES) ^ sequence);
    }

    /** {@return the address of the secret, invalid once this is closed} */
    long address() {
        return memory.address();
    }

    /** Wipes and frees the secret. Closing again does nothing. */
    @Override
    public void close() {
        if (arena.scope().isAlive()) {
            memory.fill((byte)0);
            arena.close();
        }
    }
}
