package dev.narrows.bench.profile;

import dev.narrows.bench.report.Table;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Samples, told apart by stage, class and line.
 */
final class Profile {
    private static final double PERCENT = 100;

    private final CodeMap code;
    private final double nanosPerPacket;
    private final Map<String, Long> groups = new HashMap<>();
    private final Map<String, Long> types = new HashMap<>();
    private final Map<String, Long> lines = new HashMap<>();
    private long samples;

    /**
     * An empty one.
     *
     * @param code           what the JVM compiled.
     * @param nanosPerPacket what one packet took while samples were taken.
     */
    Profile(CodeMap code, double nanosPerPacket) {
        this.code = code;
        this.nanosPerPacket = nanosPerPacket;
    }

    /** Adds a sample. */
    void add(Sample sample) {
        samples++;
        Optional<List<Frame>> frames = code.at(sample.instruction());
        if (frames.isEmpty()) {
            count(groups, sample.group());
            count(types, sample.library());
            count(lines, sample.library() + " " + sample.symbol());
            return;
        }
        Optional<Frame> ours = frames.get().stream().filter(Frame::isOurs).findFirst();
        count(groups, ours.map(frame -> "Java, " + frame.stage()).orElse("Java, else"));
        count(types, ours.map(Frame::shortType).orElse("Java, else"));
        count(lines, ours.map(Frame::toString).orElse("Java, else"));
    }

    private static void count(Map<String, Long> counts, String key) {
        counts.merge(key, 1L, Long::sum);
    }

    long samples() {
        return samples;
    }

    /** {@return a table by part of a packet's way} */
    Table byStage() {
        return table("By stage", groups, Integer.MAX_VALUE);
    }

    /** {@return a table of the classes and libraries that take most} */
    Table byClass(int most) {
        return table("By class", types, most);
    }

    /** {@return a table of the lines and functions that take most} */
    Table byLine(int most) {
        return table("By line", lines, most);
    }

    private Table table(String title, Map<String, Long> counts, int most) {
        Table table = new Table(title, "", "%", "ns a packet");
        counts.entrySet().stream()
            .sorted(Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder())
                .thenComparing(Map.Entry.comparingByKey()))
            .limit(most)
            .forEach(entry -> {
                double share = (double)entry.getValue() / samples;
                table.add(entry.getKey(), String.format(Locale.ROOT, "%.1f", share * PERCENT),
                    String.format(Locale.ROOT, "%.1f", share * nanosPerPacket));
            });
        return table;
    }
}
