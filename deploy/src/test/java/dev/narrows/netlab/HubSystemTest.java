package dev.narrows.netlab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What A's kernel hears, through its tunnel, of a hub beyond whose own network is in no selector: c hands on by a
 * further tunnel what comes out of one by policies (to 10.3.0.0/24) or out of an interface (to 10.4.0.0/24).
 */
@InNetlab
@TestMethodOrder(OrderAnnotation.class)
final class HubSystemTest {
    private static final String HUB = "10.2.0.1";
    private static final String HUB_V6 = "2001:db8:2::1";
    /** ESP in UDP over 1500: eight bytes less than what fits the tunnel between b and c. */
    private static final int FITS_FURTHER = 1438;
    private static final int FITS_FURTHER_NARROW = 1238;
    private static final int IPV6_LEAST = 1280;
    /** Seconds to wait for an answer: where there is to be none, and where there is to be one. */
    private static final String BRIEFLY = "1";
    private static final String LONG = "8";

    @BeforeAll
    static void begin(Netlab netlab) {
        netlab.begin("--template", "families");
        netlab.ipv6();
        netlab.startGateway("b", "--template", "spoke");
        netlab.startGateway("c", "--template", "hub");
        for (String address : List.of("10.3.0.2", "10.4.0.2", "2001:db8:3::2", "2001:db8:4::2")) {
            Eventually.holds(() -> ping(netlab, address, "-t", "2").contains("xceeded"), () -> "no hub");
        }
    }

    @AfterAll
    static void end(Netlab netlab) {
        netlab.mtu(Netlab.WIDE);
        netlab.withoutIpv6();
    }

    @Order(1)
    @ParameterizedTest
    @CsvSource({"10.3.0.2", "10.4.0.2", "2001:db8:3::2", "2001:db8:4::2"})
    void shouldShowTheHopInATraceroute(String destination, Netlab netlab) {
        String heard = ping(netlab, destination, "-t", "2");
        assertTrue(heard.contains("From " + (isIpv6(destination) ? HUB_V6 : HUB)), heard);
        assertTrue(heard.contains(isIpv6(destination) ? "Hop limit" : "Time to live exceeded"), heard);
    }

    @Order(2)
    @ParameterizedTest
    @CsvSource({"10.3.0.2", "10.4.0.2", "2001:db8:3::2", "2001:db8:4::2"})
    void shouldTellExactlyWhatFitsTheSecondTunnel(String destination, Netlab netlab) {
        netlab.forgetPathMtu();
        long sealed = sealedFurther(netlab);
        assertEquals("", told(netlab, destination, FITS_FURTHER, BRIEFLY));
        Eventually.holds(() -> sealedFurther(netlab) == sealed + 1, () -> "what fits goes on");
        assertEquals(told(destination, FITS_FURTHER), told(netlab, destination, FITS_FURTHER + 1, LONG));
        assertEquals(sealed + 1, sealedFurther(netlab));
        String route = netlab.exec("a", "ip", "route", "get", destination).expectSuccess().output();
        assertTrue(route.contains("mtu " + FITS_FURTHER), route);

        JsonNode said = netlab.c().ask("explain", Gateway.parameters()
            .put("from", isIpv6(destination) ? "2001:db8:1::2" : Netlab.A_ADDRESS).put("to", destination)
            .put("size", FITS_FURTHER + 1).put("df", true)).get("outcome");
        assertEquals(FITS_FURTHER, said.get("told").get("mtu").intValue(), said.toString());
        assertEquals(isIpv6(destination) ? HUB_V6 : HUB, said.get("told").get("from").textValue());
        assertTrue(said.get("untold").isNull(), said.toString());
    }

    /** RFC 1812 4.3.3.1, RFC 4443 3.1. */
    @Order(3)
    @ParameterizedTest
    @CsvSource({"10.5.0.2, Destination Net Unreachable", "2001:db8:5::2, No route"})
    void shouldTellThatNoRouteLeadsOn(String destination, String expected, Netlab netlab) {
        String heard = ping(netlab, destination);
        assertTrue(heard.contains("From " + (isIpv6(destination) ? HUB_V6 : HUB)) && heard.contains(expected), heard);
    }

