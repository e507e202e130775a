package dev.narrows.bench;

import dev.narrows.bench.gateway.Direction;
import dev.narrows.bench.report.BarPlot;
import dev.narrows.bench.report.Chapter;
import dev.narrows.bench.report.Measurement;
import dev.narrows.bench.report.Samples;
import dev.narrows.bench.report.Table;
import dev.narrows.crypto.Algorithm;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Says what comparisons of packet rates found.
 */
final class ThroughputReport {
    private static final double MEGA = 1e6;
    private static final double GIGA = 1e9;
    private static final int BITS = 8;

    private final Chapter chapter;

    ThroughputReport(Chapter chapter) {
        this.chapter = chapter;
    }

    void introduce(BenchOptions options, long sampleMillis) {
        chapter.note(String.format(Locale.ROOT, "One core (CPU %d), medians of %d alternations of %d ms each, "
            + "smallest to "
            + "largest in brackets. Sizes are those of the inner IPv4 packets, which have DF; rates in Gb/s "
            + "count these "
            + "alone. In both directions at once, packets of both are counted.", options.workerCpu(),
            options.alternations(), sampleMillis));
        chapter.note("From net_pcap with infinite_rx=1 to net_null; what goes to a port that plays a capture is "
            + "swallowed there. Captures hold 768 packets of 200 flows. Sealed ones carry sequence numbers from "
            + "1 to 768; "
            + "Narrows checks them against a replay window of 1024, and its SA is replaced with an empty window "
            + "where the "
            + "capture begins again. ipsec-secgw cannot do that and runs without a replay window, which spares it the "
            + "work.");
        chapter.note("Limit: a packet's time in a bare loop of the crypto call (sealing, for inbound packets "
            + "too) and its "
            + "time in testpmd, added.");
        if (options.peers().isEmpty()) {
            chapter.note("Without peers and the I/O limit: they are not built, or not wanted.");
        } else {
            chapter.note("ipsec-secgw is built from Debian's source with two changes, neither on a packet's "
                + "way: it does "
                + "not insist on checksum offload, and prints its statistics ten times a second. Of its modes the best "
                + "counts.");
        }
    }

    void add(Algorithm algorithm, List<Comparison> comparisons) {
        Table table = new Table(algorithm.configName(), "packets", "narrows Mpps", "Gb/s", "best secgw Mpps",
            "its mode",
            "ratio", "testpmd Mpps", "crypto M/s", "of the limit");
        for (Comparison comparison : comparisons) {
            Samples narrows = comparison.of(Comparison.NARROWS).orElseThrow();
            table.add(comparison.direction().label() + " " + comparison.mix().label(),
                narrows.text(1 / MEGA, 2),
                String.format(Locale.ROOT, "%.1f", narrows.median() * comparison.mix().meanSize() * BITS / GIGA),
                comparison.bestPeer().flatMap(comparison::of).map(best -> best.text(1 / MEGA, 2)).orElse("-"),
                comparison.bestPeer().orElse("-").replace("secgw ", ""),
                Comparison.ratio(comparison.againstPeer()),
                comparison.of(Comparison.IO).map(io -> io.text(1 / MEGA, 1)).orElse("-"),
                comparison.of(Comparison.CRYPTO).map(crypto -> crypto.text(1 / MEGA, 1)).orElse("-"),
                Comparison.ratio(comparison.againstLimit()));
            comparison.rates().forEach((name, samples) -> chapter.add(
                new Measurement(name, "packet rate", "packets/s", comparison.parameters(), samples)));
        }
        chapter.table(table);
        for (Direction direction : Direction.values()) {
            plot(algorithm, direction, comparisons.stream().filter(one -> one.direction() == direction).toList());
        }
    }

    private void plot(Algorithm algorithm, Direction direction, List<Comparison> comparisons) {
        if (comparisons.isEmpty()) {
            return;
        }
        Map<String, List<Samples>> series = new LinkedHashMap<>();
        for (Comparison comparison : comparisons) {
            for (String name : comparison.rates().keySet()) {
                if (!name.equals(Comparison.IO)) {
                    series.computeIfAbsent(name, _ -> new ArrayList<>());
                }
            }
        }
        series.forEach((name, bars) -> comparisons.forEach(comparison -> bars.add(
            comparison.of(name).map(ThroughputReport::inMega).orElse(null))));
        chapter.plot(BarPlot.draw(algorithm.configName() + ", " + direction.label(), "Mpps",
            comparisons.stream().map(comparison -> comparison.mix().label()).toList(), series));
    }

    private static Samples inMega(Samples samples) {
        return new Samples(samples.median() / MEGA, samples.least() / MEGA, samples.most() / MEGA);
    }
}
