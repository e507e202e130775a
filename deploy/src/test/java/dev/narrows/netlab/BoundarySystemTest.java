package dev.narrows.netlab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What may not pass the boundary, from inside, from outside and out of tunnels, is counted by its reason and arrives
 * nowhere. One tunnel (to 10.2.0.0/24 and 2001:db8:2::/64) lets everybody in, the other has narrow policies.
 */
@InNetlab
final class BoundarySystemTest {
    private static final Pattern LLADDR = Pattern.compile("lladdr ([0-9a-f:]{17})");
    /** What everything sent here ends with. */
    private static final String MARK = "6d61726b6564";
    private static final int ICMP = 1;
    private static final int ICMPV6 = 58;
    private static final int UDP = 17;
    private static final int ESP = 50;

    @BeforeAll
    static void begin(Netlab netlab) {
        netlab.begin("--template", "families");
        netlab.ipv6();
        addPolicy(netlab.b(), "discard", "203.0.113.64/26", "10.12.0.0/24");
        addPolicy(netlab.b(), "discard", "2001:db8:93::/64", "2001:db8:12::/64");
        addPolicy(netlab.c(), "discard", "10.12.0.0/24", "203.0.113.128/25");
        addPolicy(netlab.c(), "discard", "2001:db8:12::/64", "2001:db8:92::/64");
        addPolicy(netlab.b(), "bypass", "10.1.0.0/24", "10.1.0.0/24");
        addPolicy(netlab.b(), "bypass", "2001:db8:1::/64", "2001:db8:1::/64");
        addPolicy(netlab.b(), "protect", "0.0.0.0/0", "10.2.0.0/24");
        addPolicy(netlab.b(), "protect", "::/0", "2001:db8:2::/64");
        addPolicy(netlab.c(), "protect", "10.2.0.0/24", "0.0.0.0/0");
        addPolicy(netlab.c(), "protect", "2001:db8:2::/64", "::/0");
        for (List<String> pair : List.of(List.of("10.1.0.2", "10.2.0.2"), List.of("2001:db8:1::2", "2001:db8:2::2"),
            List.of("10.11.0.2", "10.12.0.2"), List.of("2001:db8:11::2", "2001:db8:12::2"))) {
            Eventually.holds(() -> netlab.exec("a", "ping", "-n", "-c", "1", "-W", "2", "-I", pair.getFirst(),
                pair.getLast()).exitCode() == 0, () -> "no answer from " + pair.getLast());
        }
    }

    @AfterAll
    static void end(Netlab netlab) {
        netlab.withoutIpv6();
        netlab.stopGateway("b");
        netlab.stopGateway("c");
    }

    /** RFC 6890 2.2.3, RFC 4291 2.5.5: with IPv4 addresses in IPv6 clothes neither policies nor SAs are found. */
    @ParameterizedTest
    @CsvSource({"::ffff:", "::"})
    void shouldTakeNoIpv6PacketForAnIpv4One(String prefix, Netlab netlab) {
        long drops = netlab.b().drops("bad-ipv6-header");
        try (Capture capture = Capture.on(netlab, "r1", "r1-r2")) {
            fromA(netlab, prefix + "10.1.0.2", prefix + "10.2.0.2");
            fromR1(netlab, prefix + "192.0.1.1", prefix + "192.0.1.2");
            expectDrops(netlab.b(), "bad-ipv6-header", drops + 2);
            assertEquals(List.of(), capture.frames().stream().filter(Frame::isEsp).toList());
        }
    }

    @Test
    void shouldNotOpenEspOfAnIpv4TunnelInsideAnIpv6Header(Netlab netlab) {
        long drops = netlab.c().drops("bad-ipv6-header");
        long replays = netlab.c().drops("replayed");
        Frame recorded;
        try (Capture capture = Capture.on(netlab, "r2", "r2-c", "ip proto 50 and dst " + Netlab.C_OUTER)) {
            netlab.ping("-c", "1").expectSuccess();
            recorded = capture.frames().getFirst();
        }
        String esp = recorded.hex().substring(2 * (14 + 20));
        send(netlab, "r2", "r2-c", Netlab.C_OUTER, packet("::ffff:192.0.1.2", "::ffff:192.0.2.2", ESP, "", esp));
        expectDrops(netlab.c(), "bad-ipv6-header", drops + 1);
        assertEquals(replays, netlab.c().drops("replayed"));
    }

