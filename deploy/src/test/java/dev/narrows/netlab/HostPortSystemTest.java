package dev.narrows.netlab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The gateways' own hosts, by a tap of DPDK's: protected in transport mode towards each other and by the tunnel towards
 * the network behind the other, reachable in clear for what no policy protects.
 */
@InNetlab
final class HostPortSystemTest {
    private static final String PATTERN = "6e6172726f7773";
    private static final int TRANSPORT_SPI_TO_C = 0x1002;
    private static final int TRANSPORT_SPI_TO_B = 0x2002;
    /** 1500 - 20 - 8 - 8 - 16 is a multiple of 4; less the trailer's 2, and the header of 20 is the packet's own. */
    private static final int LARGEST_IN_TRANSPORT = 1466;
    private static final int LARGEST_IN_TUNNEL = 1446;
    private static final long LONGEST_STALL_MS = 4000;
    /** Sends one datagram from a port to another, with four zero bytes in front, and prints what comes back. */
    private static final String ASK = """
        import socket, sys
        s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        s.bind((sys.argv[1], int(sys.argv[2])))
        s.settimeout(5)
        s.sendto(bytes(4) + b"marked", (sys.argv[3], int(sys.argv[2])))
        print(s.recv(100).hex())
        """;
    /** Answers one datagram with itself. */
    private static final String ECHO = """
        import socket, sys
        s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        s.bind((sys.argv[1], int(sys.argv[2])))
        s.settimeout(10)
        print("bound", flush=True)
        data, sender = s.recvfrom(100)
        s.sendto(data, sender)
        """;

    @BeforeAll
    static void begin(Netlab netlab) {
        netlab.begin("--template", "host", "--pmtu", "raise-after=4s");
        netlab.exec("b", "ping", "-c", "2", "-i", "0.2", Netlab.C_OUTER);
    }

    @BeforeEach
    void forget(Netlab netlab) {
        netlab.mtu(Netlab.WIDE);
        Families.expectWide(netlab);
        netlab.exec("b", "ip", "route", "flush", "cache").expectSuccess();
    }

    @Test
    void shouldProtectHostsInTransportMode(Netlab netlab) {
        try (Capture capture = Capture.on(netlab, "r1", "r1-r2")) {
            expectAnswers(5, ping(netlab, "b", Netlab.C_OUTER, "-c", "5", "-i", "0.2", "-p", PATTERN));
            List<Frame> packets = capture.frames().stream().filter(Frame::isIpv4).toList();
            assertEquals(10, packets.size());
            assertEquals(Set.of(TRANSPORT_SPI_TO_C, TRANSPORT_SPI_TO_B),
                packets.stream().map(Frame::spi).collect(Collectors.toSet()));
            assertEquals(List.of(),
                packets.stream().filter(frame -> !frame.isEsp() || frame.contains(PATTERN)).toList());
        }
    }

    @Test
    void shouldTakeTheHostThroughTheTunnelAndBack(Netlab netlab) {
        try (Capture capture = Capture.on(netlab, "r1", "r1-r2")) {
            expectAnswers(3, ping(netlab, "b", Netlab.D_ADDRESS, "-c", "3", "-i", "0.2"));
            expectAnswers(3, ping(netlab, "a", Netlab.C_OUTER, "-c", "3", "-i", "0.2"));
            List<Frame> packets = capture.frames().stream().filter(Frame::isIpv4).toList();
            assertEquals(12, packets.size());
            assertEquals(Set.of(Netlab.SPI_TO_C, Netlab.SPI_TO_B),
                packets.stream().map(Frame::spi).collect(Collectors.toSet()));
        }
    }

    @Test
    void shouldTellTheHostTheExactMtu(Netlab netlab) {
        expectLargest(netlab, Netlab.C_OUTER, LARGEST_IN_TRANSPORT);
        expectLargest(netlab, Netlab.D_ADDRESS, LARGEST_IN_TUNNEL);
    }

    @Test
    void shouldTellTheHostWhenThePathNarrows(Netlab netlab) {
        netlab.mtu(1300);
        ping(netlab, "b", Netlab.C_OUTER, "-M", "do", "-c", "1", "-s", "1400");
        Eventually.holds(() -> route(netlab, Netlab.C_OUTER).contains(" mtu 1266"),
            () -> "the host has not learnt it: " + route(netlab, Netlab.C_OUTER));
        expectAnswers(1, ping(netlab, "b", Netlab.C_OUTER, "-M", "do", "-c", "1", "-s", Integer.toString(1266 - 28)));
    }

