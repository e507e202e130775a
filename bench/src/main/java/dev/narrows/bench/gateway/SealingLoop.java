package dev.narrows.bench.gateway;

import dev.narrows.bench.traffic.TrafficMix;
import dev.narrows.crypto.Algorithm;
import dev.narrows.pmtu.EspOverhead;
import dev.narrows.wire.Ipv4;

/**
 * Seals packets over and over, and does nothing else: a limit that cryptography sets.
 */
interface SealingLoop extends Cycle, AutoCloseable {
    /** {@return the packets sealed, as any thread sees it} */
    long sealed();

    @Override
    void close();

    /**
     * Tells what is sealed.
     *
     * @param algorithm by which.
     * @param mix       of the packets.
     * @param packets   how many there are before they come again.
     * @return the bytes of each that the algorithm is applied to.
     */
    static int[] lengths(Algorithm algorithm, TrafficMix mix, int packets) {
        EspOverhead overhead = new EspOverhead(Ipv4.MIN_HEADER_LENGTH, algorithm);
        return mix.sizes(packets).stream().mapToInt(overhead::protectedLength).toArray();
    }
}
