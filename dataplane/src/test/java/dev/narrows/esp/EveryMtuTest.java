package dev.narrows.esp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.narrows.crypto.Algorithm;
import dev.narrows.crypto.CryptoEngine;
import dev.narrows.crypto.CryptoEngines;
import dev.narrows.crypto.EngineChoice;
import dev.narrows.packet.Packet;
import dev.narrows.wire.FrameBuilder;
import dev.narrows.wire.IpHeader;
import dev.narrows.wire.IpProtocol;
import dev.narrows.wire.Ipv4;
import dev.narrows.wire.Ipv6;
import dev.narrows.wire.Ipv6FrameBuilder;
import java.util.function.IntPredicate;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What tunnels say fits, against packets that are really sealed: for every algorithm, mode, family inside and outside,
 * plain and in UDP, and for every MTU outside from 576 (1280 over IPv6) to 9216, a packet of the length that is
 * reported becomes no longer than the MTU, and one of a byte more does. Where ipsec-mb is not installed, Bouncy Castle
 * seals, forty times slower: then every MTU near the ends and near Ethernet's, and one in {@value #THINNED} between.
 */
class EveryMtuTest {
    private static final int MIN_MTU = 576;
    private static final int MAX_MTU = 9216;
    private static final int ETHERNET = 1500;
    private static final int NEAR = 20;
    private static final int THINNED = 101;
    private static final int OPTIONS = 12;

    private final IpHeader header = new IpHeader();
    private final IpHeader outer = new IpHeader();
    private final Packet packet = new Packet();

    @ParameterizedTest
    @EnumSource(Algorithm.class)
    void shouldReportWhatPassesWhileOneByteMoreDoesNot(Algorithm algorithm) {
        int mtus = 0;
        for (Shape shape : Shape.values()) {
            for (boolean isIpv6 : shape.families().toList()) {
                mtus += checkEveryMtu(algorithm, shape, shape.inner(isIpv6, Shape.shortest(isIpv6)));
            }
            if (shape.isTransport) {
                mtus += checkEveryMtu(algorithm, shape, withOptions(shape.isIpv6));
            }
        }
        assertTrue(mtus > 0, "MTUs tried");
    }

    /** In transport mode the packet's own header stays in front, however long it is. */
    private static byte[] withOptions(boolean isIpv6) {
        return isIpv6
            ? new Ipv6FrameBuilder().addresses(Shape.SENDER_IPV6, Shape.RECEIVER_IPV6)
                .options(IpProtocol.HOP_BY_HOP, 16).payload(TestTunnel.OPAQUE).packet()
            : new FrameBuilder().addresses(TestTunnel.SENDER, TestTunnel.RECEIVER).options(new byte[OPTIONS])
                .payload(TestTunnel.OPAQUE).packet();
    }

    private int checkEveryMtu(Algorithm algorithm, Shape shape, byte[] kind) {
        CryptoEngine engine = CryptoEngines.open(EngineChoice.AUTO);
        IntPredicate isTried = engine.name().equals("ipsec-mb") ? mtu -> true : EveryMtuTest::isTriedSlowly;
        int tried = 0;
        try (TestTunnel tunnel = new TestTunnel(engine, algorithm, shape)) {
            // What was sealed once need not be sealed again for the next MTU.
            int[] sealedLengths = new int[MAX_MTU + 2];
            long handle = tunnel.pool.allocate(kind);
            for (int mtu = shape.isIpv6 ? Ipv6.MIN_MTU : MIN_MTU; mtu <= MAX_MTU; mtu++) {
                if (isTried.test(mtu)) {
                    check(tunnel, mtu, handle, kind, sealedLengths);
                    tried++;
                }
            }
            tunnel.pool.free(handle);
        }
        return tried;
    }

    private void check(TestTunnel tunnel, int mtu, long handle, byte[] kind, int... sealedLengths) {
        tunnel.outbound.tunnel().path().learn(mtu, false);
        assertTrue(header.parse(new UnsafeBuffer(kind), 0, kind.length));
        int largest = tunnel.outbound.largestPacket(header);
        for (int length = largest; length <= largest + 1; length++) {
            if (sealedLengths[length] == 0) {
                sealedLengths[length] = sealedLength(tunnel, handle, kind, length);
            }
        }
        assertTrue(sealedLengths[largest] <= mtu, () -> largest + " bytes fit in " + mtu + " it says");
        assertTrue(sealedLengths[largest + 1] > mtu,
            () -> "one byte more than " + largest + " fits in " + mtu + " too");
    }

    private int sealedLength(TestTunnel tunnel, long handle, byte[] kind, int length) {
        packet.wrap(handle);
        UnsafeBuffer buffer = packet.buffer();
        buffer.putBytes(packet.offset(), kind);
        packet.bounds(packet.offset(), length);
        if (kind[0] >>> 4 == 6) {
            new Ipv6().wrap(buffer, packet.offset()).payloadLength(length - Ipv6.HEADER_LENGTH);
        } else {
            new Ipv4().wrap(buffer, packet.offset()).totalLength(length).computeChecksum();
        }
        assertNull(tunnel.seal(packet));
        assertTrue(outer.parse(buffer, packet.offset(), packet.length()));
        assertEquals(packet.length(), outer.totalLength(), "the outer header says so too");
        return packet.length();
    }

    private static boolean isTriedSlowly(int mtu) {
        return mtu < MIN_MTU + NEAR || mtu > MAX_MTU - NEAR || Math.abs(mtu - ETHERNET) < NEAR
            || Math.abs(mtu - Ipv6.MIN_MTU) < NEAR || mtu % THINNED == 0;
    }
}
