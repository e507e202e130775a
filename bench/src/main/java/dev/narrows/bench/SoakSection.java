package dev.narrows.bench;

import dev.narrows.bench.gateway.Direction;
import dev.narrows.bench.gateway.GatewayOptions;
import dev.narrows.bench.peer.Answer;
import dev.narrows.bench.peer.NarrowsProcess;
import dev.narrows.bench.report.Chapter;
import dev.narrows.bench.report.LinePlot;
import dev.narrows.bench.report.Measurement;
import dev.narrows.bench.report.Table;
import dev.narrows.bench.traffic.Network;
import dev.narrows.bench.traffic.PcapFile;
import dev.narrows.bench.traffic.SoakFrames;
import dev.narrows.bench.traffic.TrafficMix;
import dev.narrows.crypto.Algorithm;
import dev.narrows.crypto.CryptoEngine;
import dev.narrows.crypto.CryptoEngines;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Runs the gateway at its full rate with everything mixed in: both directions, packets too long, fragments, forged and
 * replayed ESP, claims of a path's MTU, malformed packets, and rekeys. Every packet must be accounted for, every buffer
 * must come home, and memory must stay as it is.
 */
final class SoakSection implements Section {
    private static final String COMMAND = "flood " + Direction.BOTH.with(TrafficMix.IMIX) + " ";
    private static final long QUICK_MILLIS = 1000;
    private static final long WINDOW_MILLIS = 10_000;
    private static final long REKEY_MILLIS = 100;
    private static final int SETTLED_AFTER = 4;
    private static final double MOST_GROWTH = 32.0 * (1 << 20);
    private static final double MEGA = 1e6;
    private static final double MEGABYTE = 1 << 20;
    /** What must have happened, lest a soak in which nothing happened counts. */
    private static final List<String> MUST_HAPPEN = List.of("encapsulated", "decapsulated", "reassembled",
        "too-big-sent",
        "drop.too-big", "drop.fragmented", "drop.bad-ipv4-header", "drop.unknown-ethertype", "drop.unknown-spi",
        "drop.replayed", "drop.bad-icv", "drop.fragment-taken", "rekeys", "claims");

    private final BenchOptions options;
    private final Progress progress;
    private final Map<String, Long> totals = new TreeMap<>();
    private final List<Answer> windows = new ArrayList<>();

    SoakSection(BenchOptions options, Progress progress) {
        this.options = options;
        this.progress = progress;
    }

    @Override
    public void run(Chapter chapter) throws IOException, InterruptedException {
        long window = options.isQuick() ? QUICK_MILLIS : WINDOW_MILLIS;
        long count = options.isQuick() ? 1 : Math.max(options.budgetMillis(Sections.SOAK) / window, 1);
        chapter.note("Both directions at once, as fast as it goes, a rekey every " + REKEY_MILLIS + " ms; " + count
            + " windows of " + window / 1e3 + " s. After each window the worker is halted between two duty cycles and "
            + "must have accounted for every packet, and given back every buffer.");
        try (WorkFolder folder = new WorkFolder()) {
            writeCaptures(folder.path());
            try (NarrowsProcess process = new NarrowsProcess(GatewayOptions.usual(folder.path(),
                GatewayOptions.Traffic.SOAK, Algorithm.AES_128_GCM_16, options.engine(), options.cpus()))) {
                for (long i = 0; i < count; i++) {
                    progress.at("soak " + (i + 1) + " of " + count);
                    check(process.ask(COMMAND + window + " " + REKEY_MILLIS, window));
                }
            }
        }
        report(chapter);
        requireFlatMemory();
        for (String name : MUST_HAPPEN) {
            if (totals.getOrDefault(name, 0L) == 0) {
                throw new IOException("'" + name + "' never happened, so it was not tried");
            }
        }
    }

    private void writeCaptures(Path folder) throws IOException {
        try (CryptoEngine engine = CryptoEngines.open(options.engine())) {
            PcapFile.write(GatewayOptions.soakClear(folder), SoakFrames.clear(Network.PCAP_MAC));
            PcapFile.write(GatewayOptions.soakSealed(folder),
                SoakFrames.sealed(Network.PCAP_MAC + 1, engine, Algorithm.AES_128_GCM_16));
        }
    }

    private void check(Answer answer) throws IOException {
        windows.add(answer);
        if (answer.number("lost") != 0 || answer.number("unaccounted") != 0) {
            throw new IOException(answer.number("lost") + " buffers did not come home, and "
                + answer.number("unaccounted")
                + " packets are not accounted for: " + answer.text());
        }
        answer.values().forEach((name, value) -> {
            if (name.equals("rekeys")) {
                totals.put(name, Long.parseLong(value));
            } else {
                totals.merge(name, Long.parseLong(value), Long::sum);
            }
        });
    }

    /** Compares the last window with one when everything had been compiled and every page been touched. */
    private void requireFlatMemory() throws IOException {
        double[] resident = values("resident");
        if (resident.length > SETTLED_AFTER
            && resident[resident.length - 1] - resident[SETTLED_AFTER] > MOST_GROWTH) {
            throw new IOException(String.format(Locale.ROOT, "memory grew from %.0f to %.0f MB",
                resident[SETTLED_AFTER] / MEGABYTE, resident[resident.length - 1] / MEGABYTE));
        }
    }

    private double[] values(String name) {
        return windows.stream().mapToDouble(window -> window.number(name)).toArray();
    }

    private double[] rates() {
        return windows.stream().mapToDouble(window ->
            window.number("received") / (window.number("nanos") / 1e9)).toArray();
    }

    private void report(Chapter chapter) {
        Table table = new Table("In all windows", "what", "packets");
        totals.forEach((name, value) -> {
            if (!List.of("nanos", "heap", "resident", "lost", "unaccounted", "allocated").contains(name)) {
                table.add(name, String.format(Locale.ROOT, "%,d", value));
            }
        });
        chapter.table(table);
        double[] seconds = new double[windows.size()];
        double[] resident = values("resident");
        double[] heap = values("heap");
        for (int i = 0; i < seconds.length; i++) {
            seconds[i] = i + 1;
            resident[i] /= MEGABYTE;
            heap[i] /= MEGABYTE;
        }
        chapter.note(String.format(Locale.ROOT, "The worker allocated %,d bytes in all; memory is %.0f MB after "
            + "the first "
            + "window and %.0f after the last, the heap in use %.1f and %.1f MB.", totals.get("allocated"), resident[0],
            resident[resident.length - 1], heap[0], heap[heap.length - 1]));
        chapter.add(new Measurement(Comparison.NARROWS, "packets received", "packets/s", Map.of(), rates()));
        chapter.add(new Measurement(Comparison.NARROWS, "resident memory", "MB", Map.of(), resident));
        chapter.add(new Measurement(Comparison.NARROWS, "heap in use", "MB", Map.of(), heap));
        chapter.plot(LinePlot.draw("Memory", new LinePlot.Axes("window", "MB", false, false), List.of(
            new LinePlot.Line("resident", seconds, resident), new LinePlot.Line("heap", seconds, heap))));
        double[] mega = rates();
        for (int i = 0; i < mega.length; i++) {
            mega[i] /= MEGA;
        }
        chapter.plot(LinePlot.draw("Packets received", new LinePlot.Axes("window", "Mpps", false, false),
            List.of(new LinePlot.Line(Comparison.NARROWS, seconds, mega))));
    }
}
