package dev.narrows.crypto;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The packets of draft-mcgrew-gcm-test-01: AES-GCM with and without extended sequence numbers, and AES-GMAC. */
class GcmEspVectorsTest {
    private static final int VECTORS = 14;

    private static List<String> vectors() throws IOException {
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(
            GcmEspVectorsTest.class.getResourceAsStream("gcm_esp.txt"), StandardCharsets.US_ASCII))) {
            return reader.lines().filter(line -> !line.startsWith("#")).toList();
        }
    }

    @ParameterizedTest
    @EnumSource(value = EngineChoice.class, names = "AUTO", mode = EnumSource.Mode.EXCLUDE)
    void shouldSealAndOpenTheGcmPackets(EngineChoice choice) throws IOException {
        assertEquals(VECTORS, vectors().size());
        try (CryptoEngine engine = TestEngines.open(choice);
            EspMemory memory = new EspMemory()) {
            for (String vector : vectors()) {
                byte[][] fields =
                    Stream.of(vector.split(" ", -1)).map(HexFormat.of()::parseHex).toArray(byte[][]::new);
                check(engine, memory, fields[0], fields[1], fields[2], fields[3], fields[4], fields[5]);
            }
        }
    }

    private static void check(CryptoEngine engine, EspMemory memory, byte[] key, byte[] nonce, byte[] aad, byte[] plain,
        byte[] cipher, byte[] tag) {
        boolean esn = aad.length == 12;
        int high = esn ? ByteBuffer.wrap(aad).getInt(4) : 0;
        byte[] header = JdkEsp.header(ByteBuffer.wrap(aad).getInt(0), ByteBuffer.wrap(aad).getInt(esn ? 8 : 4));
        byte[] packet = ByteBuffer.allocate(16 + cipher.length + tag.length)
            .put(header).put(nonce, 4, 8).put(cipher).put(tag).array();
        Algorithm algorithm = Algorithm.named("aes-" + 8 * key.length + "-gcm-16").orElseThrow();
        byte[] material = ByteBuffer.allocate(key.length + 4).put(key).put(nonce, 0, 4).array();
        try (Transform transform = TestKeys.transform(engine, algorithm, material, esn)) {
            assertArrayEquals(plain, memory.open(transform, high, packet));
            if (esn) {
                assertFalse(memory.opens(transform, high + 1, packet));
            } else {
                long iv = ByteBuffer.wrap(nonce).getLong(4);
                sealAnother(memory, transform);
                assertArrayEquals(packet, memory.seal(transform, header, iv, plain));
            }
        }
    }

    @ParameterizedTest
    @EnumSource(value = EngineChoice.class, names = "AUTO", mode = EnumSource.Mode.EXCLUDE)
    void shouldSealAndOpenTheGmacPacket(EngineChoice choice) {
        byte[] material = HexFormat.of().parseHex("4c80cdefbb5d10da906ac73c3613a634" + "22433c64");
        byte[] plain = HexFormat.of().parseHex("45000030da3a00008001df3bc0a80005c0a800010800c6cd0200070061626364"
            + "65666768696a6b6c6d6e6f707172737401020201");
        byte[] packet = HexFormat.of().parseHex("0000432100000007" + "0000000000000000"
            + HexFormat.of().formatHex(plain) + "f2a9a836e155106aa8dcd618e4099aaa");
        try (CryptoEngine engine = TestEngines.open(choice);
            Transform transform = TestKeys.transform(engine, Algorithm.AUTH_ONLY_AES_128_GMAC, material, false);
            EspMemory memory = new EspMemory()) {
            assertArrayEquals(plain, memory.open(transform, 0, packet));
            sealAnother(memory, transform);
            assertArrayEquals(packet, memory.seal(transform, JdkEsp.header(0x4321, 7), 0, plain));
        }
    }

    /** Some vectors have the IV 0, which no packet of ours has, and which Bouncy Castle refuses as the first. */
    private static void sealAnother(EspMemory memory, Transform transform) {
        memory.seal(transform, new byte[8], 1, new byte[4]);
    }
}
