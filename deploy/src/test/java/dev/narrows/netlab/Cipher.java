package dev.narrows.netlab;

import java.security.SecureRandom;
import java.util.HexFormat;

/**
 * An ESP transform as Narrows, Linux and tshark name it, with its sizes in bytes as its RFC has them.
 */
enum Cipher {
    AES_128_GCM("aes-128-gcm-16", "rfc4106(gcm(aes))", "AES-GCM with 16 octet ICV [RFC4106]", 16),
    AES_192_GCM("aes-192-gcm-16", "rfc4106(gcm(aes))", "AES-GCM with 16 octet ICV [RFC4106]", 24),
    AES_256_GCM("aes-256-gcm-16", "rfc4106(gcm(aes))", "AES-GCM with 16 octet ICV [RFC4106]", 32),
    CHACHA20_POLY1305("chacha20-poly1305", "rfc7539esp(chacha20,poly1305)", "ChaCha20 with Poly1305 [RFC7634]", 32);

    private static final int SALT = 4;
    private static final int IV = 8;
    private static final int ICV = 16;
    private static final int ALIGNMENT = 4;
    private static final int ESP_HEADER = 8;
    private static final int ESP_TRAILER = 2;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final String narrows;
    private final String linux;
    private final String tshark;
    private final int keyLength;

    Cipher(String narrows, String linux, String tshark, int keyLength) {
        this.narrows = narrows;
        this.linux = linux;
        this.tshark = tshark;
        this.keyLength = keyLength;
    }

    /** {@return the name in Narrows's configuration} */
    String narrows() {
        return narrows;
    }

    /** {@return a fresh key with its salt, in hexadecimal} */
    String freshKey() {
        byte[] key = new byte[keyLength + SALT];
        RANDOM.nextBytes(key);
        return "0x" + HexFormat.of().formatHex(key);
    }

    /** {@return what {@code ip xfrm state add} wants of it} */
    String linux(String key) {
        return "aead '" + linux + "' " + key + " " + ICV * Byte.SIZE;
    }

    /** {@return the fields of tshark's {@code esp_sa} from encryption to authentication key} */
    String tshark(String key) {
        return "\"" + tshark + "\",\"" + key + "\",\"NULL\",\"\"";
    }

    /**
     * The largest inner packet of a tunnel (RFC 4303 2.4: from payload to next header, a multiple of the alignment).
     *
     * @param outer      the largest outer packet.
     * @param outerBytes the headers before ESP's own: IP, and UDP if any.
     */
    int largestInner(int outer, int outerBytes) {
        int room = outer - outerBytes - ESP_HEADER - IV - ICV;
        return room / ALIGNMENT * ALIGNMENT - ESP_TRAILER;
    }
}
