package dev.narrows.worker;

import static org.junit.jupiter.api.Assertions.assertNull;

import dev.narrows.esp.EspEncapsulator;
import dev.narrows.packet.InMemoryPool;
import dev.narrows.packet.Packet;
import dev.narrows.sa.OutboundSa;
import dev.narrows.wire.Ethernet;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Seals packets that no gateway would.
 */
final class TestEsp {
    private TestEsp() {
    }

    static byte[] seal(OutboundSa sa, byte[] inner, long destinationMac) {
        try (InMemoryPool pool = new InMemoryPool(1)) {
            Packet packet = new Packet();
            packet.wrap(pool.allocate(inner));
            assertNull(new EspEncapsulator().encapsulate(packet, sa));
            byte[] frame = new byte[Ethernet.HEADER_LENGTH + packet.length()];
            new Ethernet().wrap(new UnsafeBuffer(frame), 0).destination(destinationMac).type(Ethernet.TYPE_IPV4);
            packet.buffer().getBytes(packet.offset(), frame, Ethernet.HEADER_LENGTH, packet.length());
            pool.free(packet.handle());
            return frame;
        }
    }
}
