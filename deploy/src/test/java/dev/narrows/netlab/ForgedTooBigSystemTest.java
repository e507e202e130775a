package dev.narrows.netlab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.narrows.pmtu.ClaimLimiter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * ICMP "fragmentation needed" that anybody may send: what does not quote a packet that B really sent, and that was too
 * long for the MTU claimed, is counted by reason and changes nothing.
 */
@InNetlab
final class ForgedTooBigSystemTest {
    private static final int LENGTH = 1400;
    private static final int CLAIMED = 800;
    private static final String R2_ADDRESS = "198.51.100.2";
    private static final long FLOOD_NANOS = TimeUnit.SECONDS.toNanos(2);
    /** A second: more than a gateway looks into. What a busy machine can make is far below what is asked for. */
    private static final double LEAST_RATE = 1.5 * ClaimLimiter.UNKNOWN_PER_SECOND;
    /** How many packets the ledger of a gateway holds, and more. */
    private static final int LEDGER = 1 << 15;
    private static final int BEYOND_LEDGER = LEDGER + LEDGER / 4;
    /** Sends so many datagrams with DF, of a length that the ledger is for. */
    private static final String SEND_WITH_DF = """
        import socket, sys, time
        s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        s.setsockopt(socket.IPPROTO_IP, 10, 2)
        for i in range(int(sys.argv[2])):
            s.sendto(bytes(1300), (sys.argv[1], 9))
            if i % 64 == 0: time.sleep(0.002)
        """;

    /** The number of an ESP packet that B sent, with DF and of an outer length above LENGTH. */
    private long sent;
    private long believedBefore;

    @BeforeAll
    static void begin(Netlab netlab) {
        netlab.begin();
    }

    /** A gateway that has believed something begins anew. */
    @BeforeEach
    void send(Netlab netlab) {
        if (netlab.b().effectiveMtu() != Netlab.WIDE) {
            netlab.begin();
        }
        believedBefore = netlab.b().believedClaims();
        netlab.pingWithDf(LENGTH).expectSuccess();
        sent = netlab.b().sa("out").get("sequence").longValue();
    }

    @Test
    void shouldRejectNumberNeverSent(Netlab netlab) {
        expectRejected(netlab, "not-in-ledger", new Claim(Netlab.SPI_TO_C, sent + 1000, CLAIMED));
    }

    @Test
    void shouldRejectPacketThatWouldHaveFitted(Netlab netlab) {
        expectRejected(netlab, "not-larger", new Claim(Netlab.SPI_TO_C, sent, Netlab.WIDE - 1));
    }

    @Test
    void shouldRejectClaimBelowTheFloor(Netlab netlab) {
        expectRejected(netlab, "below-floor", new Claim(Netlab.SPI_TO_C, sent, 575));
    }

    /** RFC 1191 5: the next plateau is guessed below a packet that was sent, and of no other. */
    @Test
    void shouldRejectClaimWithoutAnMtuAboutNumberNeverSent(Netlab netlab) {
        expectRejected(netlab, "not-in-ledger", new Claim(Netlab.SPI_TO_C, sent + 1000, 0));
    }

    @Test
    void shouldRejectUnknownSpi(Netlab netlab) {
        expectRejected(netlab, "spi-not-in-use", new Claim(0x7777, sent, CLAIMED));
    }

    /**
     * The forger knows a number that was sent: only who sees our packets does. It shows that the tool's claims are
     * sound.
     */
    @Test
    void shouldBelieveWhatQuotesPacketReallySentButNeverRaise(Netlab netlab) {
        send(netlab, new Claim(Netlab.SPI_TO_C, sent, CLAIMED), 1);
        Eventually.holds(() -> netlab.b().effectiveMtu() == CLAIMED, () -> "not believed: " + netlab.b().path());
        assertEquals(believedBefore + 1, netlab.b().believedClaims());

        send(netlab, new Claim(Netlab.SPI_TO_C, sent, CLAIMED + 1), 1);
        Eventually.holds(() -> netlab.b().rejectedClaims("not-below-effective") == 1,
            () -> "not counted as a claim that would raise: " + netlab.b().path());
        assertEquals(CLAIMED, netlab.b().effectiveMtu());
    }

    /** Long ago, as the ledger has it: as many packets with DF were sent since. */
    @Test
    void shouldRejectNumberThatWasSentLongAgo(Netlab netlab) {
        netlab.exec("a", "python3", "-c", SEND_WITH_DF, Netlab.D_ADDRESS, Integer.toString(BEYOND_LEDGER))
            .expectSuccess();
        Eventually.holds(() -> netlab.b().sa("out").get("sequence").longValue() >= sent + LEDGER,
            () -> "sent no more than " + netlab.b().sa("out"));
        expectRejected(netlab, "not-in-ledger", new Claim(Netlab.SPI_TO_C, sent, CLAIMED));
    }

