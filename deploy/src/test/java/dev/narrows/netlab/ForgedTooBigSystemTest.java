package dev.narrows.netlab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * ICMP "fragmentation needed" that anybody may send: what does not quote a packet that B really sent, and that was too
 * long for the MTU claimed, is counted by reason and changes nothing.
 */
@InNetlab
final class ForgedTooBigSystemTest {
    private static final int LENGTH = 1400;
    private static final int CLAIMED = 800;

    /** The number of an ESP packet that B sent, with DF and of an outer length above LENGTH. */
    private long sent;

    @BeforeEach
    void begin(Netlab netlab) {
        netlab.begin();
        netlab.pingWithDf(LENGTH).expectSuccess();
        sent = netlab.b().sa("out").get("sequence").longValue();
    }

    @Test
    void shouldRejectNumberNeverSent(Netlab netlab) {
        expectRejected(netlab, "not-in-ledger", new Claim(Netlab.SPI_TO_C, sent + 1000, CLAIMED));
    }

    @Test
    void shouldRejectPacketThatWouldHaveFitted(Netlab netlab) {
        expectRejected(netlab, "not-larger", new Claim(Netlab.SPI_TO_C, sent, Netlab.WIDE - 1));
    }

    @Test
    void shouldRejectClaimBelowTheFloor(Netlab netlab) {
        expectRejected(netlab, "below-floor", new Claim(Netlab.SPI_TO_C, sent, 575));
    }

    @Test
    void shouldRejectClaimWithoutAnMtu(Netlab netlab) {
        expectRejected(netlab, "no-mtu", new Claim(Netlab.SPI_TO_C, sent, 0));
    }

    @Test
    void shouldRejectUnknownSpi(Netlab netlab) {
        expectRejected(netlab, "spi-not-in-use", new Claim(0x7777, sent, CLAIMED));
    }

    /** The forger knows a number that was sent: only who sees our packets does. It shows that the tool's claims are sound. */
    @Test
    void shouldBelieveWhatQuotesPacketReallySentButNeverRaise(Netlab netlab) {
        send(netlab, new Claim(Netlab.SPI_TO_C, sent, CLAIMED), 1);
        Eventually.holds(() -> netlab.b().effectiveMtu() == CLAIMED, () -> "not believed: " + netlab.b().path());
        assertEquals(1, netlab.b().believedClaims());

        send(netlab, new Claim(Netlab.SPI_TO_C, sent, CLAIMED + 1), 1);
        Eventually.holds(() -> netlab.b().rejectedClaims("not-below-effective") == 1,
            () -> "not counted as a claim that would raise: " + netlab.b().path());
        assertEquals(CLAIMED, netlab.b().effectiveMtu());
    }

    @Test
    void shouldSurviveFloodOfForgeries(Netlab netlab) {
        send(netlab, new Claim(Netlab.SPI_TO_C, sent + 1000, CLAIMED), 20_000);
        String ping = netlab.ping("-c", "5", "-i", "0.2").expectSuccess().output();
        assertTrue(ping.contains(" 5 received"), ping);
        assertEquals(Netlab.WIDE, netlab.b().effectiveMtu());
        assertEquals(0, netlab.b().believedClaims());
    }

    private static void expectRejected(Netlab netlab, String reason, Claim claim) {
        assertEquals(0, netlab.b().rejectedClaims(reason));
        send(netlab, claim, 1);
        Eventually.holds(() -> netlab.b().rejectedClaims(reason) == 1,
            () -> "not counted as " + reason + ": " + netlab.b().path());
        assertEquals(Netlab.WIDE, netlab.b().effectiveMtu());
        assertEquals(0, netlab.b().believedClaims());
        netlab.pingWithDf(LENGTH).expectSuccess();
    }

    private static void send(Netlab netlab, Claim claim, int count) {
        List<String> words = List.of(Netlab.tool("forge-too-big"), "--to", Netlab.B_OUTER, "--from", "203.0.113.66",
            "--peer", Netlab.C_OUTER, "--spi", Integer.toString(claim.spi()), "--sequence",
            Long.toString(claim.sequence()), "--mtu", Integer.toString(claim.mtu()), "--count", Integer.toString(count));
        netlab.exec("r1", words.toArray(String[]::new)).expectSuccess();
    }

    /**
     * What is claimed.
     *
     * @param spi      the SPI quoted.
     * @param sequence the ESP sequence number quoted.
     * @param mtu      the MTU claimed.
     */
    private record Claim(int spi, long sequence, int mtu) {
    }
}
