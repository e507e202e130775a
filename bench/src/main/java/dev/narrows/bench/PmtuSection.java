package dev.narrows.bench;

import dev.narrows.bench.gateway.Direction;
import dev.narrows.bench.gateway.GatewayOptions;
import dev.narrows.bench.peer.Answer;
import dev.narrows.bench.peer.NarrowsProcess;
import dev.narrows.bench.report.Chapter;
import dev.narrows.bench.report.Measurement;
import dev.narrows.bench.report.Samples;
import dev.narrows.bench.report.Table;
import dev.narrows.bench.traffic.Captures;
import dev.narrows.bench.traffic.ClaimFrames;
import dev.narrows.bench.traffic.Network;
import dev.narrows.bench.traffic.PcapFile;
import dev.narrows.bench.traffic.TrafficMix;
import dev.narrows.crypto.Algorithm;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What claims of a path's MTU cost, and how soon a host knows of a path that has become narrower.
 */
final class PmtuSection implements Section {
    private static final long QUICK_MILLIS = 200;
    private static final long MILLIS = 2000;
    private static final long WARM_UP_MILLIS = 4000;
    private static final double NANOS_PER_SECOND = 1e9;
    private static final double MEGA = 1e6;
    private static final String SHRINK = "shrink ";

    private final BenchOptions options;
    private final Progress progress;

    PmtuSection(BenchOptions options, Progress progress) {
        this.options = options;
        this.progress = progress;
    }

    @Override
    public void run(Chapter chapter) throws IOException, InterruptedException {
        claims(chapter);
        if (options.shrink().isPresent()) {
            shrink(chapter, options.shrink().get());
        }
    }

    private void claims(Chapter chapter) throws IOException, InterruptedException {
        progress.at("pmtu: claims");
        chapter.note("A flood of ICMP \"fragmentation needed\" with our outer addresses and a live SPI, and "
            + "sequence numbers "
            + "drawn at random: each is looked up in the ledger of sent packets and is not there. The data "
            + "plane limits "
            + "how many of those reach the control plane. What the ledger costs a packet that is sent is in the "
            + "section "
            + "jmh (ledgerRecord).");
        double[] judged = new double[options.alternations()];
        double[] handedOver = new double[options.alternations()];
        try (WorkFolder folder = new WorkFolder()) {
            PcapFile.write(GatewayOptions.single(folder.path()), ClaimFrames.build(Captures.FRAMES, Network.PCAP_MAC));
            try (NarrowsProcess process = new NarrowsProcess(GatewayOptions.usual(folder.path(),
                GatewayOptions.Traffic.SINGLE, Algorithm.AES_128_GCM_16, options.engine(), options.cpus()))) {
                long warmUp = options.isQuick() ? QUICK_MILLIS : WARM_UP_MILLIS;
                flood(process, warmUp);
                for (int i = 0; i < judged.length; i++) {
                    Answer answer = flood(process, options.isQuick() ? QUICK_MILLIS : MILLIS);
                    double seconds = answer.number("nanos") / NANOS_PER_SECOND;
                    judged[i] = answer.number("received") / seconds;
                    handedOver[i] = Long.parseLong(answer.values().getOrDefault("claims", "0")) / seconds;
                }
            }
        }
        Table table = new Table("Claims that are not true", "what", "millions a second");
        table.add("judged by the worker", Samples.of(judged).text(1 / MEGA, 2));
        chapter.table(table);
        chapter.add(new Measurement(Comparison.NARROWS, "claims judged", "claims/s", Map.of(), judged));
        chapter.add(new Measurement(Comparison.NARROWS, "claims handed over", "claims/s", Map.of(), handedOver));
    }

    private static Answer flood(NarrowsProcess process, long millis) throws IOException, InterruptedException {
        return process.ask("flood " + Direction.INBOUND.with(TrafficMix.SIZE_64) + " " + millis + " 0", millis);
    }

    private void shrink(Chapter chapter, Path program) throws IOException, InterruptedException {
        progress.at("pmtu: from shrink to A's knowledge");
        chapter.note("In the netlab, a flow of packets of 1400 bytes with DF from A, one every 10 ms; the link "
            + "in the middle "
            + "shrinks from 1500 to 1300 bytes. The time from then until A's kernel has the MTU of 1246 in its "
            + "route, to "
            + "a few milliseconds.");
        List<Double> times = new ArrayList<>();
        Process process = new ProcessBuilder(program.toString(), Integer.toString(options.alternations()))
            .redirectError(ProcessBuilder.Redirect.INHERIT).start();
        try (BufferedReader lines = process.inputReader()) {
            String line = lines.readLine();
            while (line != null) {
                if (line.startsWith(SHRINK)) {
                    times.add(Double.parseDouble(line.substring(SHRINK.length())));
                }
                line = lines.readLine();
            }
        }
        if (process.waitFor() != 0 || times.isEmpty()) {
            throw new IOException(program + " failed: see above");
        }
        double[] millis = times.stream().mapToDouble(Double::doubleValue).toArray();
        Table table = new Table("From shrink to A's knowledge", "routers", "ms");
        table.add("tell what is too big", Samples.of(millis).text(1, 0));
        chapter.table(table);
        chapter.add(new Measurement(Comparison.NARROWS, "from shrink to A's knowledge", "ms",
            Map.of("times", String.format(Locale.ROOT, "%d", millis.length)), millis));
    }
}
