package dev.narrows.worker;

import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.narrows.esp.EspEncapsulator;
import dev.narrows.packet.InMemoryPool;
import dev.narrows.packet.Packet;
import dev.narrows.sa.OutboundSa;
import dev.narrows.wire.Ethernet;
import dev.narrows.wire.IpHeader;
import dev.narrows.wire.IpProtocol;
import dev.narrows.wire.Ipv6FrameBuilder;
import dev.narrows.wire.TestPackets;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Seals packets that no gateway would.
 */
final class TestEsp {
    /** They lend their headers to what has none. */
    private static final byte[] WELL_FORMED_IPV4 =
        TestPackets.packetOf(TestPackets.ipv4OfLength(1 << 24, 2 << 24, 28, true));
    private static final byte[] WELL_FORMED_IPV6 = new Ipv6FrameBuilder()
        .addresses("2001:db8::1", "2001:db8::2").payload(IpProtocol.NONE).packet();

    private TestEsp() {
    }

    static byte[] seal(OutboundSa sa, byte[] inner, long destinationMac) {
        try (InMemoryPool pool = new InMemoryPool(1)) {
            Packet packet = new Packet();
            packet.wrap(pool.allocate(inner));
            IpHeader header = new IpHeader();
            byte[] wellFormed = inner.length > 0 && (inner[0] & 0xF0) == 0x60 ? WELL_FORMED_IPV6 : WELL_FORMED_IPV4;
            assertTrue(header.parse(new UnsafeBuffer(wellFormed), 0, wellFormed.length));
            assertNull(new EspEncapsulator(1).encapsulate(packet, header, sa, false));
            byte[] frame = new byte[Ethernet.HEADER_LENGTH + packet.length()];
            new Ethernet().wrap(new UnsafeBuffer(frame), 0).destination(destinationMac)
                .type(sa.tunnel().path().isIpv6() ? Ethernet.TYPE_IPV6 : Ethernet.TYPE_IPV4);
            packet.buffer().getBytes(packet.offset(), frame, Ethernet.HEADER_LENGTH, packet.length());
            pool.free(packet.handle());
            return frame;
        }
    }
}
