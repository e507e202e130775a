package dev.narrows.netlab;

import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.stream.Stream;

/**
 * An ESP transform as Narrows, Linux and tshark name it, with its sizes in bytes as its RFC has them.
 */
enum Cipher {
    AES_128_GCM("aes-128-gcm-16", 16, "rfc4106(gcm(aes))", Tshark.GCM),
    AES_192_GCM("aes-192-gcm-16", 24, "rfc4106(gcm(aes))", Tshark.GCM),
    AES_256_GCM("aes-256-gcm-16", 32, "rfc4106(gcm(aes))", Tshark.GCM),
    CHACHA20_POLY1305("chacha20-poly1305", 32, "rfc7539esp(chacha20,poly1305)", null),
    AES_128_GMAC("auth-only-aes-128-gmac", 16, "rfc4543(gcm(aes))", null),
    AES_256_GMAC("auth-only-aes-256-gmac", 32, "rfc4543(gcm(aes))", null),
    AES_128_CBC_SHA_256("aes-128-cbc-hmac-sha-256-128", 16, Hmac.SHA_256),
    AES_128_CBC_SHA_384("aes-128-cbc-hmac-sha-384-192", 16, Hmac.SHA_384),
    AES_128_CBC_SHA_512("aes-128-cbc-hmac-sha-512-256", 16, Hmac.SHA_512),
    AES_256_CBC_SHA_256("aes-256-cbc-hmac-sha-256-128", 32, Hmac.SHA_256),
    AES_256_CBC_SHA_384("aes-256-cbc-hmac-sha-384-192", 32, Hmac.SHA_384),
    AES_256_CBC_SHA_512("aes-256-cbc-hmac-sha-512-256", 32, Hmac.SHA_512),
    NULL_SHA_256("auth-only-null-hmac-sha-256-128", 0, Hmac.SHA_256),
    NULL_SHA_384("auth-only-null-hmac-sha-384-192", 0, Hmac.SHA_384),
    NULL_SHA_512("auth-only-null-hmac-sha-512-256", 0, Hmac.SHA_512);

    private static final int ESP_HEADER = 8;
    private static final int ESP_TRAILER = 2;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final String narrows;
    private final int iv;
    private final int icv;
    private final int alignment;
    private final int encryptionKey;
    private final int integrityKey;
    private final String linux;
    private final String linuxIntegrity;
    private final String tshark;
    private final String tsharkIntegrity;

    /** A combined mode, which tshark may not know: 4 bytes of salt after the key, 8 of IV, 16 of ICV. */
    Cipher(String narrows, int key, String linux, String tshark) {
        this(narrows, 8, 16, 4, key + 4, 0, linux, null, tshark, Tshark.NULL);
    }

    /** AES-CBC, or nothing where there is no key for it, with an HMAC of which half is sent. */
    Cipher(String narrows, int key, Hmac hmac) {
        this(narrows, key == 0 ? 0 : 16, hmac.bytes / 2, key == 0 ? 4 : 16, key, hmac.bytes,
            key == 0 ? "ecb(cipher_null)" : "cbc(aes)", hmac.linux, key == 0 ? Tshark.NULL : Tshark.CBC, hmac.tshark);
    }

    Cipher(String narrows, int iv, int icv, int alignment, int encryptionKey, int integrityKey, String linux,
        String linuxIntegrity, String tshark, String tsharkIntegrity) {
        this.narrows = narrows;
        this.iv = iv;
        this.icv = icv;
        this.alignment = alignment;
        this.encryptionKey = encryptionKey;
        this.integrityKey = integrityKey;
        this.linux = linux;
        this.linuxIntegrity = linuxIntegrity;
        this.tshark = tshark;
        this.tsharkIntegrity = tsharkIntegrity;
    }

    /** The HMACs of RFC 4868. */
    private enum Hmac {
        SHA_256(32, "hmac(sha256)", "HMAC-SHA-256-128 [RFC4868]"),
        SHA_384(48, "hmac(sha384)", "HMAC-SHA-384-192 [RFC4868]"),
        SHA_512(64, "hmac(sha512)", "HMAC-SHA-512-256 [RFC4868]");

        private final int bytes;
        private final String linux;
        private final String tshark;

        Hmac(int bytes, String linux, String tshark) {
            this.bytes = bytes;
            this.linux = linux;
            this.tshark = tshark;
        }
    }

    /** Names of tshark's. */
    private static final class Tshark {
        private static final String GCM = "AES-GCM with 16 octet ICV [RFC4106]";
        private static final String CBC = "AES-CBC [RFC3602]";
        private static final String NULL = "NULL";
    }

    /** {@return the name in Narrows's configuration} */
    String narrows() {
        return narrows;
    }

    /** {@return a fresh key, in hexadecimal: for encryption, with its salt if any, and then for integrity} */
    String freshKey() {
        byte[] key = new byte[encryptionKey + integrityKey];
        RANDOM.nextBytes(key);
        return "0x" + HexFormat.of().formatHex(key);
    }

    /** {@return what {@code ip xfrm state add} wants of it} */
    String linux(String key) {
        int icvBits = icv * Byte.SIZE;
        return linuxIntegrity == null
            ? "aead '" + linux + "' " + key + " " + icvBits
            : "enc '" + linux + "' '" + encryptionKey(key) + "' auth-trunc '" + linuxIntegrity + "' "
                + integrityKey(key) + " " + icvBits;
    }

    /** {@return those that tshark knows} */
    static Stream<Cipher> knownToTshark() {
        return Arrays.stream(values()).filter(cipher -> cipher.tshark != null);
    }

    /** {@return the fields of tshark's {@code esp_sa} from encryption to authentication key} */
    String tshark(String key) {
        return "\"" + tshark + "\",\"" + encryptionKey(key) + "\",\"" + tsharkIntegrity + "\",\"" + integrityKey(key)
            + "\"";
    }

    private String encryptionKey(String key) {
        return encryptionKey == 0 ? "" : key.substring(0, 2 + 2 * encryptionKey);
    }

    private String integrityKey(String key) {
        return integrityKey == 0 ? "" : "0x" + key.substring(2 + 2 * encryptionKey);
    }

    /**
     * The largest packet that fits, without what stands before ESP (RFC 4303 2.4: from payload to next header, a
     * multiple of the alignment).
     *
     * @param room bytes from the ESP header to the ICV.
     */
    int largestPayload(int room) {
        return (room - ESP_HEADER - iv - icv) / alignment * alignment - ESP_TRAILER;
    }
}
