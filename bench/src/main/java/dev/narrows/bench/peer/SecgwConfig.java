package dev.narrows.bench.peer;

import dev.narrows.bench.traffic.Network;
import dev.narrows.bench.traffic.TestKey;
import dev.narrows.crypto.Algorithm;
import java.util.Optional;

/**
 * Writes {@code ipsec-secgw}'s configuration: the same policies, SAs, routes and neighbours that Narrows is given.
 */
final class SecgwConfig {
    private static final String SEPARATOR = ":";
    private static final String ANY_PORTS = "sport 0:65535 dport 0:65535";

    private SecgwConfig() {
    }

    /** {@return whether it has an algorithm} */
    static boolean has(Algorithm algorithm) {
        return transform(algorithm).isPresent();
    }

    /**
     * Writes a configuration.
     *
     * @param algorithm that it {@linkplain #has has}.
     * @param way       how crypto is called.
     * @return the file's text.
     */
    static String text(Algorithm algorithm, SecgwWay way) {
        String transform = transform(algorithm).orElseThrow();
        String type = way.isSynchronous() ? " type cpu-crypto" : "";
        return """
            sp ipv4 out esp protect %1$d pri 1 src 10.1.0.0/24 dst 10.2.0.0/24 %3$s
            sp ipv4 in esp protect %2$d pri 1 src 10.2.0.0/24 dst 10.1.0.0/24 %3$s
            sa out %1$d %4$s mode ipv4-tunnel src 192.0.1.2 dst 192.0.2.2%5$s
            sa in %2$d %4$s mode ipv4-tunnel src 192.0.2.2 dst 192.0.1.2%5$s
            rt ipv4 dst 192.0.2.2/32 port 1
            rt ipv4 dst 10.1.0.0/24 port 0
            neigh port 0 02:00:00:00:00:aa
            neigh port 1 02:00:00:00:00:bb
            """.formatted(Network.OUTBOUND_SPI, Network.INBOUND_SPI, ANY_PORTS, transform, type);
    }

    private static Optional<String> transform(Algorithm algorithm) {
        return Optional.ofNullable(switch (algorithm) {
            case AES_128_GCM_16 -> aead("aes-128-gcm", algorithm);
            case AES_192_GCM_16 -> aead("aes-192-gcm", algorithm);
            case AES_256_GCM_16 -> aead("aes-256-gcm", algorithm);
            case CHACHA20_POLY1305 -> aead("chacha20-poly1305", algorithm);
            case AES_128_CBC_HMAC_SHA_256_128 -> cbc("aes-128-cbc", algorithm);
            case AES_256_CBC_HMAC_SHA_256_128 -> cbc("aes-256-cbc", algorithm);
            default -> null;
        });
    }

    private static String aead(String name, Algorithm algorithm) {
        return "aead_algo " + name + " aead_key " + TestKey.hex(algorithm.keyingMaterialLength(), SEPARATOR);
    }

    private static String cbc(String name, Algorithm algorithm) {
        return "cipher_algo " + name + " cipher_key " + TestKey.hex(algorithm.keyLength(), SEPARATOR)
            + " auth_algo sha256-hmac auth_key " + TestKey.hex(algorithm.hmacKeyLength(), SEPARATOR);
    }
}
