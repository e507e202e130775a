package dev.narrows.esp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.narrows.crypto.Algorithm;
import dev.narrows.crypto.BouncyCastleEngine;
import dev.narrows.packet.InMemoryPool;
import dev.narrows.packet.Packet;
import dev.narrows.stats.DropReason;
import dev.narrows.wire.Esp;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Exactly full buffers, in every shape and for every algorithm: the room that a packet needs before and behind it is
 * enough to the byte, and one byte less is refused with nothing changed. The pool's guards find what is written beyond.
 */
class EspRoomTest {
    private static Stream<Arguments> all() {
        return Stream.of(Algorithm.values()).flatMap(algorithm ->
            Stream.of(Shape.values()).map(shape -> Arguments.of(algorithm, shape)));
    }

    @ParameterizedTest
    @MethodSource("all")
    void shouldFillAPacketToItsLastByteAndRefuseOneByteLess(Algorithm algorithm, Shape shape) {
        shape.families().forEach(isIpv6 -> {
            for (int length = 60; length < 60 + algorithm.alignment(); length++) {
                byte[] inner = shape.inner(isIpv6, length);
                int added = Esp.HEADER_LENGTH + algorithm.ivLength() + (shape.isUdp ? 8 : 0)
                    + (shape.isTransport ? 0 : Shape.shortest(shape.isIpv6));
                int protects = length - (shape.isTransport ? Shape.shortest(isIpv6) : 0);
                int tail = (-(protects + 2) & (algorithm.alignment() - 1)) + 2 + algorithm.icvLength();
                tryIn(null, algorithm, shape, inner, added, tail);
                tryIn(DropReason.NO_ROOM, algorithm, shape, inner, added - 1, tail);
                tryIn(DropReason.NO_ROOM, algorithm, shape, inner, added, tail - 1);
                tryIn(DropReason.NO_ROOM, algorithm, shape, inner, added, 0);
                tryIn(DropReason.NO_ROOM, algorithm, shape, inner, 0, tail);
                tryIn(DropReason.NO_ROOM, algorithm, shape, inner, 0, 0);
            }
        });
    }

    private static void tryIn(
        DropReason expected, Algorithm algorithm, Shape shape, byte[] inner, int headroom, int tailroom) {
        try (TestTunnel tunnel = new TestTunnel(new BouncyCastleEngine(), algorithm, shape);
            InMemoryPool pool = new InMemoryPool(1, headroom + inner.length + tailroom)) {
            Packet packet = new Packet();
            long handle = pool.allocate(inner, headroom);
            packet.wrap(handle);
            assertEquals(expected, tunnel.seal(packet), headroom + " before, " + tailroom + " behind");
            packet.store();
            if (expected == null) {
                assertNull(tunnel.decapsulate(pool.copy(handle)));
                assertArrayEquals(inner, tunnel.lastInner);
            } else {
                assertArrayEquals(inner, pool.copy(handle));
                assertEquals(0, tunnel.outbound.sequence(), "no sequence number is used up");
                assertEquals(0, tunnel.outbound.packets());
                assertEquals(0, tunnel.outbound.packetsCharged());
            }
            pool.free(handle);
        }
    }

    /** A packet that ends where its memory does is opened there, and nothing is written before or behind it. */
    @ParameterizedTest
    @MethodSource("all")
    void shouldOpenAPacketThatFillsItsMemory(Algorithm algorithm, Shape shape) {
        try (TestTunnel tunnel = new TestTunnel(new BouncyCastleEngine(), algorithm, shape)) {
            for (int length = 60; length < 77; length++) {
                byte[] inner = shape.inner(length);
                byte[] outer = tunnel.encapsulate(inner);
                try (InMemoryPool pool = new InMemoryPool(1, outer.length)) {
                    long handle = pool.allocate(outer, 0);
                    tunnel.packet.wrap(handle);
                    assertNull(tunnel.open());
                    tunnel.packet.store();
                    assertArrayEquals(inner, pool.copy(handle));
                    pool.free(handle);
                }
            }
        }
    }
}
