package dev.narrows.esp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.narrows.crypto.Algorithm;
import dev.narrows.crypto.BouncyCastleEngine;
import dev.narrows.pmtu.DfPolicy;
import dev.narrows.sa.Numbering;
import dev.narrows.sa.SequenceSpace;
import dev.narrows.stats.DropReason;
import dev.narrows.wire.Esp;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Extended sequence numbers from sealing to opening (RFC 4303 2.2.1). */
class ExtendedSequenceTest {
    private static final int ESP = 20;
    private static final int WINDOW = 64;

    @ParameterizedTest
    @EnumSource(Algorithm.class)
    void shouldGoOnAcrossTheEndOfTheLowerHalf(Algorithm algorithm) {
        try (TestTunnel tunnel = tunnel(algorithm, 0xFFFF_FFF0L, Long.MAX_VALUE >> 2)) {
            for (int i = 1; i <= 40; i++) {
                byte[] inner = TestTunnel.inner(100 + i);
                byte[] outer = tunnel.encapsulate(inner);
                assertEquals(0xFFFF_FFF0L + i & 0xFFFF_FFFFL, carried(outer));
                assertNull(tunnel.decapsulate(outer));
                assertArrayEquals(inner, tunnel.lastInner);
                assertEquals(0xFFFF_FFF0L + i, tunnel.inbound.replayWindow().highestSequence());
                assertEquals(DropReason.REPLAYED, tunnel.decapsulate(outer));
            }
        }
    }

    @Test
    void shouldOpenInAnyOrderAcrossTheEndOfTheLowerHalf() {
        try (TestTunnel tunnel = tunnel(Algorithm.AES_128_GCM_16, 0x2_FFFF_FFE0L, Long.MAX_VALUE >> 2)) {
            List<byte[]> sealed = new ArrayList<>();
            for (int i = 0; i < WINDOW; i++) {
                sealed.add(tunnel.encapsulate(TestTunnel.inner(100)));
            }
            Collections.shuffle(sealed, new Random(64));
            for (byte[] outer : sealed) {
                assertNull(tunnel.decapsulate(outer));
            }
            for (byte[] outer : sealed) {
                assertEquals(DropReason.REPLAYED, tunnel.decapsulate(outer));
            }
            assertEquals(0x3_0000_0020L, tunnel.inbound.replayWindow().highestSequence());
        }
    }

    @Test
    void shouldMoveNoWindowForWhatDoesNotAuthenticate() {
        try (TestTunnel tunnel = tunnel(Algorithm.AES_128_GCM_16, 0xFFFF_FFFEL, Long.MAX_VALUE >> 2)) {
            byte[] content = TestTunnel.content(TestTunnel.inner(100));
            for (long forged : new long[] {0xFFFF_FFFFL, 0x1_0000_0000L, 0x1_7FFF_FFFFL, 0x2_0000_0000L}) {
                byte[] outer = tunnel.seal(content, forged, 0);
                outer[outer.length - 1] ^= 1;
                assertEquals(DropReason.BAD_ICV, tunnel.decapsulate(outer));
                assertEquals(0xFFFF_FFFEL, tunnel.inbound.replayWindow().highestSequence());
            }
            byte[] wrongHalf = tunnel.seal(content, 0x5_0000_0007L, 0);
            assertEquals(DropReason.BAD_ICV, tunnel.decapsulate(wrongHalf), "the upper half is authenticated");
            assertEquals(0xFFFF_FFFEL, tunnel.inbound.replayWindow().highestSequence());
            assertNull(tunnel.decapsulate(tunnel.seal(content, 0xFFFF_FFFFL, 0)));
            assertNull(tunnel.decapsulate(tunnel.seal(content, 0x1_0000_0000L, 0)), "carried as zero");
        }
    }

    @Test
    void shouldPassOneOfEightCopiesAcrossTheEndOfTheLowerHalf() {
        try (TestTunnel tunnel = tunnel(Algorithm.AES_128_GCM_16, 0xFFFF_FFFFL, Long.MAX_VALUE >> 2)) {
            byte[] outer = tunnel.encapsulate(TestTunnel.inner(100));
            int passed = 0;
            for (int copy = 0; copy < 8; copy++) {
                passed += tunnel.decapsulate(outer) == null ? 1 : 0;
            }
            assertEquals(1, passed);
        }
    }

    @Test
    void shouldEndWithTheLastNumber() {
        long last = SequenceSpace.EXTENDED.last();
        try (TestTunnel tunnel = tunnel(Algorithm.AES_128_GCM_16, last - 1, last)) {
            assertNull(tunnel.decapsulate(tunnel.encapsulate(TestTunnel.inner(100))));
            long handle = tunnel.pool.allocate(TestTunnel.inner(100));
            tunnel.packet.wrap(handle);
            assertEquals(DropReason.SEQUENCE_EXHAUSTED, tunnel.seal());
            tunnel.pool.free(handle);
            assertEquals(last, tunnel.outbound.sequence());
        }
    }

    private static long carried(byte[] outer) {
        return new Esp().wrap(new UnsafeBuffer(outer), ESP).sequence();
    }

    private static TestTunnel tunnel(Algorithm algorithm, long start, long leaseEnd) {
        return new TestTunnel(new BouncyCastleEngine(), algorithm, TestTunnel.materialHex(algorithm), DfPolicy.COPY,
            new Numbering(SequenceSpace.EXTENDED, start, WINDOW), start, leaseEnd);
    }
}
