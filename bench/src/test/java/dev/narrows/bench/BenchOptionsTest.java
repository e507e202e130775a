package dev.narrows.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.narrows.crypto.Algorithm;
import dev.narrows.crypto.EngineChoice;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BenchOptionsTest {
    @Test
    void shouldReadEveryOption() {
        assertEquals(
            new BenchOptions(Algorithm.AES_256_GCM_16, EngineChoice.BOUNCY_CASTLE, 3, 2, 5, 4, 0),
            BenchOptions.parse("--algorithm=aes-256-gcm-16", "--engine=bouncy-castle", "--worker-cpu=3",
                "--control-cpu=2", "--samples=5", "--seconds=4", "--warm-up=0"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"samples=3", "--samples", "--samples=0", "--samples=x", "--algorithm=rot13", "--engine=steam",
        "--seconds=-1", "--speed=9", "--seconds=99999999"})
    void shouldRefuseWhatItDoesNotKnow(String option) {
        IllegalArgumentException refusal =
            assertThrows(IllegalArgumentException.class, () -> BenchOptions.parse(option));

        assertTrue(refusal.getMessage().length() > 10, refusal.getMessage());
    }
}
