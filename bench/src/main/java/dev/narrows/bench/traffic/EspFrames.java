package dev.narrows.bench.traffic;

import dev.narrows.crypto.Algorithm;
import dev.narrows.crypto.CryptoEngine;
import dev.narrows.crypto.Transform;
import dev.narrows.esp.EspEncapsulator;
import dev.narrows.packet.Packet;
import dev.narrows.packet.PacketLayout;
import dev.narrows.pmtu.DfPolicy;
import dev.narrows.pmtu.EspOverhead;
import dev.narrows.sa.Endpoints;
import dev.narrows.sa.OutboundSa;
import dev.narrows.sa.OuterPath;
import dev.narrows.sa.SequenceSpace;
import dev.narrows.sa.Tunnel;
import dev.narrows.sa.TunnelSettings;
import dev.narrows.stats.DropReason;
import dev.narrows.wire.Ethernet;
import dev.narrows.wire.IpAddress;
import dev.narrows.wire.IpHeader;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Seals frames as the peer would, with sequence numbers that rise from 1.
 */
public final class EspFrames {
    private EspFrames() {
    }

    /**
     * Seals frames.
     *
     * @param inner     from D's side to A's.
     * @param mac       where the sealed ones are sent to.
     * @param engine    that seals.
     * @param algorithm with which transform.
     * @return the peer's frames to us, in the same order.
     */
    public static List<byte[]> seal(List<byte[]> inner, long mac, CryptoEngine engine, Algorithm algorithm) {
        return seal(inner, mac, engine, algorithm, Flows.ONLY);
    }

    /**
     * Seals frames as the peer of one of many tunnels would.
     *
     * @param inner     from D's side to A's.
     * @param mac       where the sealed ones are sent to.
     * @param engine    that seals.
     * @param algorithm with which transform.
     * @param number    the tunnel's, which is added to {@link Network#INBOUND_SPI}, or {@link Flows#ONLY}.
     * @return the peer's frames to us, in the same order.
     */
    static List<byte[]> seal(List<byte[]> inner, long mac, CryptoEngine engine, Algorithm algorithm, int number) {
        int peer = number == Flows.ONLY ? Network.OUTER_REMOTE : Network.OUTER_REMOTES + number;
        OuterPath path = new OuterPath(0, Endpoints.of(
            IpAddress.ofIpv4(peer), IpAddress.ofIpv4(Network.OUTER_LOCAL)), Network.MTU);
        Tunnel tunnel = new Tunnel(0, TunnelSettings.tunnel(DfPolicy.COPY), path);
        try (Arena arena = Arena.ofConfined(); Transform transform = TestKey.transform(engine, algorithm)) {
            OutboundSa sa = new OutboundSa(0, Network.INBOUND_SPI + Math.max(number, 0), tunnel, transform,
                new EspOverhead(tunnel.addedHeadersLength(), algorithm), SequenceSpace.STANDARD, 0, inner.size());
            EspEncapsulator encapsulator = new EspEncapsulator(0);
            Packet packet = new Packet();
            long handle = PacketMemory.allocate(arena);
            List<byte[]> sealed = new ArrayList<>();
            for (byte[] frame : inner) {
                packet.wrap(handle);
                sealed.add(seal(encapsulator, packet, sa, frame, mac));
            }
            return sealed;
        }
    }

    private static byte[] seal(EspEncapsulator encapsulator, Packet packet, OutboundSa sa, byte[] frame, long mac) {
        int length = frame.length - Ethernet.HEADER_LENGTH;
        packet.buffer().putBytes(PacketLayout.HEADROOM, frame, Ethernet.HEADER_LENGTH, length);
        packet.bounds(PacketLayout.HEADROOM, length);
        IpHeader header = new IpHeader();
        if (!header.parse(packet.buffer(), packet.offset(), length)) {
            throw new IllegalArgumentException("no valid IP packet");
        }
        DropReason failure = encapsulator.encapsulate(packet, header, sa, true);
        if (failure != null) {
            throw new IllegalStateException("could not be sealed: " + failure.description());
        }
        packet.extendFront(Ethernet.HEADER_LENGTH);
        byte[] sealed = new byte[packet.length()];
        packet.buffer().getBytes(packet.offset(), sealed);
        Frames.ethernet(new UnsafeBuffer(sealed), mac);
        return sealed;
    }
}
