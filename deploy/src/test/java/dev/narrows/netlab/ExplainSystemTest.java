package dev.narrows.netlab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a running gateway explains, against what is on the wire, and what A's kernel learns. */
@InNetlab
final class ExplainSystemTest {
    private static final int ICMP_HEADERS = 28;
    private static final int NARROW = 1300;
    private static final int FITS_NARROW = 1246;

    @Test
    void shouldSayWhatIsOnTheWire(Netlab netlab) {
        netlab.begin();
        expectOnTheWire(netlab, 84, true, "protected");
        expectOnTheWire(netlab, 1446, true, "protected");
        expectOnTheWire(netlab, 1446, false, "protected");
        expectOnTheWire(netlab, 1447, false, "fragmented-before");
        expectOnTheWire(netlab, 1500, false, "fragmented-before");
    }

    @Test
    void shouldSayWhatTheSenderIsTold(Netlab netlab) {
        netlab.begin();
        netlab.mtu(NARROW);
        assertNotEquals(0, netlab.pingWithDf(Netlab.WIDE - 100).exitCode());
        Eventually.holds(() -> netlab.b().effectiveMtu() == NARROW, () -> "B learnt nothing: " + netlab.b().path());
        JsonNode said = explain(netlab, FITS_NARROW + 1, true);
        assertEquals("too-big", said.get("path").get("evidence").textValue());
        assertEquals("too-big", said.get("outcome").get("drops").get(0).get("reason").textValue());
        int told = said.get("outcome").get("told").get("mtu").intValue();
        assertEquals(FITS_NARROW, told);
        netlab.forgetPathMtu();
        String heard = netlab.pingWithDf(FITS_NARROW + 1).output();
        assertTrue(heard.contains("Frag needed and DF set (mtu = " + told + ")"), heard);
        assertTrue(netlab.routeOfA().contains("mtu " + told), netlab.routeOfA());
        assertEquals("protected", explain(netlab, FITS_NARROW, true).get("outcome").get("kind").textValue());
        netlab.pingWithDf(FITS_NARROW).expectSuccess();
    }

    private static void expectOnTheWire(Netlab netlab, int size, boolean df, String kind) {
        JsonNode outcome = explain(netlab, size, df).get("outcome");
        assertEquals(kind, outcome.get("kind").textValue());
        List<String> said = new ArrayList<>();
        outcome.get("sent").forEach(
            sent -> said.add(sent.get("length").intValue() + " " + sent.get("df").booleanValue()));
        try (Capture capture = Capture.on(netlab, "r1", "r1-b")) {
            netlab.ping("-M", df ? "do" : "dont", "-c", "1", "-s", Integer.toString(size - ICMP_HEADERS))
                .expectSuccess();
            assertEquals(said, capture.frames().stream()
                .filter(frame -> frame.isEsp() && frame.spi() == Netlab.SPI_TO_C)
                .map(frame -> frame.ipv4Length() + " " + frame.hasDf()).toList());
        }
    }

    private static JsonNode explain(Netlab netlab, int size, boolean df) {
        return netlab.b().ask("explain", Gateway.parameters().put("from", "10.1.0.2").put("to", Netlab.D_ADDRESS)
            .put("size", size).put("df", df).put("protocol", "icmp"));
    }
}
