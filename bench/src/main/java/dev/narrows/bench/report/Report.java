package dev.narrows.bench.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A run of the bench: where it ran, and what each section found. It can be written at any time, so that what was
 * measured
 * is kept though a later section fails.
 */
public final class Report {
    private final Map<String, String> facts;
    private final List<Chapter> chapters = new ArrayList<>();

    /**
     * A report without chapters.
     *
     * @param facts about the machine, the versions and the options, in the order in which they are shown.
     */
    public Report(Map<String, String> facts) {
        this.facts = new LinkedHashMap<>(facts);
    }

    /**
     * Adds a chapter.
     *
     * @param chapter what a section found.
     */
    public void add(Chapter chapter) {
        chapters.add(chapter);
    }

    /**
     * Writes {@code bench.json} and {@code bench.html}.
     *
     * @param folder where they go, which is made if it is not there.
     * @throws IOException where that cannot be.
     */
    public void write(Path folder) throws IOException {
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("bench.json"), json());
        Files.writeString(folder.resolve("bench.html"), html());
    }

    String json() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("run", facts);
        json.put("chapters", chapters.stream().map(Chapter::toJson).toList());
        return Json.of(json);
    }

    String html() {
        StringBuilder body = new StringBuilder("<h1>Narrows bench</h1>\n<table class=\"facts\">\n");
        facts.forEach((name, value) -> body.append("<tr><th>").append(Html.escape(name)).append("</th><td>")
            .append(Html.escape(value)).append("</td></tr>\n"));
        body.append("</table>\n");
        chapters.forEach(chapter -> body.append(chapter.html()));
        return Html.page("Narrows bench", body.toString());
    }
}
