package dev.narrows.esp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.narrows.crypto.Algorithm;
import dev.narrows.crypto.BouncyCastleEngine;
import dev.narrows.stats.DropReason;
import dev.narrows.wire.Esp;
import dev.narrows.wire.FrameBuilder;
import dev.narrows.wire.IpProtocol;
import dev.narrows.wire.Ipv4;
import java.util.Arrays;
import java.util.Random;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the decapsulator takes, what it refuses and for which reason, and when the replay window moves. */
class EspDecapsulatorTest {
    private static final int OUTER = 20;
    /** ESP header, IV, the least that is encrypted, ICV. */
    private static final int SHORTEST_ESP = 8 + 8 + 4 + 16;

    private final TestTunnel tunnel = new TestTunnel(new BouncyCastleEngine(), Algorithm.AES_128_GCM_16);

    @AfterEach
    void close() {
        tunnel.close();
    }

    @ParameterizedTest
    @EnumSource(Algorithm.class)
    void shouldGiveBackTheInnerPacketAndNothingElse(Algorithm algorithm) {
        try (TestTunnel other = new TestTunnel(new BouncyCastleEngine(), algorithm)) {
            for (int length = 20; length <= 300; length++) {
                byte[] inner = TestTunnel.inner(length);
                assertNull(other.decapsulate(other.encapsulate(inner)));
                assertArrayEquals(inner, other.lastInner);
            }
            assertEquals(281, other.inbound.packets());
            assertEquals(281 * 160, other.inbound.bytes());
        }
    }

    @Test
    void shouldTakeAnOuterHeaderWithOptions() {
        byte[] inner = TestTunnel.inner(60);
        byte[] packet = tunnel.encapsulate(inner);
        byte[] withOptions = new FrameBuilder()
            .addresses(TestTunnel.SENDER, TestTunnel.RECEIVER)
            .options((byte)1, (byte)1, (byte)1, (byte)0)
            .payload(IpProtocol.ESP, Arrays.copyOfRange(packet, OUTER, packet.length))
            .packet();
        assertNull(tunnel.decapsulate(withOptions));
        assertArrayEquals(inner, tunnel.lastInner);
    }

    @Test
    void shouldIgnoreWhatLiesBehindTheOuterPacket() {
        byte[] inner = TestTunnel.inner(60);
        byte[] packet = tunnel.encapsulate(inner);
        assertNull(tunnel.decapsulate(Arrays.copyOf(packet, packet.length + 7)));
        assertArrayEquals(inner, tunnel.lastInner);
    }

    @Test
    void shouldRefuseEveryLengthThatCannotBe() {
        Random random = new Random(1);
        for (int length = 0; length <= SHORTEST_ESP + 9; length++) {
            byte[] esp = new byte[length];
            random.nextBytes(esp);
            if (length >= 8) {
                new Esp().wrap(new UnsafeBuffer(esp), 0).spi(TestTunnel.SPI).sequence(1);
            }
            boolean possible = length >= SHORTEST_ESP && (length - SHORTEST_ESP) % 4 == 0;
            assertEquals(possible ? DropReason.BAD_ICV : DropReason.SHORT_ESP, tunnel.decapsulate(outer(esp)),
                "length " + length);
        }
        assertEquals(0, tunnel.inbound.replayWindow().highestSequence());
    }

    @Test
    void shouldRefuseAGoodPacketCutAnywhere() {
        byte[] packet = tunnel.encapsulate(TestTunnel.inner(60));
        for (int length = OUTER; length < packet.length; length++) {
            byte[] cut = outer(Arrays.copyOfRange(packet, OUTER, length));
            DropReason reason = tunnel.decapsulate(cut);
            assertTrue(reason == DropReason.SHORT_ESP || reason == DropReason.BAD_ICV
                || reason == DropReason.STALE_SEQUENCE, "length " + length + ": " + reason);
        }
        assertEquals(0, tunnel.inbound.replayWindow().highestSequence());
        assertNull(tunnel.decapsulate(packet));
    }

    @ParameterizedTest
    @CsvSource({"0xC0000103, 0xC0000202", "0xC0000102, 0xC0000203", "0xC0000202, 0xC0000102", "0, 0"})
    void shouldRefuseOtherOuterAddresses(long source, long destination) {
        byte[] packet = tunnel.encapsulate(TestTunnel.inner(60));
        byte[] elsewhere = packet.clone();
        new Ipv4().wrap(new UnsafeBuffer(elsewhere), 0).source((int)source).destination((int)destination)
            .computeChecksum();
        assertEquals(DropReason.WRONG_OUTER_ADDRESS, tunnel.decapsulate(elsewhere));
        assertEquals(0, tunnel.inbound.replayWindow().highestSequence());
        assertNull(tunnel.decapsulate(packet));
    }

