package dev.narrows.netlab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Two tunnels protect the same (RFC 4301 5.2), between two pairs of addresses: while A pings D, the first pair's way
 * dies without a word and comes back, and the first tunnel's SAs are deleted and come back.
 */
@InNetlab
final class RedundantTunnelsSystemTest {
    private static final int PING_MS = 10;
    /** A second of silence, asked for five times in it; a busy machine may be late. */
    private static final int LONGEST_GAP_MS = 5000;

    private static Report report;

    @BeforeAll
    static void begin() {
        report = new Report("redundant-tunnels", "tunnels", "what happens (yield-after: 1s)",
            "A's pings lost, longest row, ms", "until the first serves again, ms");
    }

    @AfterEach
    void revive(Netlab netlab) {
        netlab.exec("r1", "ip", "route", "flush", "type", "blackhole");
        netlab.exec("r2", "ip", "route", "flush", "type", "blackhole");
    }

    @ParameterizedTest
    @ValueSource(strings = {"redundant", "redundant-routes"})
    void shouldGoByTheSecondTunnelWhileTheFirstIsDead(String template, Netlab netlab) {
        netlab.begin("--template", template);
        netlab.gateways().forEach(gateway -> expectStates(gateway, "up", "up"));
        assertEquals("first", explained(netlab.b()));
        PingStream stream = PingStream.start(netlab, "a", Netlab.D_ADDRESS);
        park(1000);
        netlab.exec("r1", "ip", "route", "add", "blackhole", Netlab.C_OUTER).expectSuccess();
        netlab.exec("r2", "ip", "route", "add", "blackhole", Netlab.B_OUTER).expectSuccess();
        netlab.gateways().forEach(gateway -> expectStates(gateway, "unanswered", "up"));
        park(1000);
        assertEquals("second", explained(netlab.b()));
        stream.end();
        int gapMs = PING_MS * stream.longestGap();
        assertTrue(gapMs > 0 && gapMs < LONGEST_GAP_MS, gapMs + " ms without an answer");

        PingStream back = PingStream.start(netlab, "a", Netlab.D_ADDRESS);
        long reviving = System.nanoTime();
        revive(netlab);
        netlab.gateways().forEach(gateway -> expectStates(gateway, "up", "up"));
        long returnedMs = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - reviving);
        park(500);
        back.end();
        back.expectNoGap();
        report.row(template, "the first one's way dies, and is back", gapMs, returnedMs);
        for (Gateway gateway : netlab.gateways()) {
            assertEquals(0, gateway.drops("selector-mismatch"));
            gateway.expectBalancedCounters();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"redundant", "redundant-routes"})
    void shouldLoseNothingWhereTheFirstTunnelsSaIsDeleted(String template, Netlab netlab) {
        netlab.begin("--template", template);
        netlab.gateways().forEach(gateway -> expectStates(gateway, "up", "up"));
        PingStream stream = PingStream.start(netlab, "a", Netlab.D_ADDRESS);
        park(500);
        for (Gateway gateway : netlab.gateways()) {
            int spi = gateway == netlab.b() ? Netlab.SPI_TO_C : Netlab.SPI_TO_B;
            gateway.ask("sa.delete", Gateway.parameters().put("spi", spi).put("direction", "out"));
            expectStates(gateway, "no-sa", "up");
        }
        park(500);
        stream.end();
        int answered = stream.expectNoGap();
        assertTrue(answered > 50, answered + " answered");
        report.row(template, "its SAs are deleted", 0, "-");
    }

    private static void expectStates(Gateway gateway, String first, String second) {
        Eventually.holds(() -> states(gateway).equals(List.of(first, second)),
            () -> gateway.name() + ": " + gateway.ask("tunnels"));
    }

    private static List<String> states(Gateway gateway) {
        return StreamSupport.stream(gateway.ask("tunnels").spliterator(), false)
            .map(tunnel -> tunnel.get("state").textValue()).toList();
    }

    /** {@return the tunnel by which a packet from A to D goes at this moment} */
    private static String explained(Gateway gateway) {
        return gateway.ask("explain", Gateway.parameters().put("from", Netlab.A_ADDRESS).put("to", Netlab.D_ADDRESS))
            .at("/tunnel/name").textValue();
    }

    private static void park(long ms) {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(ms));
    }
}
