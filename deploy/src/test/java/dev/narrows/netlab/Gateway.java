package dev.narrows.netlab;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.StreamSupport;

/**
 * A running gateway of the netlab, as seen by its control socket and its files.
 */
final class Gateway {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final String name;
    private final Path directory;

    Gateway(String name, Path directory) {
        this.name = name;
        this.directory = directory;
    }

    String name() {
        return name;
    }

    Path socket() {
        return directory.resolve("narrows.sock");
    }

    Path state() {
        return directory.resolve("state");
    }

    Path configuration() {
        return directory.resolve("narrows.yaml");
    }

    String log() {
        return read(directory.resolve("log"));
    }

    ProcessHandle process() {
        long pid = Long.parseLong(read(directory.resolve("pid")).split(" ", 2)[0]);
        return ProcessHandle.of(pid).orElseThrow(() -> new AssertionError("gateway " + name + " does not run"));
    }

    /** Ends it as a crash would: without a chance to write anything. */
    void kill() {
        ProcessHandle process = process();
        process.destroyForcibly();
        process.onExit().join();
    }

    /**
     * Asks by the control socket.
     *
     * @param method the method's name.
     * @return the result.
     */
    JsonNode ask(String method) {
        return ask(method, JSON.createObjectNode());
    }

    JsonNode ask(String method, ObjectNode parameters) {
        try (Conversation conversation = converse()) {
            return conversation.ask(method, parameters).get("result");
        }
    }

    /**
     * Sends a line as it is.
     *
     * @param line what to send, with its line feed.
     * @return the whole response.
     */
    JsonNode askInWords(String line) {
        try (Conversation conversation = converse()) {
            return conversation.askInWords(line);
        }
    }

    /** Connects for more than one question; the caller's to close. */
    Conversation converse() {
        return new Conversation(socket());
    }

    /** Begins to read events: what happens from now on, a line each; the caller's to close. */
    BufferedReader follow() {
        return converse().follow();
    }

    static JsonNode json(String line) throws IOException {
        return JSON.readTree(line);
    }

    static ObjectNode parameters() {
        return JSON.createObjectNode();
    }

    JsonNode path() {
        return ask("paths").get(0);
    }

    int effectiveMtu() {
        return path().get("effectiveMtu").intValue();
    }

    long believedClaims() {
        return path().get("claims").get("believed").longValue();
    }

    long rejectedClaims(String reason) {
        return path().get("claims").get("rejected").path(reason).longValue();
    }

    long drops(String reason) {
        JsonNode drops = ask("counters").get("drops");
        if (!drops.has(reason)) {
            throw new AssertionError("no drop reason " + reason + " in " + drops);
        }
        return drops.get(reason).longValue();
    }

    /** The only SA of a direction, {@code in} or {@code out}. */
    JsonNode sa(String direction) {
        return StreamSupport.stream(ask("sas").spliterator(), false)
            .filter(sa -> direction.equals(sa.get("direction").textValue()))
            .reduce((one, another) -> {
                throw new AssertionError("several SAs " + direction + ": " + one + another);
            })
            .orElseThrow(() -> new AssertionError("no SA " + direction));
    }

    /** Fails unless, once traffic has ended, every packet received or made here was sent or counted as dropped. */
    void expectBalancedCounters() {
        Eventually.holds(() -> imbalance(ask("counters").get("packets")) == 0,
            () -> "counters of " + name + " do not balance: " + ask("counters"));
    }

    private static long imbalance(JsonNode packets) {
        return packets.get("received").longValue() + packets.get("made").longValue()
            - packets.get("sent").longValue() - packets.get("dropped").longValue();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
