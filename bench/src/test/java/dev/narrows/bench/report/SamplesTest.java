package dev.narrows.bench.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class SamplesTest {
    @Test
    void shouldTakeTheMiddleOfAnOddNumber() {
        assertEquals(new Samples(3, 1, 9), Samples.of(9, 3, 1));
    }

    @Test
    void shouldTakeTheMeanOfTheTwoInTheMiddleOfAnEvenNumber() {
        assertEquals(new Samples(3.5, 1, 9), Samples.of(9, 4, 3, 1));
    }
}
