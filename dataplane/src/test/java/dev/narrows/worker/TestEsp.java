package dev.narrows.worker;

import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.narrows.crypto.Algorithm;
import dev.narrows.esp.EspEncapsulator;
import dev.narrows.packet.InMemoryPool;
import dev.narrows.packet.Packet;
import dev.narrows.sa.OutboundSa;
import dev.narrows.wire.Esp;
import dev.narrows.wire.EspTrailer;
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
            assertNull(new EspEncapsulator(1).encapsulate(packet, header, sa, true));
            byte[] frame = new byte[Ethernet.HEADER_LENGTH + packet.length()];
            new Ethernet().wrap(new UnsafeBuffer(frame), 0).destination(destinationMac)
                .type(sa.tunnel().path().isIpv6() ? Ethernet.TYPE_IPV6 : Ethernet.TYPE_IPV4);
            packet.buffer().getBytes(packet.offset(), frame, Ethernet.HEADER_LENGTH, packet.length());
            pool.free(packet.handle());
            return frame;
        }
    }

    /** Seals any content under any number, with the least padding that aligns it, and puts nothing in front of ESP. */
    static byte[] esp(OutboundSa sa, byte[] content, int nextHeader, long sequence) {
        Algorithm algorithm = sa.transform().algorithm();
        int headers = Esp.HEADER_LENGTH + algorithm.ivLength();
        int padLength = -(content.length + EspTrailer.LENGTH) & (algorithm.alignment() - 1);
        int length = content.length + padLength + EspTrailer.LENGTH;
        try (InMemoryPool pool = new InMemoryPool(1, headers + length + algorithm.icvLength())) {
            long handle = pool.allocate(new byte[headers + length + algorithm.icvLength()], 0);
            Packet packet = new Packet();
            packet.wrap(handle);
            UnsafeBuffer buffer = packet.buffer();
            Esp.put(buffer, 0, sa.spi(), sequence);
            buffer.putBytes(headers, content);
            for (int i = 0; i < padLength; i++) {
                buffer.putByte(headers + content.length + i, (byte)(i + 1));
            }
            EspTrailer.put(buffer, headers + length - EspTrailer.LENGTH, padLength, nextHeader);
            sa.transform().seal(buffer, 0, length, sequence);
            byte[] sealed = pool.copy(handle);
            pool.free(handle);
            return sealed;
        }
    }
}