    /** Transfers of the gateway's own host, to the other's host in transport mode and to D by the tunnel. */
    @Test
    void shouldKeepTheHostsTransfersGoingWhenThePathNarrows(Netlab netlab) {
        Report report = new Report("host", "r1-r2", "the host's kernel learns, transport mode and tunnel", "after ms",
            "packets lost", "longest stall of TCP, ms", "fragments in steady state");
        List<Flows.Pair> pairs = List.of(new Flows.Pair(Netlab.B_OUTER, Netlab.C_OUTER),
            new Flows.Pair(Netlab.B_OUTER, Netlab.D_ADDRESS));
        try (Wire wire = Wire.watch(netlab);
            Flows transport = Flows.start(netlab, "b", "c", Flows.Pace.USUAL, 1, pairs.subList(0, 1));
            Flows tunnel = Flows.start(netlab, "b", "d", Flows.Pace.USUAL, 1, pairs.subList(1, 2))) {
            PathChanges changes = PathChanges.of(netlab, "b", pairs);
            changes.make("1500", () -> { }, pair -> told(Netlab.WIDE, pair));
            for (int mtu : List.of(1400, 1300)) {
                changes.make(Integer.toString(mtu), () -> netlab.mtu(mtu), pair -> told(mtu, pair));
            }
            Flows.Result inTransport = transport.end();
            Flows.Result inTunnel = tunnel.end();
            wire.expectNothingInClear();
            for (PathChanges.Step step : changes.steps()) {
                long stall = Math.max(inTransport.longestStallMs(step.begin(), step.end()),
                    inTunnel.longestStallMs(step.begin(), step.end()));
                long fragments = wire.fragments(step.steadyFrom(), step.steadyTo());
                report.row(step.name(), step.learnt(), step.learntAfterMs(), step.lost(), stall, fragments);
                assertTrue(stall < LONGEST_STALL_MS, step + ", stall " + stall + " ms");
                assertEquals(0, fragments);
            }
        }
    }

    /** In transport mode the header of 20 bytes is the packet's own. */
    private static int told(int mtu, Flows.Pair pair) {
        int inTunnel = (mtu - 52) / 4 * 4 - 2;
        return pair.destination().equals(Netlab.C_OUTER) ? inTunnel + 20 : inTunnel;
    }

    @Test
    void shouldCarryIkeInClearAlthoughAPolicyProtectsTheHosts(Netlab netlab) {
        for (String port : List.of("500", "4500")) {
            try (Capture capture = Capture.on(netlab, "r1", "r1-r2")) {
                Command.Running echo = netlab.spawn("c", "python3", "-c", ECHO, Netlab.C_OUTER, port);
                Eventually.holds(() -> echo.outputSoFar().contains("bound"), echo::outputSoFar);
                String answer = netlab.exec("b", "python3", "-c", ASK, Netlab.B_OUTER, port, Netlab.C_OUTER)
                    .expectSuccess().output();
                assertEquals("000000006d61726b6564", answer.strip(), "port " + port);
                echo.await().expectSuccess();
                assertEquals(2, capture.frames().stream()
                    .filter(frame -> frame.isIpv4() && !frame.isEsp() && frame.contains("6d61726b6564")).count());
            }
        }
    }

    @Test
    void shouldLetOutsidersPingTheHostButNotPastAPolicy(Netlab netlab) {
        expectAnswers(2, ping(netlab, "r1", Netlab.B_OUTER, "-c", "2", "-i", "0.2"));
        long before = netlab.c().drops("cleartext-from-unprotected");
        // From gateway b's address, in clear: a router on the way can send that.
        netlab.exec("r2", "ip", "address", "add", Netlab.B_OUTER + "/32", "dev", "lo").expectSuccess();
        try {
            String output = ping(netlab, "r2", Netlab.C_OUTER, "-c", "3", "-i", "0.2", "-W", "1", "-I", Netlab.B_OUTER);
            assertTrue(output.contains(" 0 received"), output);
        } finally {
            netlab.exec("r2", "ip", "address", "del", Netlab.B_OUTER + "/32", "dev", "lo").expectSuccess();
        }
        Eventually.holds(() -> netlab.c().drops("cleartext-from-unprotected") == before + 3,
            () -> "not counted: " + netlab.c().ask("counters"));
    }

    private static void expectLargest(Netlab netlab, String destination, int largest) {
        String fits = Integer.toString(largest - 28);
        expectAnswers(1, ping(netlab, "b", destination, "-M", "do", "-c", "1", "-s", fits));
        ping(netlab, "b", destination, "-M", "do", "-c", "1", "-s", Integer.toString(largest - 27));
        Eventually.holds(() -> route(netlab, destination).contains(" mtu " + largest),
            () -> "the host has not learnt it: " + route(netlab, destination));
    }

    private static String ping(Netlab netlab, String host, String destination, String... options) {
        String[] words = new String[options.length + 4];
        words[0] = "ping";
        words[1] = "-n";
        System.arraycopy(options, 0, words, 2, options.length);
        words[options.length + 2] = "-W2";
        words[options.length + 3] = destination;
        return netlab.exec(host, words).output();
    }

    private static void expectAnswers(int count, String output) {
        assertTrue(output.contains(" " + count + " received") && !output.contains("duplicates"), output);
    }

    private static String route(Netlab netlab, String destination) {
        return netlab.exec("b", "ip", "route", "get", destination).expectSuccess().output();
    }
}
