package dev.narrows.netlab;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * ICMP "fragmentation needed" as routers really send it, about a packet that B did send: without an MTU, with a quote
 * that is not quite what was sent, and with one that ends before the SPI.
 */
@InNetlab
final class RoutersClaimsSystemTest {
    private static final int LENGTH = 1400;
    private static final String[] IN_UDP =
        {"--tunnel", "udp-encapsulation={local-port: 4500, remote-port: 4500, keepalive: off}"};

    @AfterAll
    static void end(Netlab netlab) {
        netlab.mtu(Netlab.WIDE);
        netlab.r1("talking");
    }

    /**
     * RFC 1191 5: 1006 is the next plateau below what the ledger knows of the packet, 1456 bytes; the quote says 1500.
     */
    @Test
    void shouldTakeTheNextPlateauBelowWhatWasSentWhereTheRouterNamesNoMtu(Netlab netlab) {
        netlab.begin();
        netlab.pingWithDf(LENGTH).expectSuccess();
        claim(netlab, 0);
        expectMtu(netlab, 1006);
        assertEquals("too-big", netlab.b().path().get("evidence").asText());
    }

    /** RFC 1812 4.3.2.3 asks for the original. */
    @ParameterizedTest
    @ValueSource(strings = {"swapped-flags", "swapped-length", "short-length", "no-df"})
    void shouldKnowThePacketInWhateverFormItsHeaderIsQuoted(String form, Netlab netlab) {
        netlab.begin();
        netlab.pingWithDf(LENGTH).expectSuccess();
        claim(netlab, 1300, "--form", form);
        expectMtu(netlab, 1300);
    }

    /** RFC 792's eight bytes are UDP's header: nobody knows of which packet, and without probes nobody can find out. */
    @Test
    void shouldCountTheClaimThatEndsBeforeTheSpiWhereNothingIsProbed(Netlab netlab) {
        netlab.begin(IN_UDP);
        netlab.pingWithDf(LENGTH).expectSuccess();
        claim(netlab, 1300, "--udp", "4500");
        Eventually.holds(() -> netlab.b().rejectedClaims("no-spi") == 1, () -> "not counted: " + netlab.b().path());
        assertEquals(Netlab.WIDE, netlab.b().effectiveMtu());
    }

    /** The claim alone starts the search: r1 says nothing of what it drops, and the next validation is an hour away. */
    @Test
    void shouldFindByProbesThatTheClaimWhichEndsBeforeTheSpiIsTrue(Netlab netlab) {
        List<String> options = new ArrayList<>(List.of(IN_UDP));
        options.addAll(List.of("--probe", "--pmtu", "validate-every=1h"));
        netlab.begin(options.toArray(String[]::new));
        Eventually.holds(() -> "answering".equals(netlab.b().path().get("probing").asText()),
            () -> "not answering: " + netlab.b().path());
        netlab.r1("silent");
        netlab.mtu(1300);
        claimBy(netlab, "r2", 1300, "--udp", "4500");
        expectMtu(netlab, 1300);
        assertEquals("too-big", netlab.b().path().get("evidence").asText());
        claimBy(netlab, "r2", 700, "--udp", "4500");
        Eventually.holds(() -> netlab.b().rejectedClaims("refuted") == 1, () -> "not refuted: " + netlab.b().path());
        assertEquals(1300, netlab.b().effectiveMtu());
        netlab.mtu(Netlab.WIDE);
        netlab.r1("talking");
    }

    private static void expectMtu(Netlab netlab, int mtu) {
        Eventually.holds(() -> netlab.b().effectiveMtu() == mtu, () -> "not believed: " + netlab.b().path());
        assertEquals(1, netlab.b().believedClaims());
    }

    /** What r1 says of the packet that B sent last. */
    private static void claim(Netlab netlab, int mtu, String... form) {
        claimBy(netlab, "r1", mtu, form);
    }

    /** A silent r1 would say nothing of this either. */
    private static void claimBy(Netlab netlab, String router, int mtu, String... form) {
        long sent = netlab.b().sa("out").get("sequence").longValue();
        List<String> words = new ArrayList<>(List.of(Netlab.tool("forge-too-big"), "--to", Netlab.B_OUTER, "--from",
            "r1".equals(router) ? "192.0.1.1" : "198.51.100.2", "--peer", Netlab.C_OUTER, "--spi",
            Integer.toString(Netlab.SPI_TO_C), "--sequence",
            Long.toString(sent), "--mtu", Integer.toString(mtu)));
        words.addAll(List.of(form));
        netlab.exec(router, words.toArray(String[]::new)).expectSuccess();
    }
}
