package dev.narrows.netlab;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Packets with DF and without through a link of 1300, by tunnels that copy, set and clear DF or fragment after
 * encryption: what the gateway sends, what arrives at the other, what D gets and what A sees. On net_pcap, as
 * net_af_packet has the kernel put fragments together before Narrows sees them.
 */
@InNetlab
final class DfSystemTest {
    private static final int NARROW = 1300;
    /** An inner packet that fits 1500 after ESP and not 1300: it is 1484 bytes outside. */
    private static final int LENGTH = 1428;
    private static final String OUTER = "src net 192.0.1.0/24 and dst net 192.0.2.0/24";
    private static final String INNER = "src net 10.1.0.0/16 and dst net 10.2.0.0/16";
    private static final Pattern TOLD = Pattern.compile("mtu ?= ?(\\d+)");
    private static final long APART_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
    private static final boolean DF = true;

    private static Report report;

    @BeforeAll
    static void begin(Netlab netlab) {
        report = new Report("df", "tunnel", "A's packet of 1428 B", "B sends", "C receives", "D gets", "A sees");
        netlab.begin("--template", "df", "--driver", "pcap");
        for (Tunnel tunnel : tunnels()) {
            ping(netlab, tunnel, false, 100);
        }
        netlab.mtu(NARROW);
    }

    @AfterAll
    static void end(Netlab netlab) {
        netlab.mtu(Netlab.WIDE);
    }

    /**
     * A tunnel, and what comes of packets one after the other: each knows what the last one taught.
     *
     * @param name   for people.
     * @param subnet the third byte of its inner addresses.
     * @param cases  the packets.
     */
    record Tunnel(String name, int subnet, List<Case> cases) {
        String ofD() {
            return "10.2." + subnet + ".2";
        }

        @Override
        public String toString() {
            return name;
        }
    }

    static List<Tunnel> tunnels() {
        Case whole = new Case(!DF, "1484", "1300+204", "1428", "answered");
        Case fragmentedBefore = new Case(!DF, "1300, 260", "1300, 260", "1244+204", "answered");
        Case withDfSet = new Case(!DF, "1300 DF, 260 DF", "1300 DF, 260 DF", "1244+204", "answered");
        Case refused = new Case(DF, "", "", "", "told 1246");
        Case lost = new Case(DF, "1484 DF", "", "", "told 1246");
        return List.of(
            new Tunnel("df: copy", 1, List.of(whole, lost, fragmentedBefore, refused)),
            // The first packet teaches B and the answer to the second teaches C.
            new Tunnel("df: set", 2,
                List.of(new Case(!DF, "1484 DF", "", "", "nothing"), withDfSet.seen("nothing"), withDfSet, refused)),
            new Tunnel("df: clear", 3,
                List.of(whole, new Case(DF, "1484", "1300+204", "1428", "answered"), whole)),
            new Tunnel("df: copy, fragment: after", 4,
                List.of(lost, new Case(!DF, "1300+204", "1300+204", "1428", "answered"), refused)));
    }

    /**
     * What comes of a packet. Packets are told as their lengths, with DF where it is set and a plus between fragments
     * of one.
     *
     * @param isDf     whether A sets DF.
     * @param sent     what the gateway sends.
     * @param received what arrives at the other.
     * @param got      what arrives at D.
     * @param seen     what A sees.
     */
    record Case(boolean isDf, String sent, String received, String got, String seen) {
        /** The same, but for what A sees. */
        Case seen(String other) {
            return new Case(isDf, sent, received, got, other);
        }
    }

    @ParameterizedTest
    @MethodSource("tunnels")
    void shouldTreatPacketsAsToldByTheirDf(Tunnel tunnel, Netlab netlab) {
        List<Case> measured = new ArrayList<>();
        List<Long> ends = new ArrayList<>(List.of(0L));
        try (Capture sent = Capture.on(netlab, "r1", "r1-b", OUTER);
            Capture received = Capture.on(netlab, "r2", "r2-c", OUTER);
            Capture got = Capture.on(netlab, "d", "d0", INNER)) {
            List<String> seen = new ArrayList<>();
            for (Case one : tunnel.cases()) {
                netlab.forgetPathMtu();
                seen.add(ping(netlab, tunnel, one.isDf(), LENGTH));
                LockSupport.parkNanos(APART_NANOS);
                ends.add(System.currentTimeMillis());
            }
            List<Frame> framesSent = sent.frames();
            List<Frame> framesReceived = received.frames();
            List<Frame> framesGot = got.frames();
            for (int i = 0; i < seen.size(); i++) {
                long from = ends.get(i);
                long to = ends.get(i + 1);
                Case result = new Case(tunnel.cases().get(i).isDf(), lengths(framesSent, from, to),
                    lengths(framesReceived, from, to), lengths(framesGot, from, to), seen.get(i));
                report.row(tunnel.name(), result.isDf() ? "DF" : "no DF", result.sent(), result.received(),
                    result.got(),
                    result.seen());
                measured.add(result);
            }
        }
        assertEquals(tunnel.cases(), measured);
    }

    /** Of what D gets, DF is left out: it is as A sent it. */
    private static String lengths(List<Frame> frames, long from, long to) {
        StringBuilder text = new StringBuilder();
        for (Frame frame : frames) {
            if (frame.millis() > from && frame.millis() <= to) {
                String before = text.isEmpty() ? "" : frame.isLaterFragment() ? "+" : ", ";
                text.append(before).append(frame.ipv4Length()).append(frame.isEsp() && frame.hasDf() ? " DF" : "");
            }
        }
        return text.toString();
    }

    private static String ping(Netlab netlab, Tunnel tunnel, boolean isDf, int length) {
        String output = netlab.exec("a", "ping", "-n", "-c", "1", "-W", "1", "-M", isDf ? "do" : "dont", "-s",
            Integer.toString(length - 28), tunnel.ofD()).output();
        Matcher told = TOLD.matcher(output);
        if (told.find()) {
            return "told " + told.group(1);
        }
        return output.contains(" 1 received") ? "answered" : "nothing";
    }
}
