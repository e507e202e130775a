package dev.narrows.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.narrows.bench.gateway.Direction;
import dev.narrows.bench.report.Starts;
import dev.narrows.bench.traffic.TrafficMix;
import dev.narrows.crypto.Algorithm;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ComparisonTest {
    @Test
    void shouldCompareWithTheBestOfThePeersModesAndDrivers() {
        Comparison comparison = comparison(Map.of(Comparison.NARROWS, new double[] {6, 5, 7},
            "secgw legacy, aesni_mb", new double[] {2}, "secgw legacy, aesni_gcm", new double[] {3},
            "secgw librte_ipsec, aesni_mb", new double[] {2.5}, Comparison.FLOOR, new double[] {9}));

        assertEquals(Optional.of("secgw legacy, aesni_gcm"), comparison.bestPeer());
        assertEquals(3, comparison.peerModes().size());
        assertEquals(2, comparison.againstPeer().orElseThrow());
    }

    @Test
    void shouldCompareWithTheFloor() {
        Comparison comparison = comparison(Map.of(Comparison.NARROWS, new double[] {6},
            Comparison.FLOOR, new double[] {7, 8, 9}));

        assertEquals(0.75, comparison.againstFloor().orElseThrow());
    }

    @Test
    void shouldTakeTheMedianOverAllStarts() {
        Comparison comparison = new Comparison(Algorithm.AES_128_GCM_16, Direction.OUTBOUND, TrafficMix.IMIX,
            Map.of(Comparison.NARROWS, new Starts(List.of(new double[] {10, 11}, new double[] {5})),
                "secgw legacy, aesni_mb", new Starts(List.of(new double[] {4}, new double[] {5, 6}))));

        assertEquals(2, comparison.againstPeer().orElseThrow());
    }

    @Test
    void shouldAddTheTimesOfTheLimits() {
        Comparison comparison = comparison(Map.of(Comparison.NARROWS, new double[] {5},
            Comparison.IO, new double[] {40}, Comparison.CRYPTO, new double[] {10}));

        assertEquals(0.625, comparison.againstLimit().orElseThrow(), 1e-9);
    }

    @Test
    void shouldTakeTheLoopForTheLimitThatDoesNotWaitForItsNonces() {
        Comparison comparison = comparison(Map.of(Comparison.NARROWS, new double[] {5},
            Comparison.IO, new double[] {40}, Comparison.CRYPTO, new double[] {10},
            Comparison.CRYPTO_AHEAD, new double[] {40}));

        assertEquals(Optional.of(Comparison.CRYPTO_AHEAD), comparison.cryptoLimit());
        assertEquals(0.25, comparison.againstLimit().orElseThrow(), 1e-9);
    }

    @Test
    void shouldHaveNoRatioWithoutPeers() {
        Comparison comparison = comparison(Map.of(Comparison.NARROWS, new double[] {5}));

        assertTrue(comparison.againstPeer().isEmpty());
        assertTrue(comparison.againstFloor().isEmpty());
        assertTrue(comparison.againstLimit().isEmpty());
        assertEquals("-", Comparison.ratio(comparison.againstPeer()));
    }

    private static Comparison comparison(Map<String, double[]> rates) {
        Map<String, Starts> starts = new LinkedHashMap<>();
        rates.forEach((name, samples) -> starts.put(name, Starts.single(samples)));
        return new Comparison(Algorithm.AES_128_GCM_16, Direction.OUTBOUND, TrafficMix.IMIX, starts);
    }
}
