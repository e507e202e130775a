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
 * Traffic through gateway b and a peer, all of it checked where it arrives.
 *
 * @param near who speaks on the side of gateway b.
 * @param far  who speaks on the side of the peer.
 */
record PeerTraffic(Speaker near, Speaker far) {
    private static final int IPV4_AND_ICMP = 28;
    private static final int IPV6_AND_ICMP = 48;

    /** {@return the smallest packet that there is of an echo request, in bytes} */
    int smallest() {
        return near.address().contains(":") ? IPV6_AND_ICMP : IPV4_AND_ICMP;
    }

    /**
     * Sizes of packets that meet every pad length, some between, and the largest.
     *
     * @param largest the largest that fits.
     */
    List<Integer> sizes(int largest) {
        return Stream.of(IntStream.range(smallest(), smallest() + 17), IntStream.of(100, 576, 1000, 1280),
            IntStream.rangeClosed(largest - 4, largest)).flatMap(IntStream::boxed).toList();
    }

    /** One echo request with DF of each length, IP header included, each way; each is answered, unchanged. */
    void pingEach(List<Integer> lengths) {
        pingEach(near, far, lengths);
        pingEach(far, near, lengths);
    }

    private void pingEach(Speaker from, Speaker to, List<Integer> lengths) {
        String payloads = lengths.stream().map(length -> Integer.toString(length - smallest()))
            .collect(Collectors.joining(" "));
        String output = from.run("for s in " + payloads + "; do ping -n -c 1 -W 2 -M do -s $s " + to.address()
            + " || exit 1; done").expectSuccess().output();
        assertFalse(output.contains("wrong data"), output);
        assertEquals(lengths.size(), output.lines().filter(line -> line.contains(" 1 received")).count(), output);
    }

    /**
     * One byte more than fits is refused at both ends, each naming what fits. Where the peer is its own host, newer
     * kernels (6.12, not yet 6.1) refuse the call itself, which names nothing.
     */
    void expectRefusedBeyond(int largest) {
        String ofOurs = refusal(near, far, largest);
        assertTrue(names(ofOurs, largest), ofOurs);
        String ofThePeer = refusal(far, near, largest);
        assertTrue(names(ofThePeer, largest) || ofThePeer.contains("sendmsg: Message too long"), ofThePeer);
    }

    private String refusal(Speaker from, Speaker to, int largest) {
        int payload = largest + 1 - smallest();
        Command.Result result = from.run("ping -n -c 1 -W 2 -M do -s " + payload + " " + to.address());
        assertNotEquals(0, result.exitCode(), result.output());
        return result.output();
    }

    private static boolean names(String output, int largest) {
        return output.replace("mtu: ", "mtu=").replace("mtu = ", "mtu=")
            .lines().anyMatch(line -> line.matches(".*\\bmtu=" + largest + "\\b.*"));
    }

    /** Transfers by TCP, each way. */
    void transfer(int bytes) {
        transfer(near, far, bytes);
        transfer(far, near, bytes);
    }

    private static void transfer(Speaker from, Speaker to, int bytes) {
        Command.Running receiver = to.startReceiving();
        String sent = from.send(to.address(), bytes).expectSuccess().output();
        assertEquals(sent, receiver.await().expectSuccess().output());
        assertTrue(sent.startsWith(bytes + " "), sent);
    }
}
