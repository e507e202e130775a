package dev.narrows.crypto;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** ipsec-mb and Bouncy Castle give the same bytes, and each opens what the other sealed. */
class EnginesAgreeTest {
    @ParameterizedTest
    @EnumSource(Algorithm.class)
    void shouldSealAlikeAndOpenEachOthersPackets(Algorithm algorithm) {
        Random random = new Random(11);
        byte[] key = TransformTest.bytes(random, algorithm.keyingMaterialLength());
        try (CryptoEngine nativeEngine = TestEngines.open(EngineChoice.IPSEC_MB);
            CryptoEngine portableEngine = TestEngines.open(EngineChoice.BOUNCY_CASTLE);
            Transform nativeOne = TestKeys.transform(nativeEngine, algorithm, key);
            Transform portable = TestKeys.transform(portableEngine, algorithm, key);
            EspMemory memory = new EspMemory()) {
            long sequence = 1;
            for (int length : TransformTest.lengths(algorithm, random)) {
                byte[] header = TransformTest.bytes(random, 8);
                byte[] content = TransformTest.bytes(random, length);
                byte[] sealed = memory.seal(nativeOne, header, sequence, content);
                assertArrayEquals(memory.seal(portable, header, sequence, content), sealed, "length " + length);
                assertArrayEquals(content, memory.open(nativeOne, sealed), "length " + length);
                assertArrayEquals(content, memory.open(portable, sealed), "length " + length);
                sequence = sequence * 3 + random.nextInt(1000);
            }
        }
    }
}