    /** RFC 1812 5.3.7, RFC 3704 2.2: of the network behind c, of c, a broadcast; one who may shows the way open. */
    @ParameterizedTest
    @CsvSource({
        "10.2.0.2, 10.2.0.77, 10.2.0.1, 10.2.0.255, 203.0.113.7",
        "2001:db8:2::2, 2001:db8:2::77, 2001:db8:2::1, 2001:db8:12::1, 2001:db8:91::7"})
    void shouldLetNobodyOutOfATunnelInTheNameOfTheOtherSide(
        String victim, String lan, String gateway, String other, String allowed, Netlab netlab) {
        long spoofed = netlab.c().drops("reverse-path");
        long invalid = netlab.c().drops("invalid-address");
        try (Capture capture = Capture.on(netlab, "d", "d0")) {
            fromA(netlab, lan, victim);
            fromA(netlab, gateway, victim);
            fromA(netlab, other, victim);
            expectDrops(netlab.c(), "reverse-path", spoofed + 1);
            expectDrops(netlab.c(), "invalid-address", invalid + 2);
            fromA(netlab, allowed, victim);
            expectOnly(allowed, victim, capture);
        }
    }

    /** RFC 3704 2.2: a policy that lets a network talk to itself in clear lets nobody outside talk in its name. */
    @ParameterizedTest
    @CsvSource({"10.1.0.77, 10.1.0.2", "2001:db8:1::77, 2001:db8:1::2"})
    void shouldLetNobodyInByABypassPolicyInTheNameOfTheLan(String lan, String victim, Netlab netlab) {
        long spoofed = netlab.b().drops("reverse-path");
        try (Capture capture = Capture.on(netlab, "a", "a0")) {
            fromR1(netlab, lan, victim);
            expectDrops(netlab.b(), "reverse-path", spoofed + 1);
            assertEquals(List.of(), marked(capture));
        }
    }

    /** RFC 4301 4.4.1 and 6.2: an error goes the way of what it quotes, but for what a policy discards. */
    @ParameterizedTest
    @CsvSource({
        "10.12.0.2, 10.11.0.2, 203.0.113.70, 203.0.113.200, 203.0.113.7",
        "2001:db8:12::2, 2001:db8:11::2, 2001:db8:93::7, 2001:db8:92::7, 2001:db8:91::7"})
    void shouldDiscardErrorsWhateverTheyQuote(
        String victim, String quoted, String outbound, String inbound, String allowed, Netlab netlab) {
        long discardedByB = netlab.b().drops("policy-discard");
        long refusedByC = netlab.c().drops("selector-mismatch");
        String quote = packet(victim, quoted, UDP, "", udp());
        String error = (victim.contains(":") ? "03000000" : "0b000000") + "00000000" + quote;
        try (Capture capture = Capture.on(netlab, "d", "d0")) {
            for (String source : List.of(outbound, inbound, allowed)) {
                String packet = packet(source, victim, victim.contains(":") ? ICMPV6 : ICMP, "", error);
                send(netlab, "a", "a0", "10.1.0.1", packet);
            }
            expectDrops(netlab.b(), "policy-discard", discardedByB + 1);
            expectDrops(netlab.c(), "selector-mismatch", refusedByC + 1);
            expectOnly(allowed, victim, capture);
        }
    }

