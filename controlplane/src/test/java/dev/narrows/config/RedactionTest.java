package dev.narrows.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class RedactionTest {
    @Test
    void shouldHideLongRowsOfDigitsOnly() {
        assertEquals("0x(hidden) and 0xffffffff", Redaction.of("0x00112233445566 and 0xffffffff"));
    }

    @Test
    void shouldKeepMessageOnOneLineOfAscii() {
        assertEquals("a?b?c??", Redaction.of("a\nb\u001bc\u00e4\u2028"));
    }

    @Test
    void shouldCutWhatIsTooLong() {
        assertEquals("x".repeat(400) + "...", Redaction.of("x".repeat(401)));
    }
}
