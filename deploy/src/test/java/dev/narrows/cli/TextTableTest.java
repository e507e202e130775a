package dev.narrows.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Tables for people. */
final class TextTableTest {
    private final TextTable table = new TextTable().text("NAME").number("COUNT").text("WHY");

    @Test
    void shouldAlignTextLeftAndNumbersRight() {
        table.row(List.of("a", "1", "short"));
        table.row(List.of("a longer name", "1234567", "b"));
        assertEquals("""
            NAME             COUNT  WHY
            a                    1  short
            a longer name  1234567  b
            """, print());
    }

    @Test
    void shouldPrintTitlesWithoutRows() {
        assertEquals("NAME  COUNT  WHY\n", print());
    }

    @Test
    void shouldLeaveNoBlanksAtTheEndOfLines() {
        table.row(List.of("a", "1", ""));
        assertEquals("NAME  COUNT  WHY\na         1\n", print());
    }

    @Test
    void shouldRefuseRowOfAnotherLength() {
        assertThrows(IllegalArgumentException.class, () -> table.row(List.of("a", "1")));
    }

    private String print() {
        StringWriter text = new StringWriter();
        table.print(new PrintWriter(text));
        return text.toString();
    }
}
