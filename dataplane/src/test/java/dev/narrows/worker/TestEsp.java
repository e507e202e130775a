package dev.narrows.worker;

import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.narrows.esp.EspEncapsulator;
import dev.narrows.packet.InMemoryPool;
import dev.narrows.packet.Packet;
import dev.narrows.sa.OutboundSa;
import dev.narrows.wire.Ethernet;
import dev.narrows.wire.IpHeader;
import dev.narrows.wire.TestPackets;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Seals packets that no gateway would.
 */
final class TestEsp {
    /** Lends its header to what has none. */
    private static final byte[] WELL_FORMED = TestPackets.packetOf(TestPackets.ipv4OfLength(1 << 24, 2 << 24, 28, true));

    private TestEsp() {
    }

    static byte[] seal(OutboundSa sa, byte[] inner, long destinationMac) {
        try (InMemoryPool pool = new InMemoryPool(1)) {
            Packet packet = new Packet();
            packet.wrap(pool.allocate(inner));
            IpHeader header = new IpHeader();
            assertTrue(header.parse(new UnsafeBuffer(WELL_FORMED), 0, WELL_FORMED.length));
            assertNull(new EspEncapsulator(1).encapsulate(packet, header, sa, false));
            byte[] frame = new byte[Ethernet.HEADER_LENGTH + packet.length()];
            new Ethernet().wrap(new UnsafeBuffer(frame), 0).destination(destinationMac).type(Ethernet.TYPE_IPV4);
            packet.buffer().getBytes(packet.offset(), frame, Ethernet.HEADER_LENGTH, packet.length());
            pool.free(packet.handle());
            return frame;
        }
    }
}
