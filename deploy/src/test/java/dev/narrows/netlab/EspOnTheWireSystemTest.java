package dev.narrows.netlab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What crosses the routers, and what the gateways do with what others put there. */
@InNetlab
final class EspOnTheWireSystemTest {
    /** What pings are filled with, so that cleartext would be found. */
    private static final String PATTERN = "6e6172726f7773";

    @BeforeAll
    static void begin(Netlab netlab) {
        netlab.begin();
    }

    @Test
    void shouldSendNothingButEspBetweenTheRouters(Netlab netlab) {
        try (Capture capture = Capture.on(netlab, "r1", "r1-r2")) {
            String ping = netlab.ping("-c", "5", "-i", "0.2", "-p", PATTERN).expectSuccess().output();
            assertTrue(ping.contains(" 5 received"), ping);
            List<Frame> packets = capture.frames().stream().filter(Frame::isIpv4).toList();
            assertEquals(10, packets.size());
            assertEquals(List.of(), packets.stream().filter(frame -> !frame.isEsp()).toList());
            assertEquals(Set.of(Netlab.SPI_TO_C, Netlab.SPI_TO_B),
                packets.stream().map(Frame::spi).collect(Collectors.toSet()));
            assertEquals(List.of(), packets.stream().filter(frame -> frame.contains(PATTERN)).toList());
        }
    }

    @Test
    void shouldBeReadByTsharkThatHasTheKeys(Netlab netlab) {
        try (Capture capture = Capture.on(netlab, "r1", "r1-r2")) {
            netlab.ping("-c", "3", "-i", "0.2", "-p", PATTERN).expectSuccess();
            List<String> lines = tshark(netlab, capture);
            assertEquals(6, lines.size(), lines.toString());
            for (String line : lines) {
                assertTrue(line.matches("0x0000(1001|2001)\t(1|True)\t(0|False)\t(0x0*)?4\t.*" + PATTERN + PATTERN
                    + ".*"), line);
            }
        }
    }

    @Test
    void shouldDropReplayedPacket(Netlab netlab) {
        long before = netlab.c().drops("replayed");
        Frame recorded = recordEspTowardsC(netlab);
        try (Capture capture = Capture.on(netlab, "d", "d0")) {
            send(netlab, recorded);
            Eventually.holds(() -> netlab.c().drops("replayed") == before + 1,
                () -> "not counted as replayed: " + netlab.c().ask("counters"));
            assertEquals(List.of(), capture.frames().stream().filter(Frame::isIpv4).toList());
        }
    }

    @Test
    void shouldDropForgedPacketAndLeaveTheWindowWhereItWas(Netlab netlab) {
        long before = netlab.c().drops("bad-icv");
        Frame recorded = recordEspTowardsC(netlab);
        send(netlab, recorded.withSequence(recorded.sequence() + 100_000));
        Eventually.holds(() -> netlab.c().drops("bad-icv") == before + 1,
            () -> "not counted as bad ICV: " + netlab.c().ask("counters"));
        assertEquals(recorded.sequence(), netlab.c().sa("in").get("sequence").longValue());
        netlab.ping("-c", "1").expectSuccess();
    }

    @Test
    void shouldDropCleartextFromOutside(Netlab netlab) {
        long before = netlab.c().drops("cleartext-from-unprotected");
        netlab.exec("r2", "ip", "route", "replace", "10.2.0.0/24", "via", Netlab.C_OUTER).expectSuccess();
        try (Capture capture = Capture.on(netlab, "d", "d0")) {
            assertFalse(netlab.exec("r2", "ping", "-c", "3", "-i", "0.2", "-W", "1", Netlab.D_ADDRESS).output()
                .contains(" bytes from "));
            Eventually.holds(() -> netlab.c().drops("cleartext-from-unprotected") == before + 3,
                () -> "not counted: " + netlab.c().ask("counters"));
            assertEquals(List.of(), capture.frames().stream().filter(Frame::isIpv4).toList());
        } finally {
            netlab.exec("r2", "ip", "route", "delete", "10.2.0.0/24").expectSuccess();
        }
    }

    /** One ESP packet from b to c, as it left r2, and delivered. */
    private static Frame recordEspTowardsC(Netlab netlab) {
        try (Capture capture = Capture.on(netlab, "r2", "r2-c")) {
            netlab.ping("-c", "1").expectSuccess();
            List<Frame> frames = capture.frames().stream()
                .filter(frame -> frame.isEsp() && frame.spi() == Netlab.SPI_TO_C).toList();
            assertEquals(1, frames.size());
            return frames.getFirst();
        }
    }

    private static void send(Netlab netlab, Frame frame) {
        netlab.exec("r2", Netlab.tool("send-frame"), "r2-c", frame.hex()).expectSuccess();
    }

    /** SPI, ICV good, ICV bad, inner protocol and data of each packet. */
    private static List<String> tshark(Netlab netlab, Capture capture) {
        String output = Command.run("tshark", "-r", capture.file().toString(), "-Y", "esp",
            "-o", "esp.enable_encryption_decode:TRUE", "-o", "esp.enable_authentication_check:TRUE",
            "-o", association("00001001", netlab.key("b-to-c")), "-o", association("00002001", netlab.key("c-to-b")),
            "-T", "fields", "-e", "esp.spi", "-e", "esp.icv_good", "-e", "esp.icv_bad", "-e", "esp.protocol",
            "-e", "data.data").expectSuccess().output();
        return output.lines().filter(line -> line.startsWith("0x")).toList();
    }

    private static String association(String spi, String key) {
        return "uat:esp_sa:\"IPv4\",\"*\",\"*\",\"0x" + spi + "\",\"AES-GCM with 16 octet ICV [RFC4106]\",\"" + key
            + "\",\"NULL\",\"\"";
    }
}
