package dev.narrows.bench.traffic;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class TrafficMixTest {
    @Test
    void shouldDrawEachSizeInItsShare() {
        List<Integer> sizes = TrafficMix.IMIX.sizes(Captures.FRAMES);

        assertEquals(768, sizes.size());
        assertEquals(7 * 64, Collections.frequency(sizes, 64));
        assertEquals(4 * 64, Collections.frequency(sizes, 576));
        assertEquals(64, Collections.frequency(sizes, 1400));
    }

    @Test
    void shouldKnowItsMeanSize() {
        double mean = TrafficMix.IMIX.sizes(120).stream().mapToInt(Integer::intValue).average().orElseThrow();

        assertEquals(mean, TrafficMix.IMIX.meanSize(), 1e-9);
    }
}
