package dev.narrows.bench.traffic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.narrows.wire.Ethernet;
import dev.narrows.wire.Ipv4;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

class FramesTest {
    private static final long GATEWAY = 0x02_00_00_00_00_01L;

    @Test
    void shouldBuildValidPacketsOfTheSizesAskedFor() {
        List<Integer> sizes = List.of(64, 1400);
        List<byte[]> frames = Frames.outbound(sizes, GATEWAY, Flows.USUAL);

        for (int i = 0; i < sizes.size(); i++) {
            Ipv4 ipv4 = ipv4(frames.get(i));
            assertEquals(GATEWAY, new Ethernet().wrap(new UnsafeBuffer(frames.get(i)), 0).destination());
            assertTrue(ipv4.isValid(frames.get(i).length - Ethernet.HEADER_LENGTH));
            assertTrue(ipv4.isChecksumRight());
            assertTrue(ipv4.dontFragment());
            assertEquals(sizes.get(i), ipv4.totalLength());
            assertEquals(Network.LOCAL_NET, ipv4.source() & 0xFFFF_FF00);
            assertEquals(Network.REMOTE_NET, ipv4.destination() & 0xFFFF_FF00);
        }
    }

    @Test
    void shouldSpreadFlowsOverAllTunnels() {
        int tunnels = 50;
        Set<Integer> nets = new HashSet<>();
        for (byte[] frame : Frames.outbound(Collections.nCopies(tunnels, 64), GATEWAY,
            new Flows(tunnels, tunnels))) {
            int net = (ipv4(frame).destination() - Network.REMOTE_NETS) / Network.SMALL_NET;
            assertTrue(net >= 0 && net < tunnels, "net " + net);
            nets.add(net);
        }

        assertEquals(tunnels, nets.size());
    }

    @Test
    void shouldTurnInboundPacketsAround() {
        Ipv4 ipv4 = ipv4(Frames.inbound(List.of(64), GATEWAY).getFirst());

        assertEquals(Network.REMOTE_NET, ipv4.source() & 0xFFFF_FF00);
        assertEquals(Network.LOCAL_NET, ipv4.destination() & 0xFFFF_FF00);
    }

    private static Ipv4 ipv4(byte[] frame) {
        return new Ipv4().wrap(new UnsafeBuffer(frame), Ethernet.HEADER_LENGTH);
    }
}
