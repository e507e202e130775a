package dev.narrows.crypto;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The HMACs of RFC 4868 2.7.2, through whole transforms: what is only authenticated is a message of any content, which
 * begins with eight bytes that stand for ESP's header, and ends with the ICV.
 */
class Rfc4868Test {
    private static final String UP_TO_32 = "0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f20";
    private static final String FROM_33 = "2122232425262728292a2b2c2d2e2f303132333435363738393a3b3c3d3e3f40";

    private static Stream<Arguments> cases() {
        return Stream.of(EngineChoice.IPSEC_MB, EngineChoice.BOUNCY_CASTLE).flatMap(choice -> Stream.of(
            Arguments.of(choice, Algorithm.AUTH_ONLY_NULL_HMAC_SHA_256_128, UP_TO_32, new String[] {
                "198a607eb44bfbc69903a0f1cf2bbdc5", "167f928588c5cc2eef8e3093caa0e87c",
                "cdcb1220d1ecccea91e53aba3092f962", "372efcf9b40b35c2115b1346903d2ef4"}),
            Arguments.of(choice, Algorithm.AUTH_ONLY_NULL_HMAC_SHA_384_192,
                UP_TO_32 + "0a0b0c0d0e0f10111213141516171819", new String[] {
                    "b6a8d5636f5c6a7224f9977dcf7ee6c7fb6d0c48cbdee973",
                    "2c7353974f1842fd66d53c452ca42122b28c0b594cfb184d",
                    "809f439be00274321d4a538652164b53554a508184a0c316",
                    "5b540085c6e6358096532b2493609ed1cb298f774f87bb5c"}),
            Arguments.of(choice, Algorithm.AUTH_ONLY_NULL_HMAC_SHA_512_256, UP_TO_32 + FROM_33, new String[] {
                "637edc6e01dce7e6742a99451aae82df23da3e92439e590e43e761b33e910fb8",
                "cb370917ae8a7ce28cfd1d8f4705d6141c173b2a9362c15df235dfb251b15454",
                "2ee7acd783624ca9398710f3ee05ae41b9f9b0510c87e49e586cc9bf961733d8",
                "5e6688e5a3daec826ca32eaea224eff5e700628947470e13ad01302561bab108"})));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void shouldGiveTheKnownAnswers(EngineChoice choice, Algorithm algorithm, String lastKey, String[] icvs) {
        int length = algorithm.keyingMaterialLength();
        check(choice, algorithm, "0b".repeat(length), text("Hi There"), icvs[0]);
        check(choice, algorithm, "4a656665".repeat(length / 4), text("what do ya want for nothing?"), icvs[1]);
        check(choice, algorithm, "aa".repeat(length), HexFormat.of().parseHex("dd".repeat(50)), icvs[2]);
        check(choice, algorithm, lastKey, HexFormat.of().parseHex("cd".repeat(50)), icvs[3]);
    }

    private static void check(EngineChoice choice, Algorithm algorithm, String key, byte[] message, String icv) {
        byte[] sealed = Arrays.copyOf(message, message.length + algorithm.icvLength());
        System.arraycopy(HexFormat.of().parseHex(icv), 0, sealed, message.length, algorithm.icvLength());
        byte[] content = Arrays.copyOfRange(message, 8, message.length);
        try (CryptoEngine engine = TestEngines.open(choice);
            Transform transform = TestKeys.transform(engine, algorithm, HexFormat.of().parseHex(key), false);
            EspMemory memory = new EspMemory()) {
            assertArrayEquals(content, memory.open(transform, 0, sealed));
            assertArrayEquals(sealed, memory.seal(transform, Arrays.copyOf(message, 8), 1, content));
        }
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
