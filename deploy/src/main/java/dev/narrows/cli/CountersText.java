package dev.narrows.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Counters for people: a table for each group, with what each counter means.
 */
final class CountersText {
    private static final List<String> GROUPS = List.of("packets", "drops", "events", "icmp", "claims");

    private final JsonNode counters;
    private final boolean withZeros;

    /**
     * The text of an answer.
     *
     * @param counters  the result of the method {@code counters}.
     * @param withZeros whether drop reasons that never occurred are printed.
     */
    CountersText(JsonNode counters, boolean withZeros) {
        this.counters = counters;
        this.withZeros = withZeros;
    }

    /**
     * Prints it.
     *
     * @param out where to.
     */
    void print(PrintWriter out) {
        for (String group : GROUPS) {
            table(group).print(out);
            out.println();
        }
        out.println("packet buffers in use: " + Cells.plain(counters.path("poolInUse")) + " of "
            + Cells.plain(counters.path("poolSize")));
    }

    private TextTable table(String group) {
        TextTable table = new TextTable().text(group.toUpperCase(Locale.ROOT)).number("COUNT").text("DESCRIPTION");
        for (Map.Entry<String, JsonNode> counter : counters.path(group).properties()) {
            if (withZeros || !group.equals("drops") || counter.getValue().longValue() != 0) {
                table.row(List.of(counter.getKey(), Cells.plain(counter.getValue()),
                    counters.path("descriptions").path(counter.getKey()).asText()));
            }
        }
        return table;
    }
}
