package dev.narrows.bench.peer;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.narrows.bench.traffic.Network;
import dev.narrows.crypto.Algorithm;
import dev.narrows.wire.Ipv4Address;
import org.junit.jupiter.api.Test;

class SecgwConfigTest {
    @Test
    void shouldGiveThePeerTheSameSas() {
        String text = SecgwConfig.text(Algorithm.AES_128_GCM_16, SecgwWay.CPU_CRYPTO);

        assertTrue(text.contains("sa out " + Network.OUTBOUND_SPI + " aead_algo aes-128-gcm aead_key 5c:5c:"), text);
        assertTrue(text.contains("type cpu-crypto"), text);
        assertTrue(Ipv4Address.parse("192.0.1.2") == Network.OUTER_LOCAL
            && Ipv4Address.parse("192.0.2.2") == Network.OUTER_REMOTE, "the addresses in its text are those of "
                + "Network");
        assertFalse(SecgwConfig.text(Algorithm.AES_128_GCM_16, SecgwWay.LEGACY).contains("type"), text);
    }

    @Test
    void shouldKnowWhatThePeerDoesNotHave() {
        assertTrue(SecgwConfig.has(Algorithm.CHACHA20_POLY1305));
        assertTrue(SecgwConfig.has(Algorithm.AES_128_CBC_HMAC_SHA_256_128));
        assertFalse(SecgwConfig.has(Algorithm.AES_128_GCM_16_IIV));
    }
}
