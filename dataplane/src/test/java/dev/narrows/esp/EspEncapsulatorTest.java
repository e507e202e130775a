package dev.narrows.esp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.narrows.crypto.Algorithm;
import dev.narrows.crypto.BouncyCastleEngine;
import dev.narrows.packet.InMemoryPool;
import dev.narrows.packet.Packet;
import dev.narrows.pmtu.DfPolicy;
import dev.narrows.sa.SequenceSpace;
import dev.narrows.stats.DropReason;
import dev.narrows.wire.Esp;
import dev.narrows.wire.IpProtocol;
import dev.narrows.wire.Ipv4;
import java.util.Random;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the encapsulator writes, and where it declines to. */
class EspEncapsulatorTest {
    /** Outer IPv4 header, ESP header and IV. */
    private static final int HEADERS = 36;
    private static final int ICV = 16;

    private final Ipv4 outer = new Ipv4();

    @Test
    void shouldWriteAWholeOuterHeader() {
        try (TestTunnel tunnel = tunnel(DfPolicy.CLEAR)) {
            byte[] inner = TestTunnel.inner(100);
            byte[] packet = tunnel.encapsulate(inner);
            outer.wrap(new UnsafeBuffer(packet), 0);
            assertTrue(outer.isValid(packet.length));
            assertTrue(outer.isChecksumRight());
            assertEquals(20, outer.headerLength());
            assertEquals(packet.length, outer.totalLength());
            assertEquals(64, outer.ttl());
            assertEquals(IpProtocol.ESP, outer.protocol());
            assertEquals(TestTunnel.SENDER, outer.source());
            assertEquals(TestTunnel.RECEIVER, outer.destination());
            Esp esp = new Esp().wrap(new UnsafeBuffer(packet), 20);
            assertEquals(TestTunnel.SPI, esp.spi());
            assertEquals(1, esp.sequence());
        }
    }

    @ParameterizedTest
    @EnumSource(Algorithm.class)
    void shouldAddExactlyTheOverheadThatIsPromised(Algorithm algorithm) {
        try (TestTunnel tunnel = new TestTunnel(new BouncyCastleEngine(), algorithm)) {
            for (int length = 20; length <= 300; length++) {
                byte[] packet = tunnel.encapsulate(TestTunnel.inner(length));
                assertEquals(tunnel.outbound.overhead().outerLength(length), packet.length);
            }
            int largest = tunnel.outbound.overhead().largestInner(1500);
            assertTrue(tunnel.encapsulate(TestTunnel.inner(largest)).length <= 1500);
            assertTrue(tunnel.encapsulate(TestTunnel.inner(largest + 1)).length > 1500);
        }
    }

    @ParameterizedTest
    @CsvSource({"COPY, true, true", "COPY, false, false", "SET, true, true", "SET, false, true", "CLEAR, true, false",
        "CLEAR, false, false"})
    void shouldSetTheOuterDfByTheTunnelsPolicy(DfPolicy policy, boolean innerDf, boolean outerDf) {
        try (TestTunnel tunnel = tunnel(policy)) {
            byte[] packet = tunnel.encapsulate(TestTunnel.inner(60, 0, innerDf, new Random(1)));
            outer.wrap(new UnsafeBuffer(packet), 0);
            assertEquals(outerDf, outer.dontFragment());
            assertEquals(false, outer.isFragment());
        }
    }

    @Test
    void shouldGiveIdentificationsToThoseAloneThatMayBeFragmented() {
        try (TestTunnel tunnel = tunnel(DfPolicy.COPY)) {
            assertEquals(1, identification(tunnel, false));
            assertEquals(2, identification(tunnel, false));
            assertEquals(0, identification(tunnel, true));
            assertEquals(3, identification(tunnel, false));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0x00, 0x01, 0x02, 0x03, 0xB8, 0xB9, 0xBA, 0xBB, 0xFC, 0xFF})
    void shouldCopyDscpAndEcn(int tos) {
        try (TestTunnel tunnel = tunnel(DfPolicy.COPY)) {
            byte[] packet = tunnel.encapsulate(TestTunnel.inner(60, tos, false, new Random(1)));
            assertEquals(tos, outer.wrap(new UnsafeBuffer(packet), 0).tos());
        }
    }

    @Test
    void shouldCountInnerBytesAndTakeOneSequenceNumberAPacket() {
        try (TestTunnel tunnel = tunnel(DfPolicy.COPY)) {
            tunnel.encapsulate(TestTunnel.inner(61));
            tunnel.encapsulate(TestTunnel.inner(62));
            assertEquals(2, tunnel.outbound.sequence());
            assertEquals(2, tunnel.outbound.packets());
            assertEquals(123, tunnel.outbound.bytes());
        }
    }

