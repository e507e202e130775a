package dev.narrows.netlab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Gateways with two workers each and four tunnels, one for each of four addresses of A and D. The kernel distributes
 * what arrives over the workers' queues as it likes, so that packets reach their SA's worker by themselves or by
 * hand-over.
 */
@InNetlab
final class SeveralWorkersSystemTest {
    private static final int FIRST = 2;
    private static final int LAST = 5;
    private static final int NARROW = 1300;
    private static final int FITS_NARROW = 1246;
    private static final int PORT = 5000;
    private static final String SECONDS = "3";

    @BeforeAll
    static void start(Netlab netlab) {
        assumeTrue(Runtime.getRuntime().availableProcessors() >= 2, "two workers need two CPUs");
        netlab.begin("--template", "workers");
        for (int i = FIRST; i <= LAST; i++) {
            netlab.exec("a", "ip", "address", "replace", "10.1.0." + i + "/24", "dev", "a0").expectSuccess();
            netlab.exec("d", "ip", "address", "replace", "10.2.0." + i + "/24", "dev", "d0").expectSuccess();
        }
        for (int i = FIRST; i <= LAST; i++) {
            route(netlab, "replace", "a", "10.2.0." + i, "10.1.0.1", "10.1.0." + i);
            route(netlab, "replace", "d", "10.1.0." + i, "10.2.0.1", "10.2.0." + i);
        }
    }

    @AfterAll
    static void restore(Netlab netlab) {
        for (int i = FIRST + 1; i <= LAST; i++) {
            route(netlab, "delete", "a", "10.2.0." + i, "10.1.0.1", "10.1.0." + i);
            route(netlab, "delete", "d", "10.1.0." + i, "10.2.0.1", "10.2.0." + i);
            netlab.exec("a", "ip", "address", "delete", "10.1.0." + i + "/24", "dev", "a0").expectSuccess();
            netlab.exec("d", "ip", "address", "delete", "10.2.0." + i + "/24", "dev", "d0").expectSuccess();
        }
        route(netlab, "delete", "a", "10.2.0." + FIRST, "10.1.0.1", "10.1.0." + FIRST);
        route(netlab, "delete", "d", "10.1.0." + FIRST, "10.2.0.1", "10.2.0." + FIRST);
    }

    @Test
    void shouldShareTheWorkOfSeveralTunnels(Netlab netlab) {
        for (int i = FIRST; i <= LAST; i++) {
            netlab.exec("a", "ping", "-n", "-c", "5", "-i", "0.05", "-W", "2", "10.2.0." + i).expectSuccess();
        }
        transferBothWays(netlab);
        for (Gateway gateway : netlab.gateways()) {
            for (JsonNode port : gateway.ask("ports")) {
                assertEquals(2, port.get("queues").intValue(), port::toString);
                assertEquals(2, port.get("workers").intValue(), port::toString);
            }
            JsonNode sas = gateway.ask("sas");
            for (JsonNode sa : sas) {
                assertTrue(sa.get("packets").longValue() > 100, sa::toString);
            }
            assertEquals(List.of(4, 4), IntStream.range(0, 2).map(worker -> ofWorker(sas, worker)).boxed().toList());
            expectBothWorked(gateway.ask("counters"));
        }
    }

    /** Two transfers from A to D and two back at the same time, each by a tunnel of its own. */
    private static void transferBothWays(Netlab netlab) {
        List<Command.Running> receivers = IntStream.rangeClosed(FIRST, LAST)
            .mapToObj(i -> netlab.spawn(i % 2 == 0 ? "d" : "a", Netlab.tool("tcp-stall"), "receive",
                Integer.toString(PORT + i))).toList();
        List<Command.Running> senders = IntStream.rangeClosed(FIRST, LAST)
            .mapToObj(i -> netlab.spawn(i % 2 == 0 ? "a" : "d", Netlab.tool("tcp-stall"), "send",
                (i % 2 == 0 ? "10.2.0." : "10.1.0.") + i, Integer.toString(PORT + i), SECONDS)).toList();
        senders.forEach(sender -> sender.await().expectSuccess());
        for (Command.Running receiver : receivers) {
            String report = receiver.await().expectSuccess().output();
            System.out.println("measured: " + report.strip());
        }
    }

    private static int ofWorker(JsonNode sas, int worker) {
        int count = 0;
        for (JsonNode sa : sas) {
            count += sa.get("worker").intValue() == worker ? 1 : 0;
        }
        return count;
    }

    private static void expectBothWorked(JsonNode counters) {
        assertEquals(2, counters.get("workers").size());
        long handedOver = 0;
        for (JsonNode worker : counters.get("workers")) {
            assertTrue(worker.at("/packets/received").longValue() > 0, worker::toString);
            assertTrue(worker.at("/events/encapsulated").longValue() > 100, worker::toString);
            assertTrue(worker.at("/events/decapsulated").longValue() > 100, worker::toString);
            handedOver += worker.at("/events/handed-over").longValue();
        }
        assertTrue(handedOver > 0, "nothing was handed over");
        // Not stale-sequence: where a worker gets no CPU for long and its queue is full, the kernel puts packets into
        // the other's (PACKET_FANOUT_FLAG_ROLLOVER), and what waited is older than the window when it is taken.
        for (String never : List.of("replayed", "bad-icv", "unknown-spi", "no-outbound-sa")) {
            assertEquals(0, counters.at("/drops/" + never).longValue(), counters::toString);
        }
    }

    @Test
    void shouldBelieveTrueClaimsWhicheverWorkerTheyReach(Netlab netlab) {
        netlab.mtu(NARROW);
        try {
            for (int i = FIRST; i <= LAST; i++) {
                Command.Result lost = netlab.exec(
                    "a", "ping", "-n", "-c", "1", "-W", "2", "-M", "do", "-s", "1372", "10.2.0." + i);
                assertNotEquals(0, lost.exitCode());
                assertTrue(lost.output().contains("Frag needed and DF set (mtu = " + FITS_NARROW + ")"), lost.output());
            }
            assertEquals(NARROW, netlab.b().effectiveMtu());
        } finally {
            netlab.mtu(Netlab.WIDE);
            netlab.forgetPathMtu();
        }
    }

    @Test
    void shouldStopWithEveryPacketAtHomeAndServeAgain(Netlab netlab) {
        Command.Running stream = netlab.spawn("a", "ping", "-n", "-q", "-i", "0.002", "-w", "3", "-c", "1000",
            "10.2.0.3");
        netlab.stopGateway("c");
        assertFalse(netlab.c().log().contains("cannot be freed"), netlab.c()::log);
        assertFalse(netlab.c().log().contains("failed"), netlab.c()::log);
        netlab.startGateway("c", "--template", "workers");
        stream.await();
        netlab.exec("a", "ping", "-n", "-c", "5", "-i", "0.2", "-W", "2", "10.2.0.3").expectSuccess();
    }

    private static void route(Netlab netlab, String what, String host, String to, String via, String source) {
        netlab.exec(host, "ip", "route", what, to + "/32", "via", via, "src", source).expectSuccess();
    }
}
