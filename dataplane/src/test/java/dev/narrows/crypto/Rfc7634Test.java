package dev.narrows.crypto;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.HexFormat;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The packet of RFC 7634 appendix A. Its IV is not its sequence number, so it is for opening alone. */
class Rfc7634Test {
    private static final byte[] KEY = HexFormat.of().parseHex(
        "808182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9fa0a1a2a3");
    private static final byte[] PLAINTEXT = HexFormat.of().parseHex(
        "45000054a6f200004001e778c6336405c000020508005b7a3a080000553bec10000736270809"
        + "0a0b0c0d0e0f101112131415161718191a1b1c1d1e1f202122232425262728292a2b2c2d2e2f3031323334353637" + "01020204");
    private static final byte[] PACKET = HexFormat.of().parseHex("0102030400000005" + "1011121314151617"
        + "24039428b97f417e3c13753a4f05087b67c352e6a7fab1b982d466ef407ae5c614ee8099d52844eb61aa95dfab4c02f7"
        + "2aa71e7c4c4f64c9befe2facc638e8f3cbec163fac469b502773f6fb94e664da9165b82829f641e076aaa8266b7fb0f7"
        + "b11b369907e1ad43");

    @ParameterizedTest
    @EnumSource(value = EngineChoice.class, names = "AUTO", mode = EnumSource.Mode.EXCLUDE)
    void shouldOpenThatPacket(EngineChoice choice) {
        try (CryptoEngine engine = TestEngines.open(choice);
            Transform transform = TestKeys.transform(engine, Algorithm.CHACHA20_POLY1305, KEY, false);
            EspMemory memory = new EspMemory()) {
            assertArrayEquals(PLAINTEXT, memory.open(transform, 0, PACKET));
            byte[] replayedHigher = PACKET.clone();
            replayedHigher[7]++;
            assertFalse(memory.opens(transform, 0, replayedHigher));
        }
    }
}
