package dev.narrows.netlab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The same narrowing of the link between the routers, from 1500 to 1300 under a TCP transfer, with strongSwan's
 * userland ESP as both gateways, with Narrows, and with Narrows that probes: the README's table.
 */
@InNetlab
final class SideBySideSystemTest {
    private static final int NARROW = 1300;
    private static final List<String> MANNERS = List.of("talking", "silent", "no-fragments");
    private static final Flows.Pair BY_STRONGSWAN = new Flows.Pair("10.1.1.2", "10.2.1.2");
    private static final Flows.Pair BY_NARROWS = new Flows.Pair(Netlab.A_ADDRESS, Netlab.D_ADDRESS);
    /** At most 52 Mbit/s: what every one of them can do on an idle machine. */
    private static final Flows.Pace PACE = new Flows.Pace(Duration.ofMillis(10), 1 << 16);
    /** The MTU of strongSwan's TUN device, whatever would fit. */
    private static final int TUN_MTU = 1400;
    private static final Pattern RECEIVED = Pattern.compile(" (\\d) received");

    private static Report report;

    @BeforeAll
    static void begin() {
        report = new Report("side-by-side", "gateways", "r1, of what is too big", "TCP before, Mbit/s", "after, Mbit/s",
            "longest stall, ms", "fragments in the last second", "then `ping -M do` of 1400 B, 1246 B", "A's route");
    }

    @AfterAll
    static void end(Netlab netlab) {
        netlab.mtu(Netlab.WIDE);
        netlab.r1("talking");
    }

    /**
     * What was measured.
     *
     * @param before      bits a second before the link narrowed.
     * @param after       in the last second.
     * @param fragments   that crossed the link in the last second.
     * @param answered    of four pings each, with DF: of 1400 and of 1246 bytes.
     * @param learnt      the MTU in A's route; 0 if none.
     */
    private record Outcome(double before, double after, long fragments, List<Integer> answered, int learnt) {
    }

    @Test
    void shouldMeasureStrongSwan(Netlab netlab) {
        netlab.beginWithStrongSwanPair();
        for (String manner : MANNERS) {
            netlab.exec("b", "ip", "route", "flush", "cache").expectSuccess();
            netlab.exec("c", "ip", "route", "flush", "cache").expectSuccess();
            Outcome outcome = measure(netlab, "strongSwan, userland ESP", manner, BY_STRONGSWAN);
            assertTrue(outcome.before() > 0, "it does not even work while the link is wide");
            assertEquals(TUN_MTU, outcome.learnt(), "what is compared is not what it was");
        }
    }

    @Test
    void shouldMeasureNarrows(Netlab netlab) {
        netlab.begin("--pmtu", "raise-after=1s");
        for (String manner : MANNERS) {
            expectWide(netlab);
            Outcome outcome = measure(netlab, "Narrows, no probes", manner, BY_NARROWS);
            if (!manner.equals("silent")) {
                expectRight(outcome);
            }
        }
    }

    @Test
    void shouldMeasureNarrowsThatProbes(Netlab netlab) {
        netlab.begin("--probe", "--pmtu", "raise-after=3s", "--pmtu", "validate-every=1s");
        for (String manner : MANNERS) {
            expectWide(netlab);
            expectRight(measure(netlab, "Narrows, probes", manner, BY_NARROWS));
        }
    }

    private static void expectWide(Netlab netlab) {
        netlab.mtu(Netlab.WIDE);
        Families.expectWide(netlab);
    }

    private static void expectRight(Outcome outcome) {
        assertTrue(outcome.after() > outcome.before() / 4, outcome.toString());
        assertEquals(0, outcome.fragments(), outcome.toString());
        assertEquals(Families.told(NARROW, BY_NARROWS), outcome.learnt(), outcome.toString());
        assertEquals(List.of(0, 4), outcome.answered(), outcome.toString());
    }

    private static Outcome measure(Netlab netlab, String gateways, String manner, Flows.Pair pair) {
        netlab.r1(manner);
        netlab.mtu(Netlab.WIDE);
        netlab.forgetPathMtu();
        try (Capture capture = Capture.on(netlab, "r2", "r2-r1", "ip[6:2] & 0x3fff != 0");
            Flows flows = Flows.start(netlab, "a", "d", PACE, 1, List.of(pair))) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(500));
            long begin = System.nanoTime();
            LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(1));
            long narrowed = System.nanoTime();
            netlab.mtu(NARROW);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(3500));
            long lastSecond = System.nanoTime();
            long lastSecondMillis = System.currentTimeMillis();
            LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(1));
            long end = System.nanoTime();
            Flows.Result result = flows.endNow();
            List<Integer> answered = List.of(answered(netlab, pair, 1400), answered(netlab, pair, 1246));
            int learnt = netlab.learntMtu("a", pair);
            long fragments = capture.frames().stream()
                .filter(frame -> frame.millis() > lastSecondMillis && frame.millis() < lastSecondMillis + 1000).count();
            Outcome outcome = new Outcome(result.goodput(begin, narrowed), result.goodput(lastSecond, end), fragments,
                answered, learnt);
            boolean isStuck = outcome.after() == 0;
            report.row(gateways, said(manner), Math.round(outcome.before() / 1e6), Math.round(outcome.after() / 1e6),
                isStuck ? "for good" : result.longestStallMs(narrowed, end), fragments,
                answered.get(0) + " of 4, " + answered.get(1) + " of 4", learnt == 0 ? "nothing" : "mtu " + learnt);
            return outcome;
        }
    }

    private static int answered(Netlab netlab, Flows.Pair pair, int length) {
        String output = netlab.exec("a", "ping", "-n", "-c", "4", "-i", "0.1", "-W", "1", "-M", "do", "-s",
            Integer.toString(length - 28), "-I", pair.source(), pair.destination()).output();
        Matcher received = RECEIVED.matcher(output);
        return received.find() ? Integer.parseInt(received.group(1)) : 0;
    }

    private static String said(String manner) {
        return switch (manner) {
            case "talking" -> "says so";
            case "silent" -> "says nothing";
            default -> "says so, lets no fragment in";
        };
    }
}
