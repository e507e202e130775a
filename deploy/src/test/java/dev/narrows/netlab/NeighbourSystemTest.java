package dev.narrows.netlab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Hosts that take over an address, that ask from elsewhere, and that flood the link. */
@InNetlab
@TestMethodOrder(OrderAnnotation.class)
final class NeighbourSystemTest {
    private static final String INSIDE = "10.1.0.1";
    private static final String ELSEWHERE = "203.0.113.7";
    /** It was a minute, until the gateway asked anew. */
    private static final long LONGEST_MS = 10_000;
    private static final String[] MACS = {"02:00:00:00:77:01", "02:00:00:00:77:02"};
    /** Asks for the gateway under ever other addresses for so many seconds, and prints how often. */
    private static final String FLOOD = """
        import random, socket, struct, sys, time
        s = socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
        s.bind((sys.argv[1], 0))
        end, count = time.monotonic() + float(sys.argv[3]), 0
        target = socket.inet_aton(sys.argv[2])
        while time.monotonic() < end:
            mac = b"\\x02\\x00" + struct.pack("!I", random.getrandbits(32))
            ip = struct.pack("!I", random.choice((0x0A010000 | random.randrange(16, 250), random.getrandbits(30))))
            s.send(b"\\xff" * 6 + mac + b"\\x08\\x06\\x00\\x01\\x08\\x00\\x06\\x04\\x00\\x01" + mac + ip + bytes(6) + \
        target + bytes(18))
            count += 1
        print(count)
        """;

    @BeforeAll
    static void begin(Netlab netlab) {
        Families.begin(netlab);
    }

    @AfterAll
    static void end(Netlab netlab) {
        netlab.withoutIpv6();
    }

    /**
     * RFC 826, RFC 4861 7.2.6: whoever takes over announces itself, and has what was for the one before at once. It
     * comes first, since of the changes in a flood, and for ten seconds after it, only some are told.
     */
    @Order(1)
    @ParameterizedTest(name = "IPv6: {0}")
    @ValueSource(booleans = {false, true})
    void shouldFollowAStandbyThatTakesOver(boolean isIpv6, Netlab netlab) throws IOException {
        Flows.Pair pair = (isIpv6 ? Families.IPV6 : Families.IPV4).getFirst();
        assertTrue(isAnswered(netlab, pair), "no answer before");
        BufferedReader events = netlab.b().follow();
        netlab.exec("a", "sysctl", "-qw", "net.ipv4.conf.a0.arp_notify=1", "net.ipv6.conf.a0.ndisc_notify=1")
            .expectSuccess();
        long begin = System.nanoTime();
        netlab.exec("a", "ip", "link", "set", "dev", "a0", "address", MACS[isIpv6 ? 1 : 0]).expectSuccess();
        Eventually.holds(() -> isAnswered(netlab, pair), () -> "not followed: " + netlab.b().ask("neighbours"));
        long tookMs = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
        System.out.println("measured: a standby that takes over " + pair.source() + " is followed within " + tookMs
            + " ms");
        assertTrue(tookMs < LONGEST_MS, tookMs + " ms");
        JsonNode moved = assertTimeoutPreemptively(Duration.ofMinutes(1), () -> moved(events, pair.source()));
        assertEquals(MACS[isIpv6 ? 1 : 0], moved.get("mac").textValue());
        assertEquals("inside", moved.get("port").textValue());
    }

    /** Linux asks with whatever address its packet has (arp_announce 0). */
    @Order(2)
    @Test
    void shouldAnswerWhoAsksFromAnAddressThatIsNotOfTheLink(Netlab netlab) {
        netlab.exec("a", "ip", "address", "replace", ELSEWHERE + "/32", "dev", "lo").expectSuccess();
        try {
            netlab.exec("a", "ip", "neighbour", "flush", "dev", "a0").expectSuccess();
            netlab.exec("a", "ping", "-n", "-c", "1", "-W", "1", "-I", ELSEWHERE, INSIDE);
            String known = netlab.exec("a", "ip", "neighbour", "show", INSIDE).expectSuccess().output();
            assertTrue(known.contains("lladdr"), known);
            assertTrue(!netlab.b().ask("neighbours").toString().contains(ELSEWHERE), "and is not learnt");
        } finally {
            netlab.exec("a", "ip", "address", "delete", ELSEWHERE + "/32", "dev", "lo").expectSuccess();
        }
    }

    @Order(3)
    @Test
    void shouldGoOnServingWhileStrangersFloodTheLink(Netlab netlab) {
        long before = netlab.b().drops("link-flood");
        PingStream pings = PingStream.start(netlab, "d", Netlab.A_ADDRESS);
        String sent = netlab.exec("a", "python3", "-c", FLOOD, "a0", INSIDE, "3").expectSuccess().output().strip();
        Eventually.holds(() -> isAnswered(netlab, Families.IPV4.getFirst()), () -> "not served after the flood");
        pings.end();
        int answered = pings.answered();
        assertTrue(answered > 50, "hardly answered during the flood: " + answered);
        long refused = netlab.b().drops("link-flood") - before;
        System.out.println("measured: " + sent + " questions in 3 s, " + refused + " of them beyond what is taken");
        assertTrue(refused > 0, sent + " questions were no flood");
        netlab.b().expectBalancedCounters();
    }

    private static JsonNode moved(BufferedReader events, String address) throws IOException {
        try (events) {
            while (true) {
                JsonNode event = Gateway.json(events.readLine()).get("params");
                if (event.get("type").textValue().equals("neighbour-mac-changed")
                    && event.get("address").textValue().equals(address)) {
                    return event;
                }
            }
        }
    }

    private static boolean isAnswered(Netlab netlab, Flows.Pair pair) {
        return netlab.exec("d", "ping", "-n", "-c", "1", "-W", "1", "-I", pair.destination(), pair.source())
            .exitCode() == 0;
    }
}
