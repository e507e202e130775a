package dev.narrows.netlab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a running gateway explains, against what is on the wire, and what A's kernel learns. */
@InNetlab
final class ExplainSystemTest {
    private static final int ICMP_HEADERS = 28;
    private static final int NARROW = 1300;
    private static final int FITS_NARROW = 1246;

    @BeforeAll
    static void begin(Netlab netlab) {
        netlab.begin();
    }

    @BeforeEach
    void forget(Netlab netlab) {
        netlab.mtu(Netlab.WIDE);
        netlab.forgetPathMtu();
    }

    @ParameterizedTest
    @CsvSource({"84, true, protected", "1446, true, protected", "1446, false, protected",
        "1447, false, fragmented-before", "1500, false, fragmented-before"})
    void shouldSayWhatIsOnTheWire(int size, boolean df, String kind, Netlab netlab) {
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

    @Test
    void shouldSayWhatTheSenderIsTold(Netlab netlab) {
        netlab.mtu(NARROW);
        assertNotEquals(0, netlab.pingWithDf(Netlab.WIDE - 100).exitCode());
        Eventually.holds(() -> netlab.b().effectiveMtu() == NARROW, () -> "B learnt nothing: " + netlab.b().path());
        JsonNode said = explain(netlab, FITS_NARROW + 1, true);
        assertEquals("too-big", said.get("path").get("evidence").textValue());
        assertEquals("too-big", said.get("outcome").get("drops").get(0).get("reason").textValue());
        JsonNode told = said.get("outcome").get("told");
        assertEquals(FITS_NARROW, told.get("mtu").intValue());
        String heard = netlab.pingWithDf(FITS_NARROW + 1).output();
        assertTrue(heard.contains("mtu = " + told.get("mtu")) || heard.contains("mtu=" + told.get("mtu")), heard);
        assertTrue(netlab.routeOfA().contains("mtu " + told.get("mtu")), netlab.routeOfA());
        assertEquals("protected", explain(netlab, FITS_NARROW, true).get("outcome").get("kind").textValue());
        netlab.pingWithDf(FITS_NARROW).expectSuccess();
    }

    private static JsonNode explain(Netlab netlab, int size, boolean df) {
        return netlab.b().ask("explain", Gateway.parameters().put("from", "10.1.0.2").put("to", Netlab.D_ADDRESS)
            .put("size", size).put("df", df).put("protocol", "icmp"));
    }
}