    /** RFC 7126 4.3: a loose source route in an echo request is not in the answer. */
    @Test
    void shouldAnswerWithoutTheSourceRoute(Netlab netlab) {
        try (Capture capture = Capture.on(netlab, "a", "a0", "icmp[icmptype] == icmp-echoreply")) {
            String echo = "0800" + checksum("0800" + "0000" + "00070001" + MARK) + "00070001" + MARK;
            send(netlab, "a", "a0", "10.1.0.1", packet("10.1.0.2", "10.1.0.1", ICMP, "830704cb00710700", echo));
            List<Frame> answers = marked(capture);
            assertEquals(1, answers.size());
            assertEquals(0x45, answers.getFirst().bytes().get(14), "a header without options");
        }
    }

    private static void fromA(Netlab netlab, String source, String destination) {
        send(netlab, "a", "a0", "10.1.0.1", packet(source, destination, UDP, "", udp()));
    }

    private static void fromR1(Netlab netlab, String source, String destination) {
        send(netlab, "r1", "r1-b", Netlab.B_OUTER, packet(source, destination, UDP, "", udp()));
    }

    private static void send(Netlab netlab, String host, String port, String gateway, String packet) {
        Matcher neighbour = LLADDR.matcher(netlab.exec(host, "ip", "neigh", "show", gateway).expectSuccess().output());
        assertTrue(neighbour.find(), () -> host + " does not know " + gateway);
        String type = packet.startsWith("6") ? "86dd" : "0800";
        netlab.exec(host, Netlab.tool("send-frame"), port,
            neighbour.group(1).replace(":", "") + "020000000999" + type + packet).expectSuccess();
    }

    /** From port 4000 to 53, and without a checksum. */
    private static String udp() {
        return "0fa00035" + "000e0000" + MARK;
    }

    private static String packet(String source, String destination, int protocol, String options, String payload) {
        String addresses = address(source) + address(destination);
        if (source.contains(":")) {
            return "60000000%04x%02x40".formatted(payload.length() / 2, protocol) + addresses + payload;
        }
        int header = 20 + options.length() / 2;
        String start = "4%x00%04x0001000040%02x".formatted(header / 4, header + payload.length() / 2, protocol);
        return start + checksum(start + "0000" + addresses + options) + addresses + options + payload;
    }

    private static String address(String text) {
        byte[] bytes = InetAddress.ofLiteral(text).getAddress();
        boolean isMapped = text.contains(":") && bytes.length == 4;
        return (isMapped ? "0".repeat(20) + "ffff" : "") + HexFormat.of().formatHex(bytes);
    }

    /** RFC 1071. */
    private static String checksum(String hex) {
        ByteBuffer bytes = ByteBuffer.wrap(HexFormat.of().parseHex(hex));
        int sum = 0;
        while (bytes.hasRemaining()) {
            sum += Short.toUnsignedInt(bytes.getShort());
        }
        sum = (sum & 0xFFFF) + (sum >>> 16);
        return "%04x".formatted(~((sum & 0xFFFF) + (sum >>> 16)) & 0xFFFF);
    }

    private static void addPolicy(Gateway gateway, String action, String local, String remote) {
        ObjectNode policy = Gateway.parameters().put("action", action).put("local", local).put("remote", remote);
        if (action.equals("protect")) {
            policy.put("tunnel", "by-ipv4");
        }
        gateway.ask("policy.add", policy);
    }

    private static void expectDrops(Gateway gateway, String reason, long count) {
        Eventually.holds(() -> gateway.drops(reason) == count,
            () -> reason + " is " + gateway.drops(reason) + " and should be " + count);
    }

    /** Of all that was sent, one packet arrives; what the host says about it is no part of this. */
    private static void expectOnly(String source, String destination, Capture capture) {
        List<Frame> arrived =
            marked(capture).stream().filter(frame -> !frame.contains(address(destination) + address(source))).toList();
        assertEquals(1, arrived.size(), arrived.toString());
        assertTrue(arrived.getFirst().contains(address(source) + address(destination)), arrived.toString());
    }

    private static List<Frame> marked(Capture capture) {
        return capture.frames().stream().filter(frame -> frame.contains(MARK)).toList();
    }
}
