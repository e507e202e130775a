package dev.narrows.bench.traffic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.narrows.crypto.Algorithm;
import dev.narrows.crypto.CryptoEngine;
import dev.narrows.crypto.CryptoEngines;
import dev.narrows.crypto.EngineChoice;
import dev.narrows.crypto.Transform;
import dev.narrows.pmtu.EspOverhead;
import dev.narrows.wire.Esp;
import dev.narrows.wire.Ethernet;
import dev.narrows.wire.Ipv4;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

class EspFramesTest {
    private static final int ESP = Ethernet.HEADER_LENGTH + Ipv4.MIN_HEADER_LENGTH;
    private static final int IV_LENGTH = 8;

    @Test
    void shouldSealFramesAsThePeerWould() {
        List<Integer> sizes = List.of(64, 1400, 576);
        List<byte[]> inner = Frames.inbound(sizes, 0);
        try (CryptoEngine engine = CryptoEngines.open(EngineChoice.BOUNCY_CASTLE);
            Transform transform = TestKey.transform(engine, Algorithm.AES_128_GCM_16)) {
            List<byte[]> sealed = EspFrames.seal(inner, 1, engine, Algorithm.AES_128_GCM_16);
            for (int i = 0; i < sizes.size(); i++) {
                UnsafeBuffer frame = new UnsafeBuffer(sealed.get(i));
                Ipv4 outer = new Ipv4().wrap(frame, Ethernet.HEADER_LENGTH);
                assertEquals(Network.OUTER_REMOTE, outer.source());
                assertEquals(Network.OUTER_LOCAL, outer.destination());
                Esp esp = new Esp().wrap(frame, ESP);
                assertEquals(Network.INBOUND_SPI, esp.spi());
                assertEquals(i + 1, esp.sequence());
                int length = new EspOverhead(Ipv4.MIN_HEADER_LENGTH, Algorithm.AES_128_GCM_16)
                    .protectedLength(sizes.get(i));
                assertTrue(transform.open(frame, ESP, length, i + 1), "ICV of packet " + i);
                UnsafeBuffer expected = new UnsafeBuffer(inner.get(i));
                int payload = ESP + Esp.HEADER_LENGTH + IV_LENGTH;
                for (int j = 0; j < sizes.get(i); j++) {
                    assertEquals(expected.getByte(Ethernet.HEADER_LENGTH + j), frame.getByte(payload + j));
                }
            }
        }
    }
}
