package dev.narrows.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a running gateway has turned off of its interfaces, in a file: a process that is killed cannot restore it, and
 * the next one must not take that for what was there before. Of another boot, or about an interface that has been made
 * anew, it says nothing.
 *
 * <pre>
 *    boot 0d6c1f4e-...
 *    eth0 2 0 rx-gro,rx-lro          name, number, the other end's segments, features
 * </pre>
 */
final class OffloadRecord {
    private static final String BOOT = "boot ";
    private static final int FIELDS = 4;
    private static final String NO_FEATURES = "-";

    private final Path file;
    private final String boot;
    private final Map<String, Entry> entries = new LinkedHashMap<>();

    /**
     * What an interface had before anything was turned off.
     *
     * @param name     its name.
     * @param index    the kernel's number for it.
     * @param features those that were on.
     * @param segments what the other end's stack left to its device, or 0.
     */
    record Entry(String name, int index, List<String> features, int segments) {
        private String line() {
            return name + " " + index + " " + segments + " "
                + (features.isEmpty() ? NO_FEATURES : String.join(",", features));
        }
    }

    private OffloadRecord(Path file, String boot) {
        this.file = file;
        this.boot = boot;
    }

    /**
     * Reads what an earlier process has left, if anything.
     *
     * @param file where.
     * @param boot what tells this boot of the machine from any other.
     * @return the record.
     * @throws IOException where it is there and cannot be read.
     */
    static OffloadRecord read(Path file, String boot) throws IOException {
        OffloadRecord record = new OffloadRecord(file, boot);
        List<String> lines;
        try {
            lines = Files.readAllLines(file, StandardCharsets.UTF_8);
        } catch (NoSuchFileException _) {
            return record;
        }
        if (!lines.isEmpty() && lines.getFirst().equals(BOOT + boot)) {
            lines.subList(1, lines.size()).forEach(record::parse);
        }
        return record;
    }

    /** A line that is cut short is left out: the features are then as they are found. */
    private void parse(String line) {
        String[] fields = line.split(" ", -1);
        if (fields.length == FIELDS && isNumber(fields[1]) && isNumber(fields[2])) {
            List<String> features = fields[3].equals(NO_FEATURES) ? List.of() : List.of(fields[3].split(",", -1));
            entries.put(fields[0],
                new Entry(fields[0], Integer.parseInt(fields[1]), features, Integer.parseInt(fields[2])));
        }
    }

    private static boolean isNumber(String text) {
        return text.matches("[0-9]{1,9}");
    }

    /** {@return what an interface had, as far as an earlier process has left word of it} */
    Entry of(String name, int index) {
        Entry entry = entries.get(name);
        return entry != null && entry.index() == index ? entry : new Entry(name, index, List.of(), 0);
    }

    /**
     * Writes down what an interface has, before it is changed.
     *
     * @param entry of the interface.
     * @throws IOException where it cannot be written.
     */
    void put(Entry entry) throws IOException {
        entries.put(entry.name(), entry);
        List<String> lines = new ArrayList<>(List.of(BOOT + boot));
        entries.values().forEach(each -> lines.add(each.line()));
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        Files.write(fresh, lines, StandardCharsets.UTF_8);
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    }

    /** Nothing is turned off any more. */
    void clear() {
        entries.clear();
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
