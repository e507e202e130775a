package dev.narrows.netlab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Both families inside and outside, between kernels that resolve the gateways by neighbour discovery and are resolved
 * by them.
 */
@InNetlab
final class FamiliesSystemTest {
    /** What pings are filled with, so that cleartext would be found. */
    private static final String PATTERN = "6e6172726f7773";
    private static final String B_INSIDE = "2001:db8:1::1";

    @BeforeAll
    static void begin(Netlab netlab) {
        netlab.begin("--template", "families");
        netlab.ipv6();
        for (String address : List.of("10.12.0.2", "2001:db8:2::2", "2001:db8:12::2")) {
            ping(netlab, address, "-c", "3", "-i", "0.2");
        }
    }

    @AfterAll
    static void end(Netlab netlab) {
        netlab.withoutIpv6();
    }

    @ParameterizedTest(name = "to {0}, outside IPv6: {1}")
    @CsvSource({
        "10.2.0.2, false, 1446", "2001:db8:2::2, false, 1446", "10.12.0.2, true, 1426", "2001:db8:12::2, true, 1426"})
    void shouldCarryPacketsOfTheExactMtuAndTellItToTheSender(
        String destination, boolean isOuterIpv6, int largest, Netlab netlab) {
        int payload = largest - (destination.contains(":") ? 48 : 28);
        try (Capture capture = Capture.on(netlab, "r1", "r1-r2")) {
            expectAnswers(5, ping(netlab, destination, "-c", "5", "-i", "0.2", "-p", PATTERN));
            expectAnswers(1, ping(netlab, destination, "-c", "1", "-M", "do", "-p", PATTERN,
                "-s", Integer.toString(payload)));
            String tooBig = ping(netlab, destination, "-c", "1", "-M", "do", "-p", PATTERN,
                "-s", Integer.toString(payload + 1)).output();
            assertFalse(tooBig.contains(" bytes from "), tooBig);
            assertTrue(tooBig.matches("(?s).*mtu ?= ?" + largest + "\\D.*"), tooBig);

            List<Frame> frames = capture.frames();
            assertEquals(12, frames.stream().filter(isOuterIpv6 ? Frame::isEspOverIpv6 : Frame::isEsp).count());
            assertEquals(0, frames.stream().filter(isOuterIpv6 ? Frame::isEsp : Frame::isEspOverIpv6).count());
            assertEquals(List.of(), frames.stream().filter(frame -> frame.contains(PATTERN)).toList());
        } finally {
            netlab.forgetPathMtu();
        }
    }

    @Test
    void shouldBeResolvedByKernelsAndResolveThem(Netlab netlab) {
        Eventually.holds(() -> ping(netlab, "2001:db8:2::2", "-c", "1").output().contains(" bytes from ")
            && ping(netlab, "2001:db8:12::2", "-c", "1").output().contains(" bytes from "), () -> "no answers");
        String known = netlab.exec("a", "ip", "-6", "neigh", "show", B_INSIDE, "dev", "a0").expectSuccess().output();
        assertTrue(known.contains("lladdr"), known);
        assertTrue(netlab.exec("r1", "ip", "-6", "neigh", "show", "dev", "r1-b").output().contains("2001:db8:ff01::2"));
        List<String> neighbours = StreamSupport.stream(netlab.b().ask("neighbours").spliterator(), false)
            .filter(neighbour -> !neighbour.path("mac").isNull())
            .map(neighbour -> neighbour.get("address").textValue()).toList();
        assertTrue(neighbours.contains("2001:db8:1::2") && neighbours.contains("2001:db8:ff01::1"),
            neighbours.toString());
    }

    @Test
    void shouldNotUseAnAddressThatAKernelDefends(Netlab netlab) {
        netlab.stopGateway("b");
        netlab.exec("a", "ip", "-6", "address", "add", B_INSIDE + "/64", "dev", "a0", "nodad").expectSuccess();
        try {
            netlab.startGateway("b", "--template", "families");
            Eventually.holds(() -> addresses(netlab).contains(B_INSIDE + "/64 (duplicate)"),
                () -> "not seen as a duplicate: " + netlab.b().ask("ports"));
            Eventually.holds(() -> addresses(netlab).contains("2001:db8:11::1/64"),
                () -> "the others are its own: " + netlab.b().ask("ports"));
            assertTrue(netlab.b().log().contains("duplicate-address"), netlab.b().log());
        } finally {
            netlab.exec("a", "ip", "-6", "address", "del", B_INSIDE + "/64", "dev", "a0").expectSuccess();
            netlab.stopGateway("b");
            netlab.startGateway("b", "--template", "families");
        }
    }

    @Test
    void shouldDefendItsAddressAgainstAKernel(Netlab netlab) {
        Eventually.holds(() -> addresses(netlab).contains(B_INSIDE + "/64"),
            () -> "not used yet: " + netlab.b().ask("ports"));
        netlab.exec("a", "sysctl", "-qw", "net.ipv6.conf.a0.optimistic_dad=0").expectSuccess();
        netlab.exec("a", "ip", "-6", "address", "add", B_INSIDE + "/64", "dev", "a0").expectSuccess();
        try {
            Eventually.holds(() -> netlab.exec("a", "ip", "-6", "address", "show", "dev", "a0").output()
                .contains("dadfailed"), () -> "the kernel has taken the address");
        } finally {
            netlab.exec("a", "ip", "-6", "address", "del", B_INSIDE + "/64", "dev", "a0").expectSuccess();
            netlab.exec("a", "sysctl", "-qw", "net.ipv6.conf.a0.optimistic_dad=1").expectSuccess();
        }
    }

    private static String source(String destination) {
        return switch (destination) {
            case "10.2.0.2" -> "10.1.0.2";
            case "10.12.0.2" -> "10.11.0.2";
            case "2001:db8:2::2" -> "2001:db8:1::2";
            case "2001:db8:12::2" -> "2001:db8:11::2";
            default -> throw new IllegalArgumentException(destination);
        };
    }

    private static Command.Result ping(Netlab netlab, String destination, String... options) {
        List<String> words = new ArrayList<>(List.of("ping", "-n", "-W", "2", "-I", source(destination)));
        words.addAll(List.of(options));
        words.add(destination);
        return netlab.exec("a", words.toArray(String[]::new));
    }

    private static void expectAnswers(int count, Command.Result result) {
        assertTrue(result.output().contains(" " + count + " received"), result.output());
    }

    private static List<String> addresses(Netlab netlab) {
        for (JsonNode port : netlab.b().ask("ports")) {
            if ("inside".equals(port.get("name").textValue())) {
                return StreamSupport.stream(port.get("addresses").spliterator(), false).map(JsonNode::textValue)
                    .toList();
            }
        }
        throw new AssertionError("no port inside");
    }
}
