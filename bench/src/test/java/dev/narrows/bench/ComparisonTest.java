package dev.narrows.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.narrows.bench.gateway.Direction;
import dev.narrows.bench.traffic.TrafficMix;
import dev.narrows.crypto.Algorithm;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ComparisonTest {
    @Test
    void shouldCompareWithTheBestOfThePeersModes() {
        Comparison comparison = comparison(Map.of(Comparison.NARROWS, new double[] {6, 5, 7},
            "secgw legacy", new double[] {2}, "secgw librte_ipsec", new double[] {3}));

        assertEquals(Optional.of("secgw librte_ipsec"), comparison.bestPeer());
        assertEquals(2, comparison.againstPeer().orElseThrow());
    }

    @Test
    void shouldAddTheTimesOfTheLimits() {
        Comparison comparison = comparison(Map.of(Comparison.NARROWS, new double[] {5},
            Comparison.IO, new double[] {40}, Comparison.CRYPTO, new double[] {10}));

        assertEquals(0.625, comparison.againstLimit().orElseThrow(), 1e-9);
    }

    @Test
    void shouldHaveNoRatioWithoutPeers() {
        Comparison comparison = comparison(Map.of(Comparison.NARROWS, new double[] {5}));

        assertTrue(comparison.againstPeer().isEmpty());
        assertTrue(comparison.againstLimit().isEmpty());
        assertEquals("-", Comparison.ratio(comparison.againstPeer()));
    }

    private static Comparison comparison(Map<String, double[]> rates) {
        return new Comparison(Algorithm.AES_128_GCM_16, Direction.OUTBOUND, TrafficMix.IMIX, rates);
    }
}
