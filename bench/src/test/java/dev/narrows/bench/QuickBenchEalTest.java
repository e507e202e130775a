package dev.narrows.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.narrows.crypto.CryptoEngine;
import dev.narrows.crypto.CryptoEngines;
import dev.narrows.crypto.EngineChoice;
import dev.narrows.dpdk.DpdkException;
import dev.narrows.dpdk.Eal;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** That every section works on DPDK's virtual devices, not how fast anything is. */
class QuickBenchEalTest {
    @TempDir
    private Path folder;

    @BeforeAll
    static void shouldHaveDpdkAndRoot() {
        try {
            Eal.version();
        } catch (DpdkException e) {
            Assumptions.abort("no DPDK here: " + e.getMessage());
        }
        Assumptions.assumeTrue("root".equals(System.getProperty("user.name")),
            "EAL wants root for shared memory between processes");
    }

    @Test
    void shouldRunEverySectionOnce() throws Exception {
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        int lastCpu = Runtime.getRuntime().availableProcessors() - 1;

        boolean isGood = new Bench(new PrintStream(output, true, StandardCharsets.UTF_8), false, "--quick",
            "--no-peers",
            "--worker-cpu=" + lastCpu, "--control-cpu=0", "--out=" + folder).run();

        String text = output.toString(StandardCharsets.UTF_8);
        assertTrue(isGood, text);
        String json = Files.readString(folder.resolve("bench.json"));
        for (Sections section : Sections.values()) {
            assertEquals(1, text.split("== " + section.optionName() + " ==", -1).length - 1, text);
            assertTrue(json.contains("\"title\": \"" + section.optionName() + "\""), json);
        }
        assertTrue(json.contains("\"medians of starts\""), "starts");
        assertTrue(json.contains("\"subject\": \"" + Comparison.FLOOR + "\"")
            || text.contains("Left out: the floor in C cannot be compiled here"), text);
        assertEquals(isIpsecMbThere(), json.contains("\"subject\": \"" + Comparison.CRYPTO_AHEAD + "\""), text);
        assertTrue(Files.readString(folder.resolve("bench.html")).contains("<svg"), "plots");
    }

    private static boolean isIpsecMbThere() {
        try (CryptoEngine engine = CryptoEngines.open(EngineChoice.AUTO)) {
            return engine.name().equals(EngineChoice.IPSEC_MB.configName());
        }
    }
}
