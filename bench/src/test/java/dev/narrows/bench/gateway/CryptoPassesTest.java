package dev.narrows.bench.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.narrows.bench.traffic.TestKey;
import dev.narrows.bench.traffic.TrafficMix;
import dev.narrows.crypto.Algorithm;
import dev.narrows.crypto.CryptoEngine;
import dev.narrows.crypto.CryptoEngines;
import dev.narrows.crypto.EngineChoice;
import dev.narrows.crypto.Transform;
import dev.narrows.wire.Esp;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CryptoPassesTest {
    private static final int BURST = 32;
    private static final int ROUNDS = 4;

    /** RFC 4106 3 to 5: what is measured is what a receiver would take. */
    @ParameterizedTest
    @EnumSource(value = Algorithm.class, names = {"AES_128_GCM_16", "AES_192_GCM_16", "AES_256_GCM_16"})
    void shouldSealEachPacketOfEachBurstWithItsOwnNonce(Algorithm algorithm) {
        try (CryptoEngine engine = ipsecMb();
            CryptoPasses passes = new CryptoPasses(engine, algorithm, TrafficMix.IMIX, 3 * BURST);
            Transform transform = TestKey.transform(engine, algorithm)) {
            for (int round = 0; round < ROUNDS; round++) {
                passes.run();
                assertEquals((round + 1L) * BURST, passes.sealed());
                for (int i = 0; i < BURST; i++) {
                    UnsafeBuffer packet = passes.packet(i);
                    int sequence = round * BURST + i + 1;
                    assertEquals(sequence, new Esp().wrap(packet, 0).sequence());
                    assertTrue(transform.open(packet, 0, passes.length(i), sequence), "ICV of packet " + sequence);
                    assertFalse(transform.open(packet, 0, passes.length(i), sequence), "opened twice it is another");
                }
            }
        }
    }

    private static CryptoEngine ipsecMb() {
        try {
            return CryptoEngines.open(EngineChoice.IPSEC_MB);
        } catch (RuntimeException e) {
            return abort("no ipsec-mb here: " + e.getMessage());
        }
    }
}
