package dev.narrows.pmtu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.narrows.crypto.Algorithm;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The arithmetic that tunnels tell the truth by. */
class EspOverheadTest {
    private static final int IPV4 = 20;

    /** 1500 and 1300 are what a Linux kernel says too. */
    @ParameterizedTest
    @CsvSource({"1500, 1446", "1300, 1246", "1400, 1346", "1280, 1226", "576, 522", "9000, 8946", "1499, 1442",
        "1501, 1446", "1503, 1446", "1504, 1450"})
    void shouldKnowTheLargestInnerPacket(int outerMtu, int largestInner) {
        assertEquals(largestInner, new EspOverhead(IPV4, Algorithm.AES_128_GCM_16).largestInner(outerMtu));
        assertEquals(largestInner, new EspOverhead(IPV4, Algorithm.AES_192_GCM_16).largestInner(outerMtu));
        assertEquals(largestInner, new EspOverhead(IPV4, Algorithm.AES_256_GCM_16).largestInner(outerMtu));
    }

    @ParameterizedTest
    @EnumSource(Algorithm.class)
    void shouldBeExactForEveryMtu(Algorithm algorithm) {
        EspOverhead overhead = new EspOverhead(IPV4, algorithm);
        for (int mtu = 68; mtu <= 65535; mtu++) {
            int largest = overhead.largestInner(mtu);
            assertTrue(overhead.outerLength(largest) <= mtu, "fits at " + mtu);
            assertTrue(overhead.outerLength(largest + 1) > mtu, "one byte more does not fit at " + mtu);
        }
    }

    @ParameterizedTest
    @EnumSource(Algorithm.class)
    void shouldPadByTheLeastThatAligns(Algorithm algorithm) {
        EspOverhead overhead = new EspOverhead(IPV4, algorithm);
        for (int inner = 0; inner <= 9000; inner++) {
            int pad = 0;
            while ((inner + pad + 2) % algorithm.alignment() != 0) {
                pad++;
            }
            assertEquals(inner + pad + 2, overhead.protectedLength(inner), "inner " + inner);
            assertEquals(IPV4 + 8 + algorithm.ivLength() + inner + pad + 2 + algorithm.icvLength(),
                overhead.outerLength(inner), "inner " + inner);
        }
    }

    @Test
    void shouldCountTheOuterHeaderAsItIs() {
        assertEquals(20, new EspOverhead(40, Algorithm.AES_128_GCM_16).outerLength(100)
            - new EspOverhead(20, Algorithm.AES_128_GCM_16).outerLength(100));
    }
}
