package dev.narrows.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.util.Locale;

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
     * Prints the gateway's answer for people.
     *
     * @param answer    the method's result.
     * @param withZeros whether drop reasons that never occurred are printed.
     * @param out       where to.
     */
    void print(JsonNode answer, boolean withZeros, PrintWriter out) {
        switch (this) {
            case TUNNELS -> AnswerTables.tunnels(answer).print(out);
            case SAS -> AnswerTables.sas(answer).print(out);
            case POLICIES -> AnswerTables.policies(answer).print(out);
            case PATHS -> AnswerTables.paths(answer).print(out);
            case PORTS -> AnswerTables.ports(answer).print(out);
            case NEIGHBOURS -> AnswerTables.neighbours(answer).print(out);
            case COUNTERS -> new CountersText(answer, withZeros).print(out);
        }
    }

    /** {@return the word on the command line} */
    @Override
    public String toString() {
        return method();
    }
}
