package dev.narrows.bench.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xml.sax.InputSource;

class ReportTest {
    @TempDir
    private Path folder;

    @Test
    void shouldWriteJson() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("text", "a \"b\" \\ \n\u0001");
        map.put("numbers", new double[] {1, 2.5, Double.NaN});
        map.put("list", List.of(true, 7L));
        map.put("nothing", null);

        assertEquals("""
            {
              "text": "a \\"b\\" \\\\ \\u000a\\u0001",
              "numbers": [1, 2.5, null],
              "list": [
                true,
                7
              ],
              "nothing": null
            }
            """, Json.of(map));
        assertThrows(IllegalArgumentException.class, () -> Json.of(new Object()));
    }

    @Test
    void shouldAlignTables() {
        Table table = new Table("Rates", "packets", "Mpps");
        table.add("64 B", "6.42");
        table.add("IMIX", "4");

        assertEquals("Rates\npackets  Mpps\n64 B     6.42\nIMIX        4\n", table.text());
        assertThrows(IllegalArgumentException.class, () -> table.add("64 B"));
    }

    @Test
    void shouldKeepEverySample() {
        String json = report().json();

        assertTrue(json.contains("\"samples\": [3, 1.25, 2]"), json);
        assertTrue(json.contains("\"median\": 2"), json);
        assertTrue(json.contains("\"machine\": \"of <test>\""), json);
    }

    @Test
    void shouldTellTheMedianOfEachStart() {
        Chapter chapter = new Chapter("throughput");
        chapter.add(new Measurement("narrows", "packet rate", "Mpps", Map.of(),
            new Starts(List.of(new double[] {1, 2, 9}, new double[] {4, 5}))));
        Report report = new Report(Map.of());
        report.add(chapter);

        String json = report.json();

        assertTrue(json.contains("\"median\": 4,"), json);
        assertTrue(json.contains("\"medians of starts\": [2, 4.5]"), json);
        assertTrue(json.contains("\"samples\": [1, 2, 9, 4, 5]"), json);
        assertFalse(report().json().contains("medians of starts"), "where there was one start");
    }

    @Test
    void shouldWriteAPageThatNeedsNothingElse() throws Exception {
        report().write(folder.resolve("new"));
        String html = Files.readString(folder.resolve("new").resolve("bench.html"));

        assertTrue(html.contains("of &lt;test&gt;"), html);
        assertFalse(html.contains("<script") || html.contains("http:") || html.contains("https:")
            || html.contains("src=") || html.contains("url("), html);
    }

    @Test
    void shouldDrawPlotsThatAreWellFormed() throws Exception {
        Samples bar = new Samples(2, 1, 3);
        String bars = BarPlot.draw("a < b", "Mpps", List.of("64 B", "IMIX"),
            Map.of("narrows", Arrays.asList(bar, null)));
        String lines = LinePlot.draw("growth", new LinePlot.Axes("SAs", "Mpps", true, false),
            List.of(new LinePlot.Line("narrows", new double[] {1, 100}, new double[] {5, 4})));

        for (String svg : List.of(bars, lines)) {
            DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(svg)));
        }
        assertEquals(2 + 1, bars.split("<rect", -1).length, bars);
    }

    @Test
    void shouldChooseRoundMarks() {
        assertEquals(List.of(0.0, 2.0, 4.0, 6.0, 8.0), Scale.even(6.4).marks());
        assertEquals(List.of(1.0, 10.0, 100.0), Scale.logarithmic(1, 60).marks().stream().map(Math::rint).toList());
        assertEquals(0.5, Scale.logarithmic(1, 100).position(10), 1e-9);
        assertEquals("100k", Scale.label(100_000));
        assertEquals("0.5", Scale.label(0.5));
    }

    private static Report report() {
        Chapter chapter = new Chapter("throughput");
        chapter.add(new Measurement("narrows", "packet rate", "Mpps", Map.of("packets", "64 B"), 3, 1.25, 2));
        Report report = new Report(Map.of("machine", "of <test>"));
        report.add(chapter);
        return report;
    }
}
