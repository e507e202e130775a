package dev.narrows.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RateSearchTest {
    @ParameterizedTest
    @ValueSource(doubles = {3, 55, 97, 104, 149})
    void shouldFindWhereLossBegins(double capacity) throws Exception {
        RateSearch search = new RateSearch(0, rate -> Math.max(0, 1 - capacity / rate));

        double found = search.run(100);

        assertTrue(found <= capacity && found > capacity - 1, "found " + found);
    }

    @Test
    void shouldAllowTheLossThatIsAllowed() throws Exception {
        double found = new RateSearch(0.005, rate -> Math.max(0, 1 - 80 / rate)).run(100);

        assertEquals(80 / 0.995, found, 1);
    }

    @Test
    void shouldGoBackWhereWhatItFoundDoesNotHold() throws Exception {
        Random random = new Random(4);
        RateSearch search = new RateSearch(0, rate -> rate > 50 && random.nextInt(10) < (rate - 50) / 2 ? 0.1 : 0);

        double found = search.run(100);

        assertTrue(found >= 50 && found < 60, "found " + found);
        assertEquals(0, search.steps().getLast().loss());
    }

    @Test
    void shouldFindNothingWhereAllIsLost() throws Exception {
        assertEquals(0, new RateSearch(0, rate -> 1).run(100));
    }

    @Test
    void shouldNotLookForEverWhereNothingIsLost() throws Exception {
        double found = new RateSearch(0, rate -> 0).run(100);

        assertTrue(found > 140 && found <= 150, "found " + found);
    }
}
