package dev.narrows.netlab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Tunnels tell the truth about their MTU. Sizes of inner packets include their IP header. */
@InNetlab
final class PathMtuSystemTest {
    /** The largest inner packet for an outer MTU of 1500, and of 1300, with AES-128-GCM. */
    private static final int FITS_WIDE = 1446;
    private static final int FITS_NARROW = 1246;
    private static final int NARROW = 1300;
    private static final long LONGEST_STALL_MS = 4000;

    @Test
    void shouldPassExactlyWhatFits(Netlab netlab) {
        netlab.begin();
        try (Capture capture = Capture.on(netlab, "r1", "r1-b")) {
            netlab.pingWithDf(FITS_WIDE).expectSuccess();
            assertEquals(List.of(Netlab.WIDE, Netlab.WIDE),
                capture.frames().stream().filter(Frame::isEsp).map(Frame::ipv4Length).toList());
        }
        Command.Result tooBig = netlab.pingWithDf(FITS_WIDE + 1);
        assertNotEquals(0, tooBig.exitCode());
        assertTrue(tooBig.output().contains("Frag needed and DF set (mtu = " + FITS_WIDE + ")"), tooBig.output());
        assertTrue(netlab.routeOfA().contains("mtu " + FITS_WIDE), netlab.routeOfA());
    }

    @Test
    void shouldFragmentForSendersThatAllowIt(Netlab netlab) {
        netlab.begin();
        try (Capture capture = Capture.on(netlab, "r1", "r1-r2")) {
            netlab.ping("-M", "dont", "-c", "1", "-s", Integer.toString(Netlab.WIDE - 28)).expectSuccess();
            List<Frame> packets = capture.frames().stream().filter(Frame::isEsp).toList();
            assertEquals(4, packets.size());
            assertFalse(packets.stream().anyMatch(Frame::isFragment));
        }
        assertEquals(Netlab.WIDE, netlab.b().effectiveMtu());
    }

    @Test
    void shouldTellTheSenderOfTheVeryPacketThatWasLost(Netlab netlab) {
        netlab.begin();
        netlab.mtu(NARROW);
        Command.Result lost = netlab.pingWithDf(1400);
        assertNotEquals(0, lost.exitCode());
        assertTrue(lost.output().contains("Frag needed and DF set (mtu = " + FITS_NARROW + ")"), lost.output());
        netlab.forgetPathMtu();
        netlab.pingWithDf(FITS_NARROW).expectSuccess();
        String next = netlab.pingWithDf(FITS_NARROW + 1).output();
        assertTrue(next.contains("mtu = " + FITS_NARROW), next);
    }

    @Test
    void shouldKeepTcpGoingWhenThePathShrinks(Netlab netlab) {
        netlab.begin();
        TcpTransfer transfer = TcpTransfer.during(netlab, () -> netlab.mtu(NARROW));
        assertTrue(transfer.longestStallMs() < LONGEST_STALL_MS, transfer.toString());
        assertTrue(netlab.routeOfA().contains("mtu " + FITS_NARROW), netlab.routeOfA());

        JsonNode path = netlab.b().path();
        assertEquals(NARROW, path.get("effectiveMtu").intValue());
        assertEquals(Netlab.WIDE, path.get("linkMtu").intValue());
        assertEquals("too-big", path.get("evidence").textValue());
        assertEquals("192.0.1.1", path.get("claimedBy").textValue());
        assertEquals(1, path.get("claims").get("believed").longValue());
        assertTrue(path.get("until").isTextual(), path.toString());
        assertEquals(FITS_NARROW, netlab.b().ask("tunnels").get(0).get("path").get("innerMtu").intValue());
    }

    @Test
    void shouldFragmentBeforeEncryptionWhenDfIsSetForPacketsWithout(Netlab netlab) {
        netlab.begin("--df", "set");
        netlab.mtu(NARROW);
        netlab.ping("-M", "dont", "-c", "1", "-s", "1372");
        Eventually.holds(() -> netlab.b().effectiveMtu() == NARROW, () -> "B learnt nothing: " + netlab.b().path());
        try (Capture capture = Capture.on(netlab, "r1", "r1-r2")) {
            netlab.ping("-M", "dont", "-c", "2", "-i", "0.2", "-s", "1372");
            String ping = netlab.ping("-M", "dont", "-c", "2", "-i", "0.2", "-s", "1372").expectSuccess().output();
            assertTrue(ping.contains(" 2 received"), ping);
            List<Frame> packets = capture.frames().stream().filter(Frame::isEsp).toList();
            assertEquals(List.of(), packets.stream().filter(frame -> !frame.hasDf() || frame.isFragment()).toList());
        }
    }

    /**
     * On net_pcap, since net_af_packet has the kernel put fragments together before Narrows sees them
     * (PACKET_FANOUT_FLAG_DEFRAG).
     */
    @Test
    void shouldReassembleWhatRoutersFragmentWhenDfIsCleared(Netlab netlab) {
        netlab.begin("--df", "clear", "--driver", "pcap");
        netlab.mtu(NARROW);
        try (Capture capture = Capture.on(netlab, "r2", "r2-c")) {
            netlab.pingWithDf(FITS_WIDE).expectSuccess();
            List<Frame> towardsC = capture.frames().stream().filter(frame -> frame.isEsp() && frame.isFragment())
                .toList();
            assertEquals(2, towardsC.size());
            assertFalse(towardsC.stream().anyMatch(Frame::hasDf));
        }
        assertEquals(1, netlab.c().ask("counters").at("/events/reassembled").asLong());
        assertEquals(2, netlab.c().ask("counters").at("/drops/fragment-taken").asLong());
        assertFalse(netlab.routeOfA().contains("mtu"), netlab.routeOfA());
        assertEquals(Netlab.WIDE, netlab.b().effectiveMtu());
    }

    @Test
    void shouldKeepTcpGoingWhenDfIsCleared(Netlab netlab) {
        netlab.begin("--df", "clear", "--driver", "pcap");
        TcpTransfer transfer = TcpTransfer.during(netlab, () -> netlab.mtu(NARROW));
        assertTrue(transfer.longestStallMs() < LONGEST_STALL_MS, transfer.toString());
        assertFalse(netlab.routeOfA().contains("mtu " + FITS_NARROW), netlab.routeOfA());
        assertEquals(Netlab.WIDE, netlab.b().effectiveMtu());
    }
}
