package dev.narrows.crypto;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.narrows.packet.InMemoryPool;
import dev.narrows.packet.Packet;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What is peculiar to AES-CBC, and to HMACs that are verified before anything else is done. */
class CbcHmacTransformTest {
    private static final Algorithm CBC = Algorithm.AES_128_CBC_HMAC_SHA_256_128;

    private static Stream<Arguments> transforms() {
        return Stream.of(EngineChoice.IPSEC_MB, EngineChoice.BOUNCY_CASTLE).flatMap(choice ->
            Stream.of(Algorithm.values())
                .filter(algorithm -> algorithm.hmacKeyLength() > 0)
                .flatMap(algorithm -> Stream.of(false, true).map(esn -> Arguments.of(choice, algorithm, esn))));
    }

    @ParameterizedTest
    @MethodSource("transforms")
    void shouldLeaveAPacketThatDoesNotAuthenticateAsItWas(EngineChoice choice, Algorithm algorithm, boolean esn) {
        byte[] forged = new byte[8 + algorithm.ivLength() + 64 + algorithm.icvLength()];
        new Random(1).nextBytes(forged);
        InMemoryPool pool = new InMemoryPool(1, 4096);
        try (CryptoEngine engine = TestEngines.open(choice);
            Transform transform =
                TestKeys.transform(engine, algorithm, new byte[algorithm.keyingMaterialLength()], esn)) {
            long handle = pool.allocate(forged);
            Packet packet = new Packet();
            packet.wrap(handle);
            assertFalse(transform.open(packet.buffer(), packet.offset(), 64, 0x5_0000_0001L));
            assertArrayEquals(forged, pool.copy(handle));
            pool.free(handle);
        } finally {
            pool.close();
        }
    }

    /** CVE-2022-46397: neither the counter that it is made of nor a fixed distance from one to the next may show. */
    @ParameterizedTest
    @EnumSource(value = EngineChoice.class, names = "AUTO", mode = EnumSource.Mode.EXCLUDE)
    void shouldMakeIvsThatNobodyPredicts(EngineChoice choice) {
        byte[] key = new byte[CBC.keyingMaterialLength()];
        try (CryptoEngine engine = TestEngines.open(choice);
            Transform transform = TestKeys.transform(engine, CBC, key, false);
            EspMemory memory = new EspMemory()) {
            int packets = 2000;
            Set<String> seen = new HashSet<>();
            byte[] last = new byte[16];
            int changed = 0;
            for (int sequence = 1; sequence <= packets; sequence++) {
                byte[] iv =
                    JdkEsp.iv(CBC, memory.seal(transform, JdkEsp.header(1, sequence), sequence, new byte[16]));
                assertTrue(seen.add(HexFormat.of().formatHex(iv)), "sequence " + sequence);
                for (int i = 0; i < iv.length; i++) {
                    changed += Integer.bitCount((iv[i] ^ last[i]) & 0xFF);
                }
                last = iv;
            }
            double share = changed / (128.0 * packets);
            assertTrue(share > 0.48 && share < 0.52, "of the bits changed from IV to IV: " + share);
        }
    }

    /** A restart may begin a key again: its IVs are others, whatever the sequence numbers. */
    @ParameterizedTest
    @EnumSource(value = EngineChoice.class, names = "AUTO", mode = EnumSource.Mode.EXCLUDE)
    void shouldMakeOtherIvsForEachTransformOfOneKey(EngineChoice choice) {
        byte[] key = new byte[CBC.keyingMaterialLength()];
        try (CryptoEngine engine = TestEngines.open(choice);
            Transform before = TestKeys.transform(engine, CBC, key, false);
            Transform after = TestKeys.transform(engine, CBC, key, false);
            EspMemory memory = new EspMemory()) {
            String first = HexFormat.of().formatHex(memory.seal(before, new byte[8], 1, new byte[16]));
            String second = HexFormat.of().formatHex(memory.seal(after, new byte[8], 1, new byte[16]));
            assertNotEquals(first.substring(16, 48), second.substring(16, 48));
        }
    }
}