    @Test
    void shouldPassOneOfEightCopies() {
        byte[] packet = tunnel.encapsulate(TestTunnel.inner(60));
        assertNull(tunnel.decapsulate(packet));
        for (int copy = 1; copy < 8; copy++) {
            assertEquals(DropReason.REPLAYED, tunnel.decapsulate(packet));
        }
        assertEquals(1, tunnel.inbound.packets());
    }

    @Test
    void shouldTakePacketsOutOfOrderWithinTheWindowAlone() {
        byte[][] packets = new byte[TestTunnel.WINDOW + 2][];
        for (int i = 1; i < packets.length; i++) {
            packets[i] = tunnel.encapsulate(TestTunnel.inner(60));
        }
        assertNull(tunnel.decapsulate(packets[TestTunnel.WINDOW + 1]));
        assertEquals(DropReason.STALE_SEQUENCE, tunnel.decapsulate(packets[1]));
        for (int i = TestTunnel.WINDOW; i > 1; i--) {
            assertNull(tunnel.decapsulate(packets[i]), "packet " + i);
        }
    }

    @Test
    void shouldRefuseTheSequenceNumberZero() {
        byte[] sealed = tunnel.seal(TestTunnel.content(TestTunnel.inner(60)), 1L << 32, 0);
        assertEquals(DropReason.STALE_SEQUENCE, tunnel.decapsulate(sealed));
    }

    @Test
    void shouldMoveTheWindowForNoForgery() {
        byte[] packet = tunnel.encapsulate(TestTunnel.inner(60));
        for (int bit = OUTER * 8; bit < packet.length * 8; bit++) {
            if (bit < (OUTER + 4) * 8) {
                continue; // the SPI: such a packet does not come here
            }
            byte[] forged = packet.clone();
            forged[bit / 8] ^= (byte)(1 << (bit % 8));
            DropReason reason = tunnel.decapsulate(forged);
            DropReason expected = sequence(forged) == 0 ? DropReason.STALE_SEQUENCE : DropReason.BAD_ICV;
            assertEquals(expected, reason, "bit " + bit);
            assertEquals(0, tunnel.inbound.replayWindow().highestSequence(), "bit " + bit);
        }
        assertNull(tunnel.decapsulate(packet));
        assertEquals(1, tunnel.inbound.replayWindow().highestSequence());
    }

    @Test
    void shouldBoundThePadLengthBeforeItLooksAtThePadding() {
        byte[] inner = TestTunnel.inner(62);
        for (int padLength = 0; padLength < 256; padLength++) {
            byte[] content = TestTunnel.content(inner);
            content[content.length - 2] = (byte)padLength;
            DropReason reason = tunnel.decapsulate(tunnel.seal(content, padLength + 1L, 0));
            assertEquals(padLength == 0 ? null : DropReason.BAD_PADDING, reason, "pad length " + padLength);
        }
    }

    @Test
    void shouldTakePaddingUpToAllThatIsThere() {
        byte[] padding = TestTunnel.content(new byte[0], 62, IpProtocol.NONE);
        assertEquals(DropReason.DUMMY, tunnel.decapsulate(tunnel.seal(padding, 1, 0)));
        padding[62]++;
        assertEquals(DropReason.BAD_PADDING, tunnel.decapsulate(tunnel.seal(padding, 2, 0)), "one more than there is");
    }

    /**
     * The IV's last byte is a 1 in front of 2, 3, ...: padding that would be right, were it not outside the content.
     */
    @Test
    void shouldNotTakeTheIvForPadding() {
        byte[] content = new byte[64];
        for (int i = 0; i < 62; i++) {
            content[i] = (byte)(i + 2);
        }
        content[62] = 63;
        content[63] = IpProtocol.NONE;
        assertEquals(DropReason.BAD_PADDING, tunnel.decapsulate(tunnel.seal(content, 0x101, 0)));
    }

    @Test
    void shouldTakeMorePaddingThanIsNeeded() {
        byte[] inner = TestTunnel.inner(63);
        for (int padLength = 3; padLength < 256; padLength += 4) {
            byte[] content = TestTunnel.content(inner, padLength, IpProtocol.IPIP);
            assertNull(tunnel.decapsulate(tunnel.seal(content, padLength, 0)), "pad length " + padLength);
            assertArrayEquals(inner, tunnel.lastInner);
        }
    }

    @Test
    void shouldRefusePaddingThatIsNotCounted() {
        byte[] inner = TestTunnel.inner(63);
        for (int i = 0; i < 3; i++) {
            byte[] content = TestTunnel.content(inner, 3, IpProtocol.IPIP);
            content[63 + i] ^= 0x40;
            assertEquals(DropReason.BAD_PADDING, tunnel.decapsulate(tunnel.seal(content, i + 1L, 0)), "pad byte " + i);
        }
    }

