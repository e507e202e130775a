package dev.narrows.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;

/**
 * Prints a list that comes in parts as one JSON array, each part as it comes; what is no list, as it is.
 */
final class JsonParts implements AutoCloseable {
    private static final JsonMapper JSON = new JsonMapper();

    private final PrintWriter out;
    private final JsonGenerator generator;
    private boolean isList;

    /**
     * A document without anything in it.
     *
     * @param out where it goes.
     */
    JsonParts(PrintWriter out) {
        this.out = out;
        try {
            generator = JSON.createGenerator(out).useDefaultPrettyPrinter();
            generator.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Prints a part.
     *
     * @param part of the gateway's result.
     */
    void add(JsonNode part) {
        try {
            if (!part.isArray()) {
                JSON.writeTree(generator, part);
                return;
            }
            if (!isList) {
                isList = true;
                generator.writeStartArray();
            }
            for (JsonNode item : part) {
                JSON.writeTree(generator, item);
            }
            generator.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends the document, so that what was printed of a list is one, however many parts of it came. */
    @Override
    public void close() {
        try {
            generator.close();
            out.println();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
