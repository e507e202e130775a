package dev.narrows.netlab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Traffic between hosts A and D for tests with peers, all of it checked where it arrives.
 */
final class PeerTraffic {
    /** IPv4 and ICMP headers. */
    static final int SMALLEST = 28;

    private static final String PORT = "5002";

    private PeerTraffic() {
    }

    /**
     * Sizes of inner packets that meet every pad length, the sizes between, and the largest.
     *
     * @param largest the largest that fits.
     */
    static List<Integer> sizes(int largest) {
        return Stream.of(IntStream.range(SMALLEST, SMALLEST + 17), IntStream.of(100, 576, 1000, 1280),
            IntStream.rangeClosed(largest - 4, largest)).flatMap(IntStream::boxed).toList();
    }

    /** One echo request with DF of each length from A to D, and from D to A; each is answered, unchanged. */
    static void pingEach(Netlab netlab, Encapsulation.Ends hosts, List<Integer> lengths) {
        pingEach(netlab, "a", hosts.ofC(), lengths);
        pingEach(netlab, "d", hosts.ofB(), lengths);
    }

    private static void pingEach(Netlab netlab, String from, String to, List<Integer> lengths) {
        String payloads = lengths.stream().map(length -> Integer.toString(length - SMALLEST))
            .collect(Collectors.joining(" "));
        String output = netlab.exec(from, "sh", "-c",
            "for s in " + payloads + "; do ping -n -c 1 -W 2 -M do -s $s " + to + " || exit 1; done")
            .expectSuccess().output();
        assertFalse(output.contains("wrong data"), output);
        assertEquals(lengths.size(), output.lines().filter(line -> line.contains(" 1 received")).count(), output);
    }

    /** One byte more than fits is refused at both ends, each naming what fits. */
    static void expectRefusedBeyond(Netlab netlab, Encapsulation.Ends hosts, int largest) {
        expectRefused(netlab, "a", hosts.ofC(), largest);
        expectRefused(netlab, "d", hosts.ofB(), largest);
    }

    private static void expectRefused(Netlab netlab, String from, String to, int largest) {
        Command.Result result = netlab.exec(from, "ping", "-n", "-c", "1", "-W", "2", "-M", "do", "-s",
            Integer.toString(largest + 1 - SMALLEST), to);
        assertNotEquals(0, result.exitCode(), result.output());
        assertTrue(result.output().contains("mtu = " + largest + ")"), result.output());
    }

    /** Transfers by TCP from A to D, and from D to A. */
    static void transfer(Netlab netlab, Encapsulation.Ends hosts, int bytes) {
        transfer(netlab, "a", "d", hosts.ofC(), bytes);
        transfer(netlab, "d", "a", hosts.ofB(), bytes);
    }

    private static void transfer(Netlab netlab, String from, String to, String address, int bytes) {
        Command.Running receiver = netlab.spawn(to, Netlab.tool("tcp-digest"), "receive", PORT);
        String sent = netlab.exec(from, Netlab.tool("tcp-digest"), "send", address, PORT, Integer.toString(bytes))
            .expectSuccess().output();
        assertEquals(sent, receiver.await().expectSuccess().output());
        assertTrue(sent.startsWith(bytes + " "), sent);
    }
}
