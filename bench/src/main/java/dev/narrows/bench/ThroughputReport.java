package dev.narrows.bench;

import dev.narrows.bench.gateway.Direction;
import dev.narrows.bench.peer.SecgwMode;
import dev.narrows.bench.report.BarPlot;
import dev.narrows.bench.report.Chapter;
import dev.narrows.bench.report.Measurement;
import dev.narrows.bench.report.Samples;
import dev.narrows.bench.report.Table;
import dev.narrows.crypto.Algorithm;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

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
        chapter.note(String.format(Locale.ROOT, "One core (CPU %d). Everything was started %d times, and took turns of "
            + "%d ms, %d in each start: medians of all turns, smallest to largest in brackets (each start's median is "
            + "in bench.json). Sizes are those of the inner IPv4 packets, which have DF; rates in Gb/s count these "
            + "alone. In both directions at once, packets of both are counted.", options.workerCpu(),
            options.starts(), sampleMillis, options.alternationsOfStart()));
        chapter.note("From net_pcap with infinite_rx=1 to net_null; what goes to a port that plays a capture is "
            + "swallowed there. Captures hold 768 packets of 200 flows. Sealed ones carry sequence numbers from "
            + "1 to 768; Narrows checks them against a replay window of 1024, and its SA is replaced with an empty "
            + "window where the capture begins again. ipsec-secgw cannot do that and runs without a replay window, "
            + "which spares it the work.");
        chapter.note("Floor: a program in C that receives, writes headers, trailers and nonces of a burst, seals its "
            + "packets with ipsec-mb, sends, and does nothing else; outbound and AES-GCM alone.");
        chapter.note("Crypto: a bare loop of the call that seals (for inbound packets, too). With nonces ahead it has "
            + "a burst of packets, and all their nonces are written before the first call; else there is one packet, "
            + "and a nonce is written just before its call, which waits for it. Limit: a packet's time in the faster "
            + "of the two, and its time in testpmd, added.");
        if (options.peers().isEmpty()) {
            chapter.note("Without peers and the I/O limit: they are not built, or not wanted.");
        } else {
            chapter.note("ipsec-secgw is built from Debian's source with two changes, neither on a packet's way: it "
                + "does not insist on checksum offload, and prints its statistics ten times a second. Of all its "
                + "modes, with each crypto device that has the algorithm, the best counts.");
        }
    }

    void add(Algorithm algorithm, List<Comparison> comparisons) {
        Table table = new Table(algorithm.configName(), "packets", "narrows Mpps", "Gb/s", "best secgw Mpps",
            "its mode", "ratio", "floor Mpps", "of the floor");
        Table limits = new Table(algorithm.configName() + ", limits", "packets", "testpmd Mpps",
            "crypto, nonces ahead M/s", "crypto, nonce at once M/s", "narrows of the limit");
        for (Comparison comparison : comparisons) {
            Samples narrows = comparison.of(Comparison.NARROWS).orElseThrow();
            String packets = comparison.direction().label() + " " + comparison.mix().label();
            table.add(packets,
                narrows.text(1 / MEGA, 2),
                String.format(Locale.ROOT, "%.1f", narrows.median() * comparison.mix().meanSize() * BITS / GIGA),
                cell(comparison, comparison.bestPeer(), 2),
                comparison.bestPeer().map(ThroughputReport::modeOf).orElse("-"),
                Comparison.ratio(comparison.againstPeer()),
                cell(comparison, Optional.of(Comparison.FLOOR), 2),
                Comparison.ratio(comparison.againstFloor()));
            limits.add(packets, cell(comparison, Optional.of(Comparison.IO), 1),
                cell(comparison, Optional.of(Comparison.CRYPTO_AHEAD), 1),
                cell(comparison, Optional.of(Comparison.CRYPTO), 1),
                Comparison.ratio(comparison.againstLimit()));
            comparison.rates().forEach((name, starts) -> chapter.add(
                new Measurement(name, "packet rate", "packets/s", comparison.parameters(), starts)));
        }
        chapter.table(table);
        chapter.table(limits);
        addModes(algorithm, comparisons);
        for (Direction direction : Direction.values()) {
            plot(algorithm, direction, comparisons.stream().filter(one -> one.direction() == direction).toList());
        }
    }

    private static String cell(Comparison comparison, Optional<String> contender, int digits) {
        return contender.flatMap(comparison::of).map(samples -> samples.text(1 / MEGA, digits)).orElse("-");
    }

    private static String modeOf(String peer) {
        return peer.substring(SecgwMode.PEER.length());
    }

    /** The peer's modes, a row each. */
    private void addModes(Algorithm algorithm, List<Comparison> comparisons) {
        Set<String> modes = new LinkedHashSet<>();
        comparisons.forEach(comparison -> modes.addAll(comparison.peerModes()));
        if (modes.isEmpty()) {
            return;
        }
        List<String> headings = new ArrayList<>(List.of("mode"));
        comparisons.forEach(comparison ->
            headings.add(comparison.direction().label() + " " + comparison.mix().label()));
        Table table =
            new Table(algorithm.configName() + ", ipsec-secgw by mode, Mpps", headings.toArray(String[]::new));
        for (String mode : modes) {
            List<String> cells = new ArrayList<>(List.of(modeOf(mode)));
            comparisons.forEach(comparison -> cells.add(cell(comparison, Optional.of(mode), 2)));
            table.add(cells.toArray(String[]::new));
        }
        chapter.table(table);
    }

    /** Of the peer, its best mode alone, which may be another for each kind of packets. */
    private void plot(Algorithm algorithm, Direction direction, List<Comparison> comparisons) {
        if (comparisons.isEmpty()) {
            return;
        }
        Map<String, List<Samples>> series = new LinkedHashMap<>();
        series.put(Comparison.NARROWS, bars(comparisons, _ -> Optional.of(Comparison.NARROWS)));
        series.put("best secgw", bars(comparisons, Comparison::bestPeer));
        series.put(Comparison.FLOOR, bars(comparisons, _ -> Optional.of(Comparison.FLOOR)));
        series.put("crypto", bars(comparisons, Comparison::cryptoLimit));
        series.values().removeIf(bars -> bars.stream().allMatch(Objects::isNull));
        chapter.plot(BarPlot.draw(algorithm.configName() + ", " + direction.label(), "Mpps",
            comparisons.stream().map(comparison -> comparison.mix().label()).toList(), series));
    }

    private static List<Samples> bars(List<Comparison> comparisons, Function<Comparison, Optional<String>> contender) {
        List<Samples> bars = new ArrayList<>();
        comparisons.forEach(comparison -> bars.add(
            contender.apply(comparison).flatMap(comparison::of).map(ThroughputReport::inMega).orElse(null)));
        return bars;
    }

    private static Samples inMega(Samples samples) {
        return new Samples(samples.median() / MEGA, samples.least() / MEGA, samples.most() / MEGA);
    }
}