    /**
     * As many as this machine can make, at most a hundred thousand a second, of every kind, against a transfer as fast
     * as TCP allows. What the same flood costs the machine when it goes elsewhere is measured as well.
     */
    @Test
    void shouldKeepGoodputUnderFloodOfForgeries(Netlab netlab) {
        Report report =
            new Report("flood", "forged claims, a second", "sent to", "goodput of TCP, Mbit/s", "of what it was");
        List<Flows.Pair> pairs = List.of(new Flows.Pair(Netlab.A_ADDRESS, Netlab.D_ADDRESS));
        Flows.Pace asFastAsItCan = new Flows.Pace(Duration.ofMillis(5), 1 << 18);
        try (Flows flows = Flows.start(netlab, "a", "d", asFastAsItCan, 1, pairs)) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(500));
            List<Long> times = new ArrayList<>(List.of(System.nanoTime()));
            LockSupport.parkNanos(FLOOD_NANOS);
            times.add(System.nanoTime());
            double elsewhere = flood(netlab, R2_ADDRESS);
            times.add(System.nanoTime());
            double rate = flood(netlab, Netlab.B_OUTER);
            times.add(System.nanoTime());
            Flows.Result result = flows.endNow();
            List<Double> goodputs =
                IntStream.range(0, 3).mapToObj(i -> result.goodput(times.get(i), times.get(i + 1))).toList();
            row(report, 0, "", goodputs.get(0), goodputs.get(0));
            row(report, elsewhere, "r2, by way of the link between the routers", goodputs.get(1), goodputs.get(0));
            row(report, rate, "B", goodputs.get(2), goodputs.get(0));
            assertTrue(rate > LEAST_RATE, rate + " a second is no flood");
            assertTrue(goodputs.get(2) > goodputs.get(0) / 10, "the tunnel hardly works: " + goodputs);
        }
        assertEquals(Netlab.WIDE, netlab.b().effectiveMtu());
        assertEquals(believedBefore, netlab.b().believedClaims());
        String ping = netlab.ping("-c", "5", "-i", "0.2").expectSuccess().output();
        assertTrue(ping.contains(" 5 received"), ping);
    }

    private static void row(Report report, double rate, String to, double goodput, double before) {
        report.row(Math.round(rate), to, Math.round(goodput / 1e6), Math.round(100 * goodput / before) + " %");
    }

    /** Returns how many a second there were. */
    private double flood(Netlab netlab, String to) {
        List<String> words = new ArrayList<>(List.of(Netlab.tool("forge-too-big"), "--to", to, "--from", "203.0.113.66",
            "--rate", "100000", "--seconds", Double.toString(FLOOD_NANOS / 1e9)));
        for (Claim claim : List.of(new Claim(Netlab.SPI_TO_C, sent + 1_000_000, CLAIMED),
            new Claim(0x7777, sent, CLAIMED),
            new Claim(Netlab.SPI_TO_C, 0, CLAIMED), new Claim(Netlab.SPI_TO_C, sent, 68))) {
            words.addAll(claim.words());
        }
        String[] told = netlab.exec("r1", words.toArray(String[]::new)).expectSuccess().output().strip().split(" ", -1);
        return Double.parseDouble(told[0]) / Double.parseDouble(told[1]);
    }

    private void expectRejected(Netlab netlab, String reason, Claim claim) {
        long before = netlab.b().rejectedClaims(reason);
        send(netlab, claim, 1);
        Eventually.holds(() -> netlab.b().rejectedClaims(reason) == before + 1,
            () -> "not counted as " + reason + ": " + netlab.b().path());
        assertEquals(Netlab.WIDE, netlab.b().effectiveMtu());
        assertEquals(believedBefore, netlab.b().believedClaims());
        netlab.pingWithDf(LENGTH).expectSuccess();
    }

    private static void send(Netlab netlab, Claim claim, int count) {
        List<String> words = new ArrayList<>(List.of(Netlab.tool("forge-too-big"), "--to", Netlab.B_OUTER, "--from",
            "203.0.113.66", "--count", Integer.toString(count)));
        words.addAll(claim.words());
        netlab.exec("r1", words.toArray(String[]::new)).expectSuccess();
    }

    /**
     * What is claimed.
     *
     * @param spi      the SPI quoted.
     * @param sequence the ESP sequence number quoted.
     * @param mtu      the MTU claimed.
     */
    private record Claim(int spi, long sequence, int mtu) {
        List<String> words() {
            return List.of("--peer", Netlab.C_OUTER, "--spi", Integer.toString(spi), "--sequence",
                Long.toString(sequence),
                "--mtu", Integer.toString(mtu));
        }
    }
}
