package dev.narrows.bench.gateway;

import dev.narrows.bench.traffic.TestKey;
import dev.narrows.bench.traffic.TrafficMix;
import dev.narrows.crypto.Algorithm;
import dev.narrows.crypto.CryptoEngine;
import dev.narrows.crypto.Transform;
import java.lang.foreign.Arena;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A limit that cryptography sets: nothing but the call that seals, in one packet's memory, for packets of a mix's
 * lengths in its order. A nonce is written just before the call, which has to wait for it (see {@link CryptoPasses}).
 */
final class CryptoLoop implements SealingLoop {
    private static final int BURST = 32;
    private static final int MEMORY = 4096;
    private static final int HEADROOM = 64;

    private final Arena arena = Arena.ofShared();
    private final UnsafeBuffer packet = new UnsafeBuffer(arena.allocate(MEMORY, HEADROOM).address(), MEMORY);
    private final Transform transform;
    private final int[] lengths;
    private int next;
    private long sequence;
    private volatile long sealed;

    CryptoLoop(CryptoEngine engine, Algorithm algorithm, TrafficMix mix, int packets) {
        transform = TestKey.transform(engine, algorithm);
        lengths = SealingLoop.lengths(algorithm, mix, packets);
    }

    @Override
    public void run() {
        for (int i = 0; i < BURST; i++) {
            transform.seal(packet, HEADROOM, lengths[next], ++sequence);
            next = next + 1 == lengths.length ? 0 : next + 1;
        }
        sealed = sequence;
    }

    @Override
    public long sealed() {
        return sealed;
    }

    @Override
    public void close() {
        transform.close();
        arena.close();
    }
}