    @Test
    void shouldFillAPacketToItsLastByteAndRefuseOneByteLess() {
        for (int length = 60; length < 64; length++) {
            byte[] inner = TestTunnel.inner(length);
            int tail = (-(length + 2) & 3) + 2 + ICV;
            assertOutcome(null, inner, HEADERS, HEADERS + inner.length + tail);
            assertOutcome(DropReason.NO_ROOM, inner, HEADERS, HEADERS + inner.length + tail - 1);
            assertOutcome(DropReason.NO_ROOM, inner, HEADERS - 1, HEADERS + inner.length + tail);
            assertOutcome(DropReason.NO_ROOM, inner, HEADERS, HEADERS + inner.length);
            assertOutcome(DropReason.NO_ROOM, inner, 0, HEADERS + inner.length + tail);
        }
    }

    @Test
    void shouldLeaveThePacketAloneWhereTheLeaseIsUsedUp() {
        try (TestTunnel tunnel =
            new TestTunnel(new BouncyCastleEngine(), Algorithm.AES_128_GCM_16, DfPolicy.COPY, 7, 8)) {
            tunnel.encapsulate(TestTunnel.inner(60));
            assertUnchanged(DropReason.LEASE_EXHAUSTED, tunnel);
            tunnel.outbound.extendLease(9);
            tunnel.encapsulate(TestTunnel.inner(60));
            assertUnchanged(DropReason.LEASE_EXHAUSTED, tunnel);
        }
    }

    @Test
    void shouldNeverSendBeyondTheLastSequenceNumber() {
        try (TestTunnel tunnel = new TestTunnel(new BouncyCastleEngine(), Algorithm.AES_128_GCM_16, DfPolicy.COPY,
            SequenceSpace.STANDARD.last() - 1, SequenceSpace.STANDARD.last())) {
            byte[] packet = tunnel.encapsulate(TestTunnel.inner(60));
            assertEquals(SequenceSpace.STANDARD.last(), new Esp().wrap(new UnsafeBuffer(packet), 20).sequence());
            assertUnchanged(DropReason.SEQUENCE_EXHAUSTED, tunnel);
            assertUnchanged(DropReason.SEQUENCE_EXHAUSTED, tunnel);
        }
    }

    /** Encapsulates in a packet's memory of a given size, whose guards find what goes beyond it. */
    private static void assertOutcome(DropReason expected, byte[] inner, int headroom, int bufferLength) {
        try (TestTunnel tunnel = tunnel(DfPolicy.COPY);
            InMemoryPool pool = new InMemoryPool(1, bufferLength)) {
            Packet packet = new Packet();
            long handle = pool.allocate(inner, headroom);
            packet.wrap(handle);
            assertEquals(expected, tunnel.seal(packet));
            packet.store();
            if (expected != null) {
                assertArrayEquals(inner, pool.copy(handle));
                assertEquals(0, tunnel.outbound.sequence(), "no sequence number is used up");
                assertEquals(0, tunnel.outbound.packets());
            } else {
                assertNull(tunnel.decapsulate(pool.copy(handle)));
                assertArrayEquals(inner, tunnel.lastInner);
            }
            pool.free(handle);
        }
    }

    private static void assertUnchanged(DropReason expected, TestTunnel tunnel) {
        byte[] inner = TestTunnel.inner(60);
        long packets = tunnel.outbound.packets();
        long handle = tunnel.pool.allocate(inner);
        tunnel.packet.wrap(handle);
        byte[] before = new byte[tunnel.packet.buffer().capacity()];
        tunnel.packet.buffer().getBytes(0, before);
        assertEquals(expected, tunnel.seal());
        byte[] after = new byte[before.length];
        tunnel.packet.buffer().getBytes(0, after);
        assertArrayEquals(before, after);
        tunnel.packet.store();
        assertArrayEquals(inner, tunnel.pool.copy(handle));
        assertEquals(packets, tunnel.outbound.packets());
        tunnel.pool.free(handle);
    }

    private int identification(TestTunnel tunnel, boolean dontFragment) {
        byte[] packet = tunnel.encapsulate(TestTunnel.inner(60, 0, dontFragment, new Random(1)));
        return outer.wrap(new UnsafeBuffer(packet), 0).identification();
    }

    private static TestTunnel tunnel(DfPolicy policy) {
        return new TestTunnel(
            new BouncyCastleEngine(), Algorithm.AES_128_GCM_16, policy, 0, SequenceSpace.STANDARD.last());
    }
}
