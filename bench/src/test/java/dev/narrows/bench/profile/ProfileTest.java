package dev.narrows.bench.profile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.narrows.bench.gateway.Direction;
import dev.narrows.bench.traffic.TrafficMix;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProfileTest {
    private static final String CODE = """
         main code      [0x1000,0x2000] = 4096
          0x1100: ;*getfield tunnel
                  ; - org.agrona.UnsafeApi::getByte@5
                  ; - dev.narrows.worker.OutboundStage::seal@1 (line 7)
        """;

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "    7f52f3f6b403 eth_null_tx+0x1 (/usr/lib/x86_64-linux-gnu/librte_net_null.so.23.0)|driver, transmit",
        "7f52f3f6b403 [unknown] (/usr/lib/x86_64-linux-gnu/dpdk/pmds-23.0/librte_net_null.so.23.0)|driver, transmit",
        "7f52f3f6b403 eth_pcap_rx_infinite (/usr/lib/librte_net_pcap.so.23)|driver, receive",
        "7f52f3f6b403 common_ring_mp_enqueue (/usr/lib/librte_mempool_ring.so.23.0)|packet pool and rings",
        "7f52f3f6b403 aes_gcm_enc_128_vaes_avx512 (/usr/lib/libIPSec_MB.so.1.3.0)|crypto library",
        "7f52f3f6b403 Ldev/narrows/X;::y (/tmp/perf-77.map)|Java, else",
        "ffffffff81000000 asm_sysvec (with) space ([kernel.kallsyms])|kernel",
        "7f52f3f6b403 [unknown] (/usr/lib/libc.so.6)|C library"})
    void shouldPutSamplesIntoGroups(String line, String group) {
        assertEquals(group, Sample.parse(line).map(Sample::group).orElse("no sample"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "xyz", "narrows-worker 77 [001]:", "12345678901234567 f (a)", "7f f"})
    void shouldPassOverLinesThatAreNoSamples(String line) {
        assertEquals(Optional.empty(), Sample.parse(line));
    }

    @Test
    void shouldTellSharesAndNanosecondsOfAPacket() {
        Profile profile = new Profile(CodeMap.read(CODE.lines()), 200);
        for (String line : List.of("1180 x (/tmp/perf-1.map)", "1190 x (/tmp/perf-1.map)", "1110 x (/tmp/perf-1.map)",
            "9000 eth_null_tx (/usr/lib/librte_net_null.so.23)")) {
            profile.add(Sample.parse(line).orElseThrow());
        }

        assertEquals(List.of("Java, worker", "75.0", "150.0"), cells(profile.byStage().text(), 2));
        assertEquals(List.of("driver, transmit", "25.0", "50.0"), cells(profile.byStage().text(), 3));
        assertEquals(List.of("worker.OutboundStage", "75.0", "150.0"), cells(profile.byClass(1).text(), 2));
        assertTrue(profile.byLine(1).text().contains("worker.OutboundStage.seal:7"), profile.byLine(1).text());
        assertEquals(3, profile.byLine(1).text().lines().count());
    }

    private static List<String> cells(String table, int line) {
        return List.of(table.lines().toList().get(line).split(" {2,}", -1));
    }

    @Test
    void shouldReadItsOptions() {
        ProfileOptions options =
            ProfileOptions.parse("--direction=inbound", "--packets=imix", "--seconds=3", "--lines", "--worker-cpu=2");

        assertEquals(Direction.INBOUND, options.direction());
        assertEquals(TrafficMix.IMIX, options.mix());
        assertEquals(3, options.seconds());
        assertTrue(options.hasLines());
        assertEquals(List.of(2), options.cpus().workers());
    }

    @ParameterizedTest
    @ValueSource(strings = {"--speed", "fast", "--seconds=0", "--seconds=x", "--packets=65", "--direction=up"})
    void shouldRefuseWhatItDoesNotKnow(String option) {
        assertThrows(IllegalArgumentException.class, () -> ProfileOptions.parse(option));
    }
}
