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
    CHACHA20_POLY1305("chacha20-poly1305", 32, "rfc7539esp(chacha20,poly1305)", null);

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

    /** Names of tshark's. */
    private static final class Tshark {
        private static final String GCM = "AES-GCM with 16 octet ICV [RFC4106]";
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
            : "enc '" + linux + "' " + encryptionKey(key) + " auth-trunc '" + linuxIntegrity + "' " + integrityKey(key)
                + " " + icvBits;
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
