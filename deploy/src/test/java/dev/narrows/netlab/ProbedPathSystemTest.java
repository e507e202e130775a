package dev.narrows.netlab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Gateways that probe the path inside their SAs: where routers say nothing of what is too big for them, where each
 * direction has an MTU of its own, where the path flaps, and where somebody on the way tells lies about packets that he
 * sees.
 */
@InNetlab
final class ProbedPathSystemTest {
    private static final int NARROW = 1300;
    /** Above what keeps IPv6 whole, so that nothing is fragmented in either family. */
    private static final int NARROW_FOR_IPV6 = 1400;
    /** Three probes lost, after as long as it takes until the size in use is looked at: a second. */
    private static final long LONGEST_STALL_MS = 8000;
    private static final long LONGEST_STALL_OF_LIES_MS = 3000;
    private static final String FALSE_SIZES = "576,700,1000,1280,1299,1399";

    private static Report report;

    @BeforeAll
    static void begin(Netlab netlab) {
        report = new Report("probed-path", "what happens", "A's kernel learns", "after ms", "packets lost",
            "longest stall of TCP, ms", "fragments in steady state", "evidence");
        Families.begin(netlab, "--probe", "--pmtu", "raise-after=4s", "--pmtu", "validate-every=1s");
    }

    @AfterAll
    static void end(Netlab netlab) {
        netlab.mtu(Netlab.WIDE);
        netlab.r1("talking");
        netlab.withoutIpv6();
    }

    @BeforeEach
    void forget(Netlab netlab) {
        netlab.mtu(Netlab.WIDE);
        netlab.r1("talking");
        Families.expectWide(netlab);
        netlab.forgetPathMtu();
        netlab.gateways().forEach(gateway -> Eventually.holds(
            () -> probing(gateway).equals(List.of("answering", "answering")),
            () -> "not answering: " + gateway.ask("paths")));
    }

    /** A's transfers get stuck until the gateway has found out by itself, and nobody else will tell. */
    @ParameterizedTest
    @ValueSource(strings = {"silent", "esp-silent"})
    void shouldFindWhatRoutersDoNotTell(String manner, Netlab netlab) {
        netlab.r1(manner);
        int narrow = manner.equals("silent") ? NARROW_FOR_IPV6 : NARROW;
        List<Flows.Pair> pairs = manner.equals("silent") ? Families.ALL : Families.IPV4;
        try (Wire wire = Wire.watch(netlab); Flows flows = Flows.start(netlab, pairs)) {
            PathChanges changes = PathChanges.of(netlab, "a", pairs);
            changes.make("wide", () -> { }, pair -> Families.told(Netlab.WIDE, pair));
            PathChanges.Step step = changes.make(narrow + ", r1 " + manner, () -> netlab.mtu(narrow),
                pair -> Families.told(narrow, pair));
            assertEquals(List.of(narrow, narrow), Families.effectiveMtus(netlab.b()));
            List<String> evidence = all(netlab.b(), "evidence");
            assertEquals(List.of("black-hole", "black-hole"), evidence);
            long widening = System.nanoTime();
            netlab.mtu(Netlab.WIDE);
            Families.expectWide(netlab);
            long raisedAfter = millisSince(widening);
            Flows.Result result = flows.end();
            wire.expectNothingInClear();
            long stall = result.longestStallMs(step.begin(), step.end());
            long fragments = wire.fragments(step.steadyFrom(), step.steadyTo());
            report.row(step.name(), step.learnt(), step.learntAfterMs(), step.lost(), stall, fragments,
                evidence.getFirst());
            report.row("wide again (raise-after: 4s)", "", raisedAfter, "", result.longestStallMs(widening,
                System.nanoTime()), "", all(netlab.b(), "evidence").getFirst());
            assertTrue(stall < LONGEST_STALL_MS, step + ", stall " + stall + " ms");
            assertEquals(0, fragments);
        }
        netlab.forgetPathMtu();
        pairs.forEach(pair -> Families.expectFits(netlab, pair, Families.exact(Netlab.WIDE, pair)));
    }

