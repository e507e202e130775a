package dev.narrows.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class TrafficMixTest {
    @Test
    void shouldDrawEachSizeInItsShare() {
        List<Integer> sizes = TrafficMix.IMIX.sizes(10);

        assertEquals(120, sizes.size());
        assertEquals(70, Collections.frequency(sizes, 64));
        assertEquals(40, Collections.frequency(sizes, 576));
        assertEquals(10, Collections.frequency(sizes, 1400));
    }

    @Test
    void shouldKnowItsMeanSize() {
        double mean = TrafficMix.IMIX.sizes(5).stream().mapToInt(Integer::intValue).average().orElseThrow();

        assertEquals(mean, TrafficMix.IMIX.meanSize(), 1e-9);
    }
}
