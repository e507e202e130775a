package dev.narrows.crypto;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The ESP packets of RFC 3602 4, cases 5 to 8, for opening: their IVs are given. They have no ICV, which Narrows does
 * not open: the JDK's HMAC adds it.
 */
class Rfc3602Test {
    private static final String TRANSPORT_KEY = "90d382b410eeba7ad938c46cec1a82bf";
    private static final String TUNNEL_KEY = "0123456789abcdef0123456789abcdef";
    private static final String PING = "08090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"
        + "202122232425262728292a2b2c2d2e2f3031323334353637";

    /** {@return key, packet, payload, next header} */
    private static Stream<Arguments> cases() {
        return Stream.of(
            Arguments.of(TRANSPORT_KEY, "0000432100000001" + "e96e8c08ab465763fd098d45dd3ff893"
                + "f663c25d325c18c6a9453e194e120849a4870b66cc6b9965330013b4898dc856a4699e523a55db080b59ec3a8e4b7e52"
                + "775b07d1db34ed9c538ab50c551b874aa269add047ad2d5913ac19b7cfbad4a6",
                "08000ebda70a00008e9c083db95b0700" + PING, 1),
            Arguments.of(TRANSPORT_KEY, "0000432100000008" + "69d08df7d203329db093fc4924e5bd80"
                + "f51995881ec4e0c4488987ce742e8109689bb379d2d750c0d915dca346a89f75",
                "0800b5e8a80a0500a69c083d0b660e00777777777777777777777777", 1),
            Arguments.of(TUNNEL_KEY, "0000876500000002" + "f4e765244f6407adf13dc1380f673f37"
                + "773b5241a4c449225e4f3ce5ed611b0c237ca96cf74a93013c1b0ea1a0cf70f8e4ecaec78ac53aad7a0f022b859243c6"
                + "47752e94a859352b8a4d4d2decd136e5c177f132ad3fbfb2201ac9904c74ee0a109e0ca1e4dfe9d5a100b842f1c22f0d",
                "45000054090400004001f988c0a87b03c0a87bc808009f76a90a0100b49c083d02a20400" + PING, 4),
            Arguments.of(TUNNEL_KEY, "0000876500000005" + "85d47224b5f3dd5d2101d4ea8dffab22"
                + "15b92683819596a8047232cc00f7048fe45318e11f8a0f62ede3c3fc61203bb50f980a08c9843fd3a1b06d5c07ff9639"
                + "b7eb7dfb3512e5de435e7207ed971ef3d2726d9b5ef6affc6d17a0decbb13892",
                "45000044090c00004001f990c0a87b03c0a87bc80800d63caa0a0200c69c083da3de0300" + "ff".repeat(32), 4))
            .flatMap(vector -> Stream.of(EngineChoice.IPSEC_MB, EngineChoice.BOUNCY_CASTLE).map(choice ->
                Arguments.of(choice, vector.get()[0], vector.get()[1], vector.get()[2], vector.get()[3])));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void shouldOpenThosePackets(EngineChoice choice, String key, String packet, String payload, int nextHeader)
        throws GeneralSecurityException {
        byte[] material = HexFormat.of().parseHex(key + "5c".repeat(32));
        byte[] bytes = HexFormat.of().parseHex(packet);
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(material, 16, 32, "HmacSHA256"));
        byte[] sealed = Arrays.copyOf(bytes, bytes.length + 16);
        System.arraycopy(mac.doFinal(bytes), 0, sealed, bytes.length, 16);
        try (CryptoEngine engine = TestEngines.open(choice);
            Transform transform =
                TestKeys.transform(engine, Algorithm.AES_128_CBC_HMAC_SHA_256_128, material, false);
            EspMemory memory = new EspMemory()) {
            assertArrayEquals(padded(HexFormat.of().parseHex(payload), nextHeader), memory.open(transform, 0, sealed));
        }
    }

    /** RFC 4303 2.4: filled up to AES's block with 1, 2, 3, ..., how many, and the next header. */
    private static byte[] padded(byte[] payload, int nextHeader) {
        byte[] padded = Arrays.copyOf(payload, (payload.length + 2 + 15) / 16 * 16);
        int padLength = padded.length - payload.length - 2;
        for (int i = 0; i < padLength; i++) {
            padded[payload.length + i] = (byte)(i + 1);
        }
        padded[padded.length - 2] = (byte)padLength;
        padded[padded.length - 1] = (byte)nextHeader;
        return padded;
    }
}
