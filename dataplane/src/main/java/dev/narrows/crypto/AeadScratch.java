package dev.narrows.crypto;

import static java.nio.ByteOrder.BIG_ENDIAN;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.function.Supplier;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * One cache line of native memory that an AEAD transform works in: the nonce, whose salt stays, the ICV that it
 * computes, and the additional authenticated data where those do not stand in the packet. Belongs to its transform.
 */
final class AeadScratch implements AutoCloseable {
    private static final int CACHE_LINE = 64;
    private static final int ICV_OFFSET = 16;
    private static final int AAD_OFFSET = 32;

    private final boolean implicitIv;
    private final boolean esn;
    private final Arena arena;
    private final MemorySegment memory;
    private final UnsafeBuffer buffer;

    /**
     * Scratch memory with a salt in it.
     *
     * @param algorithm whose scratch.
     * @param salt      copied.
     * @param esn       whether sequence numbers are extended (RFC 4303 2.2.1).
     * @param arenas    gives an arena that is then this scratch's own.
     */
    AeadScratch(Algorithm algorithm, MemorySegment salt, boolean esn, Supplier<Arena> arenas) {
        implicitIv = algorithm.ivLength() == 0;
        this.esn = esn;
        arena = arenas.get();
        memory = arena.allocate(CACHE_LINE, CACHE_LINE);
        memory.copyFrom(salt);
        buffer = new UnsafeBuffer(memory.address(), CACHE_LINE);
    }

    /**
     * Makes the nonce of a packet to be sealed, and writes its IV: the sequence number.
     *
     * @param packet    receives the IV, unless that is implicit.
     * @param espOffset where its ESP header stands.
     * @param sequence  its sequence number, all 64 bits.
     * @return the nonce's address.
     */
    long sealingNonce(UnsafeBuffer packet, int espOffset, long sequence) {
        buffer.putLong(AeadEsp.NONCE_IV_OFFSET, sequence, BIG_ENDIAN);
        if (!implicitIv) {
            packet.putLong(espOffset + AeadEsp.IV_OFFSET, sequence, BIG_ENDIAN);
        }
        return buffer.addressOffset();
    }

    /**
     * Makes the nonce of a packet to be opened.
     *
     * @param packet    holds the packet, which brings its IV, unless that is implicit.
     * @param espOffset where its ESP header stands.
     * @param sequence  its sequence number, all 64 bits.
     * @return the nonce's address.
     */
    long openingNonce(UnsafeBuffer packet, int espOffset, long sequence) {
        if (implicitIv) {
            buffer.putLong(AeadEsp.NONCE_IV_OFFSET, sequence, BIG_ENDIAN);
        } else {
            buffer.putLong(AeadEsp.NONCE_IV_OFFSET, packet.getLong(espOffset + AeadEsp.IV_OFFSET));
        }
        return buffer.addressOffset();
    }

    /**
     * Finds the additional authenticated data of a packet.
     *
     * @param packet    holds the packet.
     * @param espOffset where its ESP header stands.
     * @param sequence  its sequence number, all 64 bits.
     * @return their address: the ESP header's, or with extended sequence numbers one in this scratch.
     */
    long aad(UnsafeBuffer packet, int espOffset, long sequence) {
        if (!esn) {
            return packet.addressOffset() + espOffset;
        }
        buffer.putInt(AAD_OFFSET, packet.getInt(espOffset));
        buffer.putLong(AAD_OFFSET + AeadEsp.AAD_SEQUENCE_OFFSET, sequence, BIG_ENDIAN);
        return buffer.addressOffset() + AAD_OFFSET;
    }

    /** {@return the salt, as it stands at the nonce's start, in the machine's order} */
    int salt() {
        return buffer.getInt(0);
    }

    /** {@return whether sequence numbers are extended} */
    boolean isExtended() {
        return esn;
    }

    /** {@return the bytes of additional authenticated data} */
    int aadLength() {
        return esn ? AeadEsp.ESN_AAD_LENGTH : AeadEsp.AAD_LENGTH;
    }

    /** {@return the address where the computed ICV is to be written} */
    long icv() {
        return buffer.addressOffset() + ICV_OFFSET;
    }

    /**
     * Compares the computed ICV with the one that came, in constant time.
     *
     * @param packet    holds the packet.
     * @param icvOffset where its ICV stands.
     * @return whether they are equal.
     */
    boolean isIcvEqual(UnsafeBuffer packet, int icvOffset) {
        return ConstantTime.isEqual(buffer, ICV_OFFSET, packet, icvOffset, AeadEsp.ICV_LENGTH);
    }

    /** Brings it into the cache: the compiler must not leave out a volatile load, though nobody uses what it reads. */
    void prefetch() {
        buffer.getLongVolatile(ICV_OFFSET);
    }

    /** Wipes and frees it. Closing again does nothing. */
    @Override
    public void close() {
        if (arena.scope().isAlive()) {
            memory.fill((byte)0);
            arena.close();
        }
    }
}