    @Test
    void shouldDropDummiesAndWhatIsNoIpPacket() {
        for (int nextHeader = 0; nextHeader < 256; nextHeader++) {
            byte[] content = TestTunnel.content(TestTunnel.inner(62), 0, nextHeader);
            DropReason expected = switch (nextHeader) {
                case IpProtocol.IPIP -> null;
                case IpProtocol.NONE -> DropReason.DUMMY;
                case IpProtocol.IPV6 -> DropReason.BAD_INNER;
                default -> DropReason.BAD_NEXT_HEADER;
            };
            assertEquals(expected, tunnel.decapsulate(tunnel.seal(content, nextHeader + 1L, 0)), "next " + nextHeader);
        }
        assertEquals(1, tunnel.inbound.packets());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 19, 63, 64, 100, 1500, 65535})
    void shouldRefuseInnerLengthsThatCannotBe(int totalLength) {
        byte[] inner = TestTunnel.inner(62);
        new Ipv4().wrap(new UnsafeBuffer(inner), 0).totalLength(totalLength).computeChecksum();
        assertEquals(DropReason.BAD_INNER, tunnel.decapsulate(tunnel.seal(TestTunnel.content(inner), 1, 0)));
    }

    @ParameterizedTest
    @ValueSource(ints = {0x00, 0x35, 0x40, 0x41, 0x44, 0x4F, 0x55, 0x65, 0xF5})
    void shouldRefuseInnerVersionsAndHeaderLengthsThatCannotBe(int versionAndLength) {
        byte[] inner = TestTunnel.inner(50);
        inner[0] = (byte)versionAndLength;
        new Ipv4().wrap(new UnsafeBuffer(inner), 0).checksum(0);
        assertEquals(DropReason.BAD_INNER, tunnel.decapsulate(tunnel.seal(TestTunnel.content(inner), 1, 0)));
    }

    @Test
    void shouldRefuseAnInnerHeaderWithAWrongChecksum() {
        byte[] inner = TestTunnel.inner(62);
        inner[8] ^= 1;
        assertEquals(DropReason.BAD_INNER, tunnel.decapsulate(tunnel.seal(TestTunnel.content(inner), 1, 0)));
    }

    @Test
    void shouldRefuseAnInnerPacketShorterThanAHeader() {
        byte[] inner = TestTunnel.inner(60);
        for (int length = 0; length < 60; length++) {
            byte[] content = TestTunnel.content(Arrays.copyOf(inner, length));
            assertEquals(DropReason.BAD_INNER, tunnel.decapsulate(tunnel.seal(content, length + 1L, 0)),
                "length " + length);
        }
    }

    @Test
    void shouldTrimPaddingForTrafficFlowConfidentiality() {
        byte[] inner = TestTunnel.inner(60);
        for (int extra = 0; extra < 100; extra++) {
            byte[] content = TestTunnel.content(Arrays.copyOf(inner, inner.length + extra));
            assertNull(tunnel.decapsulate(tunnel.seal(content, extra + 1L, 0)), "extra " + extra);
            assertArrayEquals(inner, tunnel.lastInner);
        }
        assertEquals(6000, tunnel.inbound.bytes());
    }

    /** RFC 6040 4.2, figure 4. Codepoints: 0 Not-ECT, 1 ECT(1), 2 ECT(0), 3 CE; -1 drop. */
    @ParameterizedTest
    @CsvSource({"0, 0, 0", "0, 2, 0", "0, 1, 0", "0, 3, -1",
        "2, 0, 2", "2, 2, 2", "2, 1, 1", "2, 3, 3",
        "1, 0, 1", "1, 2, 1", "1, 1, 1", "1, 3, 3",
        "3, 0, 3", "3, 2, 3", "3, 1, 3", "3, 3, 3"})
    void shouldCombineCongestionMarks(int innerEcn, int outerEcn, int combined) {
        for (int dscp : new int[] {0, 46, 63}) {
            byte[] inner = TestTunnel.inner(62, dscp << 2 | innerEcn, true, new Random(1));
            byte[] sealed = tunnel.seal(TestTunnel.content(inner), dscp + 1L, 10 << 2 | outerEcn);
            if (combined < 0) {
                assertEquals(DropReason.CONGESTION_UNMARKABLE, tunnel.decapsulate(sealed));
            } else {
                assertNull(tunnel.decapsulate(sealed));
                byte[] expected = TestTunnel.inner(62, dscp << 2 | combined, true, new Random(1));
                assertArrayEquals(expected, tunnel.lastInner, "with a right checksum and the DSCP as it was");
            }
        }
    }

    private static byte[] outer(byte[] esp) {
        return new FrameBuilder()
            .addresses(TestTunnel.SENDER, TestTunnel.RECEIVER)
            .payload(IpProtocol.ESP, esp)
            .packet();
    }

    private static long sequence(byte[] packet) {
        return new Esp().wrap(new UnsafeBuffer(packet), OUTER).sequence();
    }
}
