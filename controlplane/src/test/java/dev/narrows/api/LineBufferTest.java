package dev.narrows.api;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Bytes that become lines. */
final class LineBufferTest {
    private static final long SEED = 20260101;

    private final LineBuffer buffer = new LineBuffer();

    @Test
    void shouldGiveLinesInOrder() throws IOException {
        receive("one\n\ntwo\nhal");
        assertEquals("one", line());
        assertEquals("", line());
        assertEquals("two", line());
        assertFalse(buffer.hasLine());
        receive("f\n");
        assertEquals("half", line());
        assertTrue(buffer.isEmpty());
    }

    @Test
    void shouldTellOverlongLineOnlyWithoutEnd() throws IOException {
        receive("x".repeat(LineBuffer.LONGEST_LINE));
        assertFalse(buffer.isOverlong());
        receive("\n");
        assertFalse(buffer.isOverlong());
        assertEquals(LineBuffer.LONGEST_LINE, line().length());
        receive("x".repeat(LineBuffer.LONGEST_LINE + 1));
        assertTrue(buffer.isOverlong());
    }

    @Test
    void shouldForgetEverythingWhenCleared() throws IOException {
        receive("one\ntwo");
        assertTrue(buffer.hasLine());
        buffer.clear();
        assertTrue(buffer.isEmpty());
        assertFalse(buffer.hasLine());
    }

    @Test
    void shouldSplitAnyBytesReceivedInAnyPieces() throws IOException {
        Random random = new Random(SEED);
        for (int round = 0; round < 300; round++) {
            byte[] bytes = new byte[random.nextInt(3000)];
            random.nextBytes(bytes);
            List<byte[]> expected = split(bytes);
            List<byte[]> lines = new ArrayList<>();
            for (int at = 0; at < bytes.length;) {
                int end = Math.min(bytes.length, at + 1 + random.nextInt(700));
                receive(Arrays.copyOfRange(bytes, at, end));
                at = end;
                while (buffer.hasLine()) {
                    lines.add(taken());
                }
            }
            assertEquals(expected.size(), lines.size(), "seed " + SEED + ", round " + round);
            for (int i = 0; i < lines.size(); i++) {
                assertArrayEquals(expected.get(i), lines.get(i), "seed " + SEED + ", round " + round);
            }
            buffer.clear();
        }
    }

    private static List<byte[]> split(byte[] bytes) {
        List<byte[]> lines = new ArrayList<>();
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (byte b : bytes) {
            if (b == '\n') {
                lines.add(line.toByteArray());
                line.reset();
            } else {
                line.write(b);
            }
        }
        return lines;
    }

    private String line() {
        assertTrue(buffer.hasLine());
        return new String(taken(), StandardCharsets.UTF_8);
    }

    private byte[] taken() {
        try (RequestLine line = buffer.takeLine()) {
            return line.text();
        }
    }

    private void receive(String text) throws IOException {
        receive(text.getBytes(StandardCharsets.UTF_8));
    }

    private void receive(byte[] bytes) throws IOException {
        var channel = Channels.newChannel(new ByteArrayInputStream(bytes));
        int received = 0;
        while (received < bytes.length) {
            received += buffer.receiveFrom(channel);
        }
    }
}
