package dev.narrows.bench.gateway;

import dev.narrows.bench.traffic.TestKey;
import dev.narrows.bench.traffic.TrafficMix;
import dev.narrows.crypto.Algorithm;
import dev.narrows.crypto.CryptoEngine;
import dev.narrows.crypto.DirectGcm;
import dev.narrows.crypto.GcmCalls;
import dev.narrows.crypto.Transform;
import dev.narrows.packet.Raw;
import java.lang.foreign.Arena;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The limit that AES-GCM's calls set where none of them waits for what was written just before: packets of a burst have
 * memory of their own, and one pass writes all their sequence numbers, IVs and nonces (RFC 4106 4), the next seals.
 */
final class CryptoPasses implements SealingLoop {
    private static final int BURST = 32;
    private static final int LINE = 64;
    /** From one packet to the next, as in DPDK's pools: descriptor, headroom, room for 2048 bytes. */
    private static final int STRIDE = 128 + 128 + 2048;
    /** Where a payload begins, behind headroom and Ethernet header. */
    private static final int PAYLOAD = 128 + 128 + 14;
    private static final int IV = 8;
    private static final int ESP = 8;
    private static final int SALT = 4;

    private final Arena arena = Arena.ofShared();
    private final long packets = arena.allocate((long)BURST * STRIDE, LINE).address();
    private final long nonces = arena.allocate((long)BURST * LINE, LINE).address();
    private final Transform transform;
    private final GcmCalls calls = new GcmCalls();
    private final int function;
    private final long key;
    private final int salt;
    private final int[] lengths;
    private int next;
    private long sequence;
    private volatile long sealed;

    /**
     * A loop.
     *
     * @param engine    whose transforms allow direct calls.
     * @param algorithm AES-GCM with an IV in the packet.
     * @param mix       of the packets.
     * @param packets   how many lengths there are before they come again, a multiple of the burst.
     */
    CryptoPasses(CryptoEngine engine, Algorithm algorithm, TrafficMix mix, int packets) {
        transform = TestKey.transform(engine, algorithm);
        DirectGcm gcm = transform.directGcm();
        function = calls.learn(gcm);
        key = gcm.keyAddress();
        salt = gcm.salt();
        lengths = SealingLoop.lengths(algorithm, mix, packets);
    }

    @Override
    public void run() {
        long at = packets + PAYLOAD;
        long nonce = nonces;
        for (int i = 0; i < BURST; i++) {
            long iv = Long.reverseBytes(++sequence);
            Raw.putInt(at - IV - Integer.BYTES, (int)(iv >>> Integer.SIZE));
            Raw.putLong(at - IV, iv);
            Raw.putInt(nonce, salt);
            Raw.putLong(nonce + SALT, iv);
            at += STRIDE;
            nonce += LINE;
        }
        at = packets + PAYLOAD;
        nonce = nonces;
        for (int i = 0; i < BURST; i++) {
            calls.encrypt(function, key, at, lengths[next + i], nonce, at - IV - ESP, ESP);
            at += STRIDE;
            nonce += LINE;
        }
        next = next + BURST == lengths.length ? 0 : next + BURST;
        sealed = sequence;
    }

    @Override
    public long sealed() {
        return sealed;
    }

    /**
     * Tells where a packet lies that the last round sealed.
     *
     * @param place in the burst, from 0.
     * @return from its ESP header on.
     */
    UnsafeBuffer packet(int place) {
        return new UnsafeBuffer(packets + (long)place * STRIDE + PAYLOAD - IV - ESP, STRIDE - PAYLOAD + IV + ESP);
    }

    /** {@return the bytes that were sealed at a place of the last round's burst} */
    int length(int place) {
        return lengths[(next + lengths.length - BURST) % lengths.length + place];
    }

    @Override
    public void close() {
        transform.close();
        arena.close();
    }
}
