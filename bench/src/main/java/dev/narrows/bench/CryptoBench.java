package dev.narrows.bench;

import dev.narrows.bench.report.Samples;
import dev.narrows.crypto.Algorithm;
import dev.narrows.crypto.CryptoEngine;
import dev.narrows.crypto.CryptoEngines;
import dev.narrows.crypto.EngineChoice;
import dev.narrows.crypto.KeyingMaterial;
import dev.narrows.crypto.Transform;
import dev.narrows.pmtu.EspOverhead;
import dev.narrows.wire.Ipv4;
import java.io.PrintStream;
import java.lang.foreign.Arena;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Measures every transform of both engines alone: packets sealed in place, one after the other, on one core. Prints a
 * table in Markdown.
 *
 * <p>Time is this thread's processor time, so that a machine shared with others is not blamed on a cipher. All
 * transforms take turns in each sample, so that what changes on the machine meanwhile meets all of them.
 */
final class CryptoBench {
    private static final int SMALL = 64;
    private static final int LARGE = 1420;
    private static final int MEMORY = 4096;
    private static final int HEADROOM = 64;
    private static final int DEFAULT_SAMPLES = 9;
    private static final long WARM_UP_NANOS = 300_000_000L;
    private static final long SAMPLE_NANOS = 20_000_000L;
    private static final int BATCH = 16;

    private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    private final PrintStream out;
    private final int samples;

    private CryptoBench(PrintStream out, int samples) {
        this.out = out;
        this.samples = samples;
    }

    /** One transform with one packet, and what its packets took. */
    private static final class Subject {
        private final Transform transform;
        private final UnsafeBuffer packet;
        private final int length;
        private final double[] nanos;
        private long sequence;

        Subject(Transform transform, Arena arena, int innerLength, int samples) {
            this.transform = transform;
            length = new EspOverhead(Ipv4.MIN_HEADER_LENGTH, transform.algorithm()).protectedLength(innerLength);
            packet = new UnsafeBuffer(arena.allocate(MEMORY, HEADROOM).address(), MEMORY);
            nanos = new double[samples];
        }

        void seal(int times) {
            for (int i = 0; i < times; i++) {
                transform.seal(packet, HEADROOM, length, ++sequence);
            }
        }
    }

    /**
     * Measures.
     *
     * @param args nothing, or {@code --samples=N}, N from 1 to 1000.
     */
    public static void main(String[] args) {
        int samples = DEFAULT_SAMPLES;
        for (String arg : args) {
            if (!arg.matches("--samples=[0-9]{1,3}") || arg.endsWith("=0")) {
                System.err.println("bench: '" + arg + "' is not --samples=N");
                System.exit(2);
            }
            samples = Integer.parseInt(arg.substring(arg.indexOf('=') + 1));
        }
        new CryptoBench(System.out, samples).run();
    }

    private void run() {
        try (CryptoEngine ipsecMb = CryptoEngines.open(EngineChoice.IPSEC_MB);
            CryptoEngine bouncyCastle = CryptoEngines.open(EngineChoice.BOUNCY_CASTLE);
            Arena arena = Arena.ofConfined()) {
            out.printf("sealing, %s and %s, Java %s, %d samples of %d ms of processor time%n%n", ipsecMb.description(),
                bouncyCastle.description(), Runtime.version(), samples, SAMPLE_NANOS / 1_000_000);
            List<Subject> subjects = new ArrayList<>();
            for (Algorithm algorithm : Algorithm.values()) {
                for (CryptoEngine engine : List.of(ipsecMb, bouncyCastle)) {
                    for (int length : new int[] {SMALL, LARGE}) {
                        subjects.add(new Subject(transform(engine, algorithm), arena, length, samples));
                    }
                }
            }
            measure(subjects);
            print(subjects);
            subjects.forEach(subject -> subject.transform.close());
        }
    }

    private static Transform transform(CryptoEngine engine, Algorithm algorithm) {
        int length = algorithm.keyingMaterialLength();
        try (KeyingMaterial key = KeyingMaterial.fromHex("5c".repeat(length), length)) {
            return engine.newTransform(algorithm, key, false);
        }
    }

    private void measure(List<Subject> subjects) {
        subjects.forEach(subject -> nanosAPacket(subject, WARM_UP_NANOS));
        for (int sample = 0; sample < samples; sample++) {
            for (Subject subject : subjects) {
                subject.nanos[sample] = nanosAPacket(subject, SAMPLE_NANOS);
            }
        }
    }

    private double nanosAPacket(Subject subject, long duration) {
        long start = threads.getCurrentThreadCpuTime();
        long packets = 0;
        long batch = BATCH;
        long elapsed;
        do {
            subject.seal((int)batch);
            packets += batch;
            elapsed = threads.getCurrentThreadCpuTime() - start;
            batch = elapsed < duration / 100 ? batch * 2 : batch;
        } while (elapsed < duration);
        return (double)elapsed / packets;
    }

    private void print(List<Subject> subjects) {
        out.println("| algorithm | ipsec-mb, 64 B | ipsec-mb, 1420 B | Bouncy Castle, 64 B | Bouncy Castle, 1420 B |");
        out.println("| --- | --- | --- | --- | --- |");
        for (int i = 0; i < subjects.size(); i += 4) {
            out.printf("| `%s` | %s | %s | %s | %s |%n", subjects.get(i).transform.algorithm().configName(),
                nanos(subjects.get(i)), rate(subjects.get(i + 1)), nanos(subjects.get(i + 2)),
                rate(subjects.get(i + 3)));
        }
    }

    private static String nanos(Subject subject) {
        Samples nanos = Samples.of(subject.nanos);
        return "%.0f ns (%.0f to %.0f)".formatted(nanos.median(), nanos.least(), nanos.most());
    }

    /** The inner packets' bits a second. */
    private static String rate(Subject subject) {
        Samples nanos = Samples.of(subject.nanos);
        double bits = LARGE * 8.0;
        return "%.2f Gb/s (%.2f to %.2f)".formatted(
            bits / nanos.median(), bits / nanos.most(), bits / nanos.least());
    }
}
