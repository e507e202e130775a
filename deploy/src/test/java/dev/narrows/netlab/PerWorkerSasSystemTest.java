package dev.narrows.netlab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Gateways with two workers each and one tunnel, of which each worker has SAs of its own in both directions (RFC 9611).
 * The kernel distributes A's connections over the workers' queues by their ports.
 */
@InNetlab
final class PerWorkerSasSystemTest {
    private static final List<Flows.Pair> A_TO_D = List.of(new Flows.Pair(Netlab.A_ADDRESS, Netlab.D_ADDRESS));
    /** That all are the same worker's happens once in 2^23 times. */
    private static final int CONNECTIONS = 24;
    /** Far below what fills a queue: the kernel then puts packets nowhere else (see SeveralWorkersSystemTest). */
    private static final Flows.Pace PACE = new Flows.Pace(Duration.ofMillis(20), 400);
    private static final int B_GENERAL = 0x1001;
    private static final int B_FIRST = 0x1010;
    private static final int B_SECOND = 0x1011;
    private static final int C_FIRST = 0x2010;
    private static final int C_SECOND = 0x2011;
    private static final int NEW_SECOND = 0x1111;
    private static final int KEY_AND_SALT_BYTES = 20;
    private static final int NARROW = 1300;
    private static final int FITS_NARROW = 1246;

    @BeforeEach
    void begin(Netlab netlab) {
        assumeTrue(Runtime.getRuntime().availableProcessors() >= 2, "two workers need two CPUs");
        netlab.begin("--template", "per-worker");
    }

    @Test
    void shouldSealOnBothWorkersWithoutHandingOver(Netlab netlab) throws InterruptedException {
        long[] before = {sealed(netlab.b()), opened(netlab.c()), sealed(netlab.c()), opened(netlab.b())};
        try (Flows flows = Flows.start(netlab, "a", "d", PACE, CONNECTIONS, A_TO_D)) {
            Thread.sleep(2000);
            assertEquals(CONNECTIONS, flows.end().arrivals().size());
        }
        expectNothingLost(netlab, before);
        for (Gateway gateway : netlab.gateways()) {
            assertEquals(0, event(gateway, "handed-over-to-seal"), gateway::name);
        }
        for (int spi : List.of(B_FIRST, B_SECOND)) {
            assertTrue(packets(netlab.b(), "out", spi) > 50, () -> netlab.b().ask("sas").toString());
            expectSame(netlab.b(), netlab.c(), spi);
        }
        for (int spi : List.of(C_FIRST, C_SECOND)) {
            assertTrue(packets(netlab.c(), "out", spi) > 50, () -> netlab.c().ask("sas").toString());
            expectSame(netlab.c(), netlab.b(), spi);
        }
    }

    /** Each worker's SA goes, is missed by nobody, and another takes its place, while packets flow. */
    @Test
    void shouldLoseNothingWhenOneWorkersSaGoesAndAnotherComes(Netlab netlab) throws InterruptedException {
        long[] before = {sealed(netlab.b()), opened(netlab.c()), sealed(netlab.c()), opened(netlab.b())};
        try (Flows flows = Flows.start(netlab, "a", "d", PACE, CONNECTIONS, A_TO_D)) {
            Eventually.holds(() -> packets(netlab.b(), "out", B_SECOND) > 50, () -> netlab.b().ask("sas").toString());
            netlab.b().ask("sa.delete", Gateway.parameters().put("spi", B_SECOND).put("direction", "out"));
            Eventually.holds(() -> event(netlab.b(), "handed-over-to-seal") > 50,
                () -> netlab.b().ask("counters").toString());

            byte[] key = new byte[KEY_AND_SALT_BYTES];
            new SecureRandom().nextBytes(key);
            netlab.c().ask("sa.add", newSa("to-b", "in", key));
            netlab.b().ask("sa.add", newSa("to-c", "out", key));
            Eventually.holds(() -> packets(netlab.b(), "out", NEW_SECOND) > 50, () -> netlab.b().ask("sas").toString());
            long handedOver = event(netlab.b(), "handed-over-to-seal");
            Thread.sleep(500);
            assertEquals(handedOver, event(netlab.b(), "handed-over-to-seal"));
            assertEquals(CONNECTIONS, flows.end().arrivals().size());
        }
        expectNothingLost(netlab, before);
        expectSame(netlab.b(), netlab.c(), NEW_SECOND);
        assertEquals(0, packets(netlab.b(), "out", B_GENERAL), "its worker has one of its own");
    }

    @Test
    void shouldBelieveTrueClaimsWhoeverSealed(Netlab netlab) {
        netlab.mtu(NARROW);
        Command.Result lost = netlab.ping("-c", "1", "-W", "2", "-M", "do", "-s", "1372");
        assertNotEquals(0, lost.exitCode());
        assertTrue(lost.output().contains("Frag needed and DF set (mtu = " + FITS_NARROW + ")"), lost.output());
        assertEquals(NARROW, netlab.b().effectiveMtu());
    }

    /** What was sealed came out on the other side, both ways, and nothing was dropped for the SAs' sake. */
    private static void expectNothingLost(Netlab netlab, long... before) {
        Eventually.holds(() -> sealed(netlab.b()) - before[0] == opened(netlab.c()) - before[1]
                && sealed(netlab.c()) - before[2] == opened(netlab.b()) - before[3],
            () -> "lost: " + netlab.b().ask("counters") + netlab.c().ask("counters"));
        for (Gateway gateway : netlab.gateways()) {
            for (String never : List.of("replayed", "stale-sequence", "bad-icv", "unknown-spi", "no-outbound-sa",
                "hand-over-full")) {
                assertEquals(0, gateway.drops(never), never);
            }
            gateway.expectBalancedCounters();
        }
    }

    /** What one sealed the other opened, read when nothing is under way. */
    private static void expectSame(Gateway from, Gateway to, int spi) {
        List<Long> counts = Eventually.settled(() -> List.of(packets(from, "out", spi), packets(to, "in", spi)));
        assertEquals(counts.getFirst(), counts.getLast());
    }

    private static ObjectNode newSa(String tunnel, String direction, byte[] key) {
        return Gateway.parameters().put("tunnel", tunnel).put("direction", direction).put("spi", NEW_SECOND)
            .put("algorithm", "aes-128-gcm-16").put("key", HexFormat.of().formatHex(key)).put("worker", 1);
    }

    private static long sealed(Gateway gateway) {
        return event(gateway, "encapsulated");
    }

    private static long opened(Gateway gateway) {
        return event(gateway, "decapsulated");
    }

    private static long event(Gateway gateway, String name) {
        JsonNode events = gateway.ask("counters").get("events");
        assertTrue(events.has(name), events::toString);
        return events.get(name).longValue();
    }

    private static long packets(Gateway gateway, String direction, int spi) {
        for (JsonNode sa : gateway.ask("sas")) {
            if (sa.get("spi").intValue() == spi && direction.equals(sa.get("direction").textValue())) {
                return sa.get("packets").longValue();
            }
        }
        throw new AssertionError("no SA " + Integer.toHexString(spi) + " " + direction + ": " + gateway.ask("sas"));
    }
}
