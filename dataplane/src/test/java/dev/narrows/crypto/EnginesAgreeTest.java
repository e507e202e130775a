package dev.narrows.crypto;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * ipsec-mb and Bouncy Castle give the same bytes, unless these are random as CBC's IVs are, and each opens what the
 * other sealed.
 */
class EnginesAgreeTest {
    private static Stream<Arguments> algorithms() {
        return Stream.of(Algorithm.values())
            .flatMap(algorithm -> Stream.of(false, true).map(esn -> Arguments.of(algorithm, esn)));
    }

    @ParameterizedTest
    @MethodSource("algorithms")
    void shouldSealAlikeAndOpenEachOthersPackets(Algorithm algorithm, boolean esn) {
        Random random = new Random(11);
        byte[] key = TransformTest.bytes(random, algorithm.keyingMaterialLength());
        try (CryptoEngine nativeEngine = TestEngines.open(EngineChoice.IPSEC_MB);
            CryptoEngine portableEngine = TestEngines.open(EngineChoice.BOUNCY_CASTLE);
            Transform nativeOne = TestKeys.transform(nativeEngine, algorithm, key, esn);
            Transform portable = TestKeys.transform(portableEngine, algorithm, key, esn);
            EspMemory memory = new EspMemory()) {
            long sequence = 1;
            for (int length : TransformTest.lengths(algorithm, random)) {
                int high = (int)(sequence >>> Integer.SIZE);
                byte[] header = JdkEsp.header(random.nextInt(), sequence);
                byte[] content = TransformTest.bytes(random, length);
                byte[] sealed = memory.seal(nativeOne, header, sequence, content);
                byte[] sealedPortably = memory.seal(portable, header, sequence, content);
                if (algorithm.mode() != Mode.AES_CBC_HMAC) {
                    assertArrayEquals(sealedPortably, sealed, "length " + length);
                }
                assertArrayEquals(content, memory.open(nativeOne, high, sealedPortably), "length " + length);
                assertArrayEquals(content, memory.open(nativeOne, high, sealed), "length " + length);
                assertArrayEquals(content, memory.open(portable, high, sealed), "length " + length);
                sequence = esn ? sequence * 3 + random.nextInt(1000) : sequence + 1 + random.nextInt(1000);
            }
        }
    }
}