    /** What one direction takes is nothing that the other must live with. */
    @Test
    void shouldKnowEachDirectionOfAnAsymmetricPath(Netlab netlab) {
        List<Flows.Pair> pairs = Families.IPV4;
        List<Flows.Pair> backwards = pairs.stream().map(Flows.Pair::reversed).toList();
        try (Wire wire = Wire.watch(netlab); Flows flows = Flows.start(netlab, pairs);
            Flows back = Flows.start(netlab, "d", "a", Flows.Pace.USUAL, 1, backwards)) {
            PathChanges changes = PathChanges.of(netlab, "a", pairs);
            LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(1));
            PathChanges.Step step = changes.make("1300 towards D, 1500 towards A", () -> netlab.mtu(NARROW, "r1"),
                pair -> Families.told(NARROW, pair));
            assertEquals(List.of(NARROW, NARROW), Families.effectiveMtus(netlab.b()));
            assertEquals(List.of(Netlab.WIDE, Netlab.WIDE), Families.effectiveMtus(netlab.c()));
            backwards.forEach(pair -> expectFitsFromD(netlab, pair));
            Flows.Result result = flows.end();
            Flows.Result resultBack = back.end();
            wire.expectNothingInClear();
            long stall = Math.max(result.longestStallMs(step.begin(), step.end()),
                resultBack.longestStallMs(step.begin(), step.end()));
            report.row(step.name(), step.learnt(), step.learntAfterMs(), step.lost(), stall,
                wire.fragments(step.steadyFrom(), step.steadyTo()), all(netlab.b(), "evidence").getFirst());
            assertTrue(stall < LONGEST_STALL_MS, step + ", stall " + stall + " ms");
            assertEquals(0, wire.fragments(step.steadyFrom(), step.steadyTo()));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"talking", "silent"})
    void shouldSurviveFlapping(String manner, Netlab netlab) {
        netlab.r1(manner);
        List<Flows.Pair> pairs = Families.IPV4;
        try (Wire wire = Wire.watch(netlab); Flows flows = Flows.start(netlab, pairs);
            PathEvents events = PathEvents.follow(netlab.b())) {
            PathChanges changes = PathChanges.of(netlab, "a", pairs);
            changes.make("wide", () -> { }, pair -> Families.told(Netlab.WIDE, pair));
            long before = netlab.tooBig();
            long begin = System.nanoTime();
            netlab.flap(NARROW, 0.7, 3);
            Families.expectWide(netlab);
            long end = System.nanoTime();
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(500));
            Flows.Result result = flows.end();
            wire.expectNothingInClear();
            List<Integer> mtus = events.mtus();
            report.row("3 × 0.7 s of 1300, r1 " + manner, "", millisSince(begin), netlab.tooBig() - before,
                result.longestStallMs(begin, end), "", "B's MTUs: " + mtus);
            assertTrue(mtus.stream().allMatch(mtu -> mtu >= NARROW), "below the truth: " + mtus);
            assertTrue(result.longestStallMs(begin, System.nanoTime()) < LONGEST_STALL_MS,
                result.longestStallMs(begin, end) + " ms");
            assertTrue(result.arrivals().stream().allMatch(flow -> flow.bytes(end, System.nanoTime()) > 0), "stuck");
        }
    }

    /**
     * He answers every packet of ESP that he sees with the word of a router that it was too long, and quotes it right.
     */
    @Test
    void shouldNotBelieveAnEavesdropperMoreThanTheTruth(Netlab netlab) {
        List<Flows.Pair> pairs = Families.ALL;
        Command.Running liar = netlab.spawn("r1", Netlab.tool("lie-too-big"), "r1-b", FALSE_SIZES);
        try (Wire wire = Wire.watch(netlab); Flows flows = Flows.start(netlab, pairs);
            PathEvents events = PathEvents.follow(netlab.b())) {
            PathChanges changes = PathChanges.of(netlab, "a", pairs);
            PathChanges.Step wide = changes.make("1500, an eavesdropper claims " + FALSE_SIZES, () -> { },
                pair -> Families.told(Netlab.WIDE, pair));
            LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(3));
            assertEquals(List.of(), events.mtus(), "moved by lies");
            PathChanges.Step narrow = changes.make("1400 in truth, and the same claims",
                () -> netlab.mtu(NARROW_FOR_IPV6),
                pair -> Families.told(NARROW_FOR_IPV6, pair));
            LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(1));
            liar.process().destroy();
            String lies = liar.await().output();
            Flows.Result result = flows.end();
            wire.expectNothingInClear();
            List<Integer> mtus = events.mtus();
            report.row(wide.name(), wide.learnt(), "", wide.lost(), result.longestStallMs(wide.begin(), narrow.begin()),
                "",
                "claims sent: " + lies.strip() + "; refuted: " + rejected(netlab.b(), "refuted"));
            report.row(narrow.name(), narrow.learnt(), narrow.learntAfterMs(), narrow.lost(),
                result.longestStallMs(narrow.begin(), narrow.end()),
                wire.fragments(narrow.steadyFrom(), narrow.steadyTo()),
                "B's MTUs: " + mtus);
            assertTrue(Long.parseLong(lies.strip()) > 100, "few lies: " + lies);
            assertTrue(rejected(netlab.b(), "refuted") > 0, "no claim was refuted: " + netlab.b().ask("paths"));
            assertTrue(mtus.stream().allMatch(mtu -> mtu >= NARROW_FOR_IPV6), "below the truth: " + mtus);
            assertEquals(List.of(NARROW_FOR_IPV6, NARROW_FOR_IPV6), Families.effectiveMtus(netlab.b()));
            assertTrue(result.longestStallMs(wide.begin(), narrow.begin()) < LONGEST_STALL_OF_LIES_MS,
                "stalled by lies");
        } finally {
            liar.process().destroy();
        }
    }

    /** D's packets of what fits the wide way, with DF; A's answers, without, come back whatever their way takes. */
    private static void expectFitsFromD(Netlab netlab, Flows.Pair backwards) {
        int length = Families.told(Netlab.WIDE, backwards.reversed());
        netlab.exec("d", "ping", "-n", "-c", "1", "-W", "2", "-M", "do", "-I", backwards.source(), "-s",
            Integer.toString(length - 28), backwards.destination()).expectSuccess();
    }

    private static List<String> probing(Gateway gateway) {
        return all(gateway, "probing");
    }

    private static List<String> all(Gateway gateway, String field) {
        return StreamSupport.stream(gateway.ask("paths").spliterator(), false).map(path -> path.get(field).textValue())
            .toList();
    }

    private static long rejected(Gateway gateway, String reason) {
        JsonNode paths = gateway.ask("paths");
        return IntStream.range(0, paths.size())
            .mapToLong(path -> paths.get(path).at("/claims/rejected/" + reason).longValue()).sum();
    }

    private static long millisSince(long begin) {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
    }
}
