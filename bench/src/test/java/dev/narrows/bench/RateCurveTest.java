package dev.narrows.bench;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.StringJoiner;
import org.junit.jupiter.api.Test;

class RateCurveTest {
    @Test
    void shouldFindWhenTheFullRateIsReached() {
        StringJoiner points = new StringJoiner(",");
        long packets = 0;
        for (int step = 1; step <= 100; step++) {
            packets += step <= 40 ? 10_000 : 100_000;
            points.add(step * 100_000 + ":" + packets);
        }
        RateCurve curve = RateCurve.parse(points.toString());

        assertEquals(1_000_000, curve.fullRate(), 1);
        assertEquals(4, curve.secondsToFullRate(), 0.11);
        assertEquals(0.1, curve.ratesInMillions()[0], 1e-9);
    }

    @Test
    void shouldReadPoints() {
        assertArrayEquals(new double[] {0.5, 1}, RateCurve.parse("500000:1,1000000:3").seconds());
        assertThrows(IllegalArgumentException.class, () -> RateCurve.parse("1:2"));
    }
}
