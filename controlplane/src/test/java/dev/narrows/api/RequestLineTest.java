package dev.narrows.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What of a line comes to the Java heap: everything but keys. */
final class RequestLineTest {
    private static final String KEY = "0123456789abcdef0123456789abcdef00112233";

    /** A line as it was received. */
    static RequestLine line(String text) {
        return line(text.getBytes(StandardCharsets.UTF_8));
    }

    static RequestLine line(byte[] bytes) {
        return new RequestLine(ByteBuffer.wrap(bytes), bytes.length);
    }

    @Test
    void shouldPutWordsInThePlaceOfKeys() {
        String text = "{\"add\":[{\"key\" : \"" + KEY + "\",\"spi\":1},{\"key\":\"0x" + KEY + "\"},{\"key\":\"\"}]}";
        try (RequestLine line = line(text)) {
            assertEquals("{\"add\":[{\"key\" : \"@0\"" + " ".repeat(38) + ",\"spi\":1},{\"key\":\"@1\"" + " ".repeat(40)
                + "},{\"key\":\"@2\"}]}", textOf(line));
            assertEquals(KEY, characters(line.key("@0")));
            assertEquals("0x" + KEY, characters(line.key("@1")));
            assertEquals("", characters(line.key("@2")));
            assertNull(line.key("@3"));
            assertNull(line.key("@"));
            assertNull(line.key(KEY));
        }
    }

    /** Who writes a mark in a key's place gets the key that this is, and no other one's. */
    @Test
    void shouldTakeEveryKeyForWhatItSays() {
        try (RequestLine line = line("[{\"key\":\"" + KEY + "\"},{\"key\":\"@0\"}]")) {
            assertEquals("@0", characters(line.key("@1")));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "{\"key\":\"KEY",
        "{\"key\":\"KEY\\",
        "{\"key\":KEY}",
        "{\"Key\":\"KEY\"}",
        "{\"\\u006bey\":\"KEY\"}",
        "{\"key\",\"KEY\"}",
        "{\"key\":[\"KEY\"]}",
        "{\"key\":{\"x\":\"KEY\"}}",
        "{\"KEY\":1}",
        "KEY",
        "\"KEY\"",
        "{\"tunnel\":\"a KEY b\"}",
        "{\"key\":\"x\\\"KEY\"}"})
    void shouldNeverLetKeyThroughWhereverItStands(String form) {
        for (String key : new String[] {KEY, KEY.toUpperCase(Locale.ROOT), "0x" + KEY}) {
            try (RequestLine line = line(form.replace("KEY", key))) {
                assertFalse(textOf(line).toLowerCase(Locale.ROOT).contains(KEY.substring(0, 16)), textOf(line));
                assertFalse(line.toString().contains(KEY), line.toString());
            }
        }
    }

    @Test
    void shouldLeaveEverythingElseAsItIs() {
        for (String text : new String[] {
            "{\"jsonrpc\":\"2.0\",\"id\":\"" + KEY + "\",\"method\":\"sas\",\"params\":{\"tunnel\":\"" + "a".repeat(32)
            + "\"}}",
            "", "{", "\"", "\\", "[1, 2.5, null, \"\\\"\", \"k\\u00e4y\"]", "{\"id\" :\n \"" + KEY + "\"}"}) {
            try (RequestLine line = line(text)) {
                assertEquals(text, textOf(line));
            }
        }
    }

    @Test
    void shouldStandAnyBytes() {
        Random random = new Random(3);
        String alphabet = "\"\":,{}[]\\ keyid0a\n\u00e4";
        for (int round = 0; round < 20_000; round++) {
            StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(40); i > 0; i--) {
                text.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            try (RequestLine line = line(text.toString())) {
                assertTrue(text.indexOf("\"key\"") >= 0 || textOf(line).contentEquals(text), text::toString);
            }
        }
    }

    private static String textOf(RequestLine line) {
        return new String(line.text(), StandardCharsets.UTF_8);
    }

    private static String characters(CharSequence key) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < key.length(); i++) {
            text.append(key.charAt(i));
        }
        return text.toString();
    }
}
