package dev.narrows.crypto;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Wycheproof's HMAC, AES-GCM and ChaCha20-Poly1305 vectors through whole transforms. AEADs' as far as they have ESP's
 * shape: a nonce of 12 bytes, whose last 8 serve as the sequence number, 8 bytes to authenticate, and a tag of 16. Few
 * have; the native calls beneath are tested with all of them where they are bound.
 */
@Tag("vectors")
class WycheproofTest {
    private static final Path VECTORS = Path.of("shared", "vectors");
    private static final Pattern VECTOR = pattern("key", "iv", "aad", "msg", "ct", "tag", "result");
    private static final Pattern HMAC_VECTOR = pattern("key", "msg", "tag", "result");

    private static Pattern pattern(String... names) {
        return Pattern.compile(Stream.of(names)
            .map(name -> "\"" + name + "\"\\s*:\\s*\"(?<" + name + ">[0-9a-z]*)\"")
            .reduce((left, right) -> left + "\\s*,\\s*" + right)
            .orElseThrow());
    }

    @ParameterizedTest
    @CsvSource({"IPSEC_MB, aes_gcm_test.json, gcm", "BOUNCY_CASTLE, aes_gcm_test.json, gcm",
        "IPSEC_MB, chacha20_poly1305_test.json, chacha20", "BOUNCY_CASTLE, chacha20_poly1305_test.json, chacha20"})
    void shouldAgreeWithEveryVectorOfEspsShape(EngineChoice choice, String file, String name) throws IOException {
        String json = Files.readString(vectors().resolve(file));
        int checked = 0;
        try (CryptoEngine engine = TestEngines.open(choice);
            EspMemory memory = new EspMemory()) {
            Matcher vector = VECTOR.matcher(json);
            while (vector.find()) {
                if (bytes(vector, "iv").length == 12 && bytes(vector, "aad").length == 8
                    && bytes(vector, "tag").length == 16 && algorithm(vector, name).isPresent()) {
                    check(engine, algorithm(vector, name).orElseThrow(), vector, memory);
                    checked++;
                }
            }
        }
        assertTrue(checked > 0, "no vector had ESP's shape");
    }

    /** What is only authenticated is a message of any content: ESP header, payload, ICV. Whole tags are cut in half. */
    @ParameterizedTest
    @CsvSource({"IPSEC_MB, 256, 256-128", "BOUNCY_CASTLE, 256, 256-128", "IPSEC_MB, 384, 384-192",
        "BOUNCY_CASTLE, 384, 384-192", "IPSEC_MB, 512, 512-256", "BOUNCY_CASTLE, 512, 512-256"})
    void shouldAgreeWithEveryHmacOfEspsShape(EngineChoice choice, int bits, String suffix) throws IOException {
        Algorithm algorithm = Algorithm.named("auth-only-null-hmac-sha-" + suffix).orElseThrow();
        String json = Files.readString(vectors().resolve("hmac_sha" + bits + "_test.json"));
        int checked = 0;
        try (CryptoEngine engine = TestEngines.open(choice);
            EspMemory memory = new EspMemory()) {
            Matcher vector = HMAC_VECTOR.matcher(json);
            while (vector.find()) {
                boolean valid = "valid".equals(vector.group("result"));
                boolean judges = valid || bytes(vector, "tag").length == algorithm.icvLength();
                byte[] message = bytes(vector, "msg");
                if (bytes(vector, "key").length == algorithm.keyingMaterialLength() && message.length >= 8 && judges) {
                    checkHmac(engine, algorithm, vector, memory);
                    checked++;
                }
            }
        }
        assertTrue(checked > 20, "vectors of ESP's shape: " + checked);
    }

    private static void checkHmac(CryptoEngine engine, Algorithm algorithm, Matcher vector, EspMemory memory) {
        byte[] message = bytes(vector, "msg");
        byte[] sealed = ByteBuffer.allocate(message.length + algorithm.icvLength())
            .put(message).put(bytes(vector, "tag"), 0, algorithm.icvLength()).array();
        try (Transform transform = TestKeys.transform(engine, algorithm, bytes(vector, "key"), false)) {
            boolean valid = "valid".equals(vector.group("result"));
            assertEquals(valid, memory.opens(transform, 0, sealed), vector::group);
            if (valid) {
                byte[] content = Arrays.copyOfRange(message, 8, message.length);
                byte[] ours = memory.seal(transform, Arrays.copyOf(message, 8), 1, content);
                assertArrayEquals(sealed, ours, vector::group);
            }
        }
    }

    private static void check(CryptoEngine engine, Algorithm algorithm, Matcher vector, EspMemory memory) {
        byte[] iv = bytes(vector, "iv");
        byte[] material = ByteBuffer.allocate(algorithm.keyingMaterialLength())
            .put(bytes(vector, "key")).put(iv, 0, 4).array();
        byte[] message = bytes(vector, "msg");
        byte[] sealed = ByteBuffer.allocate(32 + message.length)
            .put(bytes(vector, "aad")).put(iv, 4, 8).put(bytes(vector, "ct")).put(bytes(vector, "tag")).array();
        try (Transform transform = TestKeys.transform(engine, algorithm, material, false)) {
            boolean valid = "valid".equals(vector.group("result"));
            assertEquals(valid, memory.opens(transform, 0, sealed), vector::group);
            if (valid) {
                assertArrayEquals(message, memory.open(transform, 0, sealed), vector::group);
                long sequence = ByteBuffer.wrap(iv).getLong(4);
                byte[] ours = memory.seal(transform, bytes(vector, "aad"), sequence, message);
                assertArrayEquals(sealed, ours, vector::group);
            }
        }
    }

    private static Optional<Algorithm> algorithm(Matcher vector, String name) {
        int keyLength = bytes(vector, "key").length;
        return Stream.of(Algorithm.values())
            .filter(algorithm -> algorithm.configName().contains(name) && algorithm.keyLength() == keyLength
                && algorithm.ivLength() > 0)
            .findFirst();
    }

    private static byte[] bytes(Matcher vector, String name) {
        return HexFormat.of().parseHex(vector.group(name));
    }

    /** Looks beside the project's folder, wherever in the project this runs. */
    private static Path vectors() {
        for (Path folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
            if (Files.exists(folder.resolve(VECTORS))) {
                return folder.resolve(VECTORS);
            }
        }
        return Assumptions.abort("no " + VECTORS + " beside the project");
    }
}