    /** RFC 1812 4.3.3.1, RFC 4861 7.2.2. */
    @Order(4)
    @ParameterizedTest
    @CsvSource({"10.2.0.77, Destination Host Unreachable", "2001:db8:2::64:1, Address unreachable"})
    void shouldTellThatTheNeighbourDoesNotAnswer(String destination, String expected, Netlab netlab) {
        long lost = netlab.c().drops("neighbour-unreachable");
        String heard = ping(netlab, destination);
        assertTrue(heard.contains("From " + (isIpv6(destination) ? HUB_V6 : HUB)) && heard.contains(expected), heard);
        assertEquals(lost + 1, netlab.c().drops("neighbour-unreachable"));
    }

    /** What the further path's router says is translated for the very sender, in the first tunnel. */
    @Order(5)
    @ParameterizedTest
    @CsvSource({"10.3.0.2", "10.4.0.2", "2001:db8:3::2", "2001:db8:4::2"})
    void shouldTellTheSenderWhatARouterOfTheSecondPathSaid(String destination, Netlab netlab) {
        netlab.stopGateway("c");
        netlab.startGateway("c", "--template", "hub");
        netlab.forgetPathMtu();
        assertEquals("", told(netlab, destination, FITS_FURTHER - 100, BRIEFLY));
        netlab.mtu(1300, "r2");
        try {
            assertEquals(told(destination, isIpv6(destination) ? IPV6_LEAST : FITS_FURTHER_NARROW),
                told(netlab, destination, FITS_FURTHER - 100, LONG), "the packet that was lost is told of");
        } finally {
            netlab.mtu(Netlab.WIDE);
        }
    }

    /** RFC 4301 4.4.1: whatever is protected, the gateway and a host on its network talk in clear. */
    @Order(6)
    @Test
    void shouldTellAndAnswerItsOwnNetworkWithEverythingProtectedAndThePeerDown(Netlab netlab) {
        netlab.forgetPathMtu();
        netlab.stopGateway("c");
        netlab.b().ask("policy.add", Gateway.parameters().put("action", "protect").put("tunnel", "by-policy")
            .put("local", "10.1.0.0/24").put("remote", "0.0.0.0/0"));
        netlab.b().ask("policy.add", Gateway.parameters().put("action", "protect").put("tunnel", "by-policy")
            .put("local", "2001:db8:1::/64").put("remote", "::/0"));
        for (String own : List.of("10.1.0.1", "2001:db8:1::1", "192.0.1.2")) {
            assertTrue(ping(netlab, own).contains(" bytes from " + own), own);
        }
        assertEquals("10.1.0.1 1446", told(netlab, "203.0.113.5", 1447, LONG));
        assertEquals("2001:db8:1::1 1446", told(netlab, "2001:db8:2::5", 1447, LONG));
        netlab.startGateway("c", "--template", "hub");
    }

    private static boolean isIpv6(String address) {
        return address.contains(":");
    }

    private static String told(String destination, int mtu) {
        return (isIpv6(destination) ? HUB_V6 : HUB) + " " + mtu;
    }

    /** {@return who told A, and which MTU, when it pinged with so many bytes and DF; or nothing} */
    private static String told(Netlab netlab, String destination, int size, String seconds) {
        int data = size - (isIpv6(destination) ? 48 : 28);
        String heard = ping(netlab, destination, "-W", seconds, "-M", "do", "-s", Integer.toString(data));
        List<String> told = new ArrayList<>();
        for (String line : heard.split("\n", -1)) {
            if (line.startsWith("From ") && line.contains("mtu")) {
                told.add(line.split(" ", -1)[1] + " " + line.replaceAll(".*mtu ?= ?(\\d+).*", "$1"));
            }
        }
        return String.join(", ", told);
    }

    private static long sealedFurther(Netlab netlab) {
        for (JsonNode sa : netlab.c().ask("sas")) {
            if (sa.get("direction").textValue().equals("out") && sa.get("tunnel").textValue().equals("further")) {
                return sa.get("packets").longValue();
            }
        }
        throw new AssertionError("no SA further");
    }

    private static String ping(Netlab netlab, String destination, String... options) {
        List<String> words = new ArrayList<>(List.of("ping", "-n", "-c", "1", "-W", LONG));
        words.addAll(List.of(options));
        words.add(destination);
        return netlab.exec("a", words.toArray(String[]::new)).output();
    }
}
