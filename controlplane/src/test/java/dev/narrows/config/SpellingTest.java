package dev.narrows.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SpellingTest {
    private static final List<String> KNOWN = List.of("ports", "routes", "df", "in", "out", "key", "key-file");

    @Test
    void shouldFindWordThatTwoLettersMake() {
        assertEquals(Optional.of("ports"), Spelling.nearest("port", KNOWN));
        assertEquals(Optional.of("routes"), Spelling.nearest("ruotes", KNOWN));
        assertEquals(Optional.of("key-file"), Spelling.nearest("keyfile", KNOWN));
    }

    @Test
    void shouldFindNothingWhereNoWordIsNear() {
        assertEquals(Optional.empty(), Spelling.nearest("speed", KNOWN));
        assertEquals(Optional.empty(), Spelling.nearest("xy", List.of("df")));
        assertEquals(Optional.empty(), Spelling.nearest("", KNOWN.subList(0, 2)));
    }
}
