package dev.narrows.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * What {@code narrows show} can show; each is a method of the control socket.
 */
enum Subject {
    /** Tunnels and what they protect. */
    TUNNELS,
    /** Security associations. */
    SAS,
    /** Policies, in the order in which they count. */
    POLICIES,
    /** What is known of each path. */
    PATHS,
    /** Ports and their traffic. */
    PORTS,
    /** Next hops. */
    NEIGHBOURS,
    /** Everything that is counted. */
    COUNTERS;

    /** {@return the method's name} */
    String method() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * Prints what comes of the gateway's answer, part by part, for people.
     *
     * @param withZeros whether drop reasons that never occurred are printed.
     * @param out       where to.
     * @return takes each part of the method's result.
     */
    Consumer<JsonNode> printer(boolean withZeros, PrintWriter out) {
        return switch (this) {
            case TUNNELS -> parts(AnswerTables::tunnels, out);
            case SAS -> parts(AnswerTables::sas, out);
            case POLICIES -> parts(AnswerTables::policies, out);
            case PATHS -> parts(AnswerTables::paths, out);
            case PORTS -> parts(AnswerTables::ports, out);
            case NEIGHBOURS -> parts(AnswerTables::neighbours, out);
            case COUNTERS -> answer -> new CountersText(answer, withZeros).print(out);
        };
    }

    private static Consumer<JsonNode> parts(Function<JsonNode, TextTable> rows, PrintWriter out) {
        AtomicReference<TextTable> printed = new AtomicReference<>();
        return part -> {
            TextTable table = rows.apply(part);
            TextTable earlier = printed.getAndSet(table);
            if (earlier != null) {
                table.continueFrom(earlier);
            }
            table.print(out);
        };
    }

    /** {@return the word on the command line} */
    @Override
    public String toString() {
        return method();
    }
}
