package dev.narrows.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.narrows.wire.Ethernet;
import dev.narrows.wire.Ipv4;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

class FramesTest {
    private static final long GATEWAY = 0x02_00_00_00_00_01L;

    @Test
    void shouldBuildValidPacketsOfTheSizesAskedFor() {
        List<byte[]> frames = Frames.build(List.of(64, 1400), GATEWAY, 0x0A010000, 0x0A020000);

        for (int i = 0; i < 2; i++) {
            UnsafeBuffer frame = new UnsafeBuffer(frames.get(i));
            Ipv4 ipv4 = new Ipv4().wrap(frame, Ethernet.HEADER_LENGTH);
            assertEquals(GATEWAY, new Ethernet().wrap(frame, 0).destination());
            assertTrue(ipv4.isValid(frame.capacity() - Ethernet.HEADER_LENGTH));
            assertTrue(ipv4.isChecksumRight());
            assertTrue(ipv4.dontFragment());
            assertEquals(i == 0 ? 64 : 1400, ipv4.totalLength());
            assertEquals(0x0A010002 + i, ipv4.source());
            assertEquals(0x0A020002 + i, ipv4.destination());
        }
    }
}
