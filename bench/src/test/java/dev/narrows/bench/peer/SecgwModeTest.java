package dev.narrows.bench.peer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.narrows.bench.gateway.Direction;
import dev.narrows.bench.traffic.TrafficMix;
import dev.narrows.crypto.Algorithm;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecgwModeTest {
    @TempDir
    private Path folder;

    @Test
    void shouldRunEveryWayWithEveryDriverThatHasTheAlgorithm() {
        assertEquals(List.of("secgw legacy, aesni_mb", "secgw librte_ipsec, aesni_mb",
            "secgw librte_ipsec cpu-crypto, aesni_mb", "secgw legacy, aesni_gcm", "secgw librte_ipsec, aesni_gcm",
            "secgw librte_ipsec cpu-crypto, aesni_gcm"), labels(Algorithm.AES_128_GCM_16));
        assertEquals(labels(Algorithm.AES_128_GCM_16), labels(Algorithm.AES_256_GCM_16));
    }

    @Test
    void shouldNotGiveADriverWhatItDoesNotHave() {
        assertTrue(labels(Algorithm.CHACHA20_POLY1305).stream().noneMatch(label -> label.endsWith("aesni_gcm")));
        assertEquals(6, labels(Algorithm.CHACHA20_POLY1305).size());
        assertTrue(
            labels(Algorithm.AES_128_CBC_HMAC_SHA_256_128).stream().allMatch(label -> label.endsWith("aesni_mb")));
        assertEquals(3, labels(Algorithm.AES_128_CBC_HMAC_SHA_256_128).size());
        assertEquals(List.of(), labels(Algorithm.AES_128_GCM_16_IIV), "ipsec-secgw itself does not know it");
    }

    @Test
    void shouldGiveEachModeAFileOfItsOwn() {
        List<SecgwMode> modes = SecgwMode.of(Algorithm.AES_128_GCM_16);

        assertEquals(modes.size(), modes.stream().map(SecgwMode::fileName).distinct().count());
        assertTrue(modes.stream().noneMatch(mode -> mode.fileName().contains(" ")));
    }

    @Test
    void shouldStartThePeerWithTheDriversDevice() throws Exception {
        Setting setting =
            new Setting(folder, Direction.OUTBOUND, TrafficMix.SIZE_64, Algorithm.AES_128_GCM_16, 1, 0);

        for (SecgwMode mode : SecgwMode.of(Algorithm.AES_128_GCM_16)) {
            List<String> command = new SecgwCommand(new Peers(folder), setting, mode).arguments(List.of(), 1);

            assertEquals(List.of(mode.driver().device()),
                command.stream().filter(word -> word.startsWith("--vdev=crypto")).toList());
            assertEquals(mode.way() != SecgwWay.LEGACY, command.getLast().equals("-l"), mode.label());
        }
    }

    private static List<String> labels(Algorithm algorithm) {
        return SecgwMode.of(algorithm).stream().map(SecgwMode::label).toList();
    }
}
