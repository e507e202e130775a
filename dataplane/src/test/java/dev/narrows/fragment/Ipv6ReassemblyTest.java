package dev.narrows.fragment;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.narrows.stats.DropReason;
import dev.narrows.wire.Ecn;
import dev.narrows.wire.IpAddress;
import dev.narrows.wire.IpHeader;
import dev.narrows.wire.IpProtocol;
import dev.narrows.wire.Ipv6FrameBuilder;
import dev.narrows.wire.TestPackets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/** What is IPv6's own in reassembly (RFC 8200 4.5, RFC 5722, RFC 6946); the rest is one with IPv4's. */
class Ipv6ReassemblyTest {
    private static final long SEED = 5722;
    private static final int PER_SOURCE = 3;
    private static final IpAddress SOURCE = IpAddress.parse("2001:db8::1");
    private static final IpAddress DESTINATION = IpAddress.parse("2001:db8::2");

    private final Reassembly reassembly = new Reassembly(8, 3000, 1000, PER_SOURCE);

    @Test
    void shouldPutFragmentsTogetherInAnyOrder() {
        Random random = new Random(SEED);
        for (int round = 0; round < 300; round++) {
            Ipv6FrameBuilder builder = builder().trafficClass(random.nextInt(256)).flowLabel(random.nextInt(1 << 20));
            if (random.nextBoolean()) {
                builder.options(IpProtocol.HOP_BY_HOP, 8 * (1 + random.nextInt(3)));
            }
            if (random.nextBoolean()) {
                builder.options(IpProtocol.ROUTING, 8 * (1 + random.nextInt(3)));
            }
            byte[] original = builder.payload(IpProtocol.ESP, TestPackets.pattern(500 + random.nextInt(2000))).packet();
            List<byte[]> fragments =
                new ArrayList<>(Fragments.of(original, 200 + random.nextInt(original.length - 250)));
            Collections.shuffle(fragments, random);
            for (int i = 0; i < fragments.size(); i++) {
                String where = "seed " + SEED + ", round " + round + ", fragment " + i;
                assertEquals(DropReason.FRAGMENT_TAKEN, accept(fragments.get(i)), where);
                assertEquals(i == fragments.size() - 1, reassembly.isComplete(), where);
            }
            assertArrayEquals(original, completed(), "seed " + SEED + ", round " + round);
            assertEquals(0, reassembly.inUse());
        }
    }

    @Test
    void shouldTakeTheProtocolFromTheFirstFragmentAlone() {
        accept(builder().fragment(false, 16, 1).payload(IpProtocol.TCP, new byte[8]).packet());
        accept(builder().fragment(true, 0, 1).payload(IpProtocol.ESP, new byte[16]).packet());
        assertTrue(reassembly.isComplete());
        IpHeader header = Fragments.header(completed());
        assertEquals(IpProtocol.ESP, header.protocol());
        assertFalse(header.extensions().hasFragmentHeader());
        assertEquals(64, header.totalLength());
    }

    @Test
    void shouldDropADuplicateAndGoOn() {
        assertEquals(DropReason.FRAGMENT_TAKEN, accept(part(1, 0, 16, true)));
        assertEquals(DropReason.FRAGMENT_TAKEN, accept(part(1, 0, 16, true)));
        assertEquals(DropReason.FRAGMENT_TAKEN, accept(part(1, 32, 5, false)));
        assertEquals(DropReason.FRAGMENT_TAKEN, accept(part(1, 32, 5, false)));
        assertEquals(DropReason.FRAGMENT_TAKEN, accept(part(1, 16, 16, true)));
        assertTrue(reassembly.isComplete());
    }

    @Test
    void shouldGiveUpWhatOverlapsThoughItsBytesAreTheSame() {
        int[][] overlaps = {{0, 8, 1}, {8, 8, 1}, {8, 16, 1}, {0, 24, 1}, {0, 32, 1}, {16, 8, 1}, {24, 8, 1}};
        for (int[] overlap : overlaps) {
            accept(part(1, 0, 16, true));
            accept(part(1, 16, 16, true));
            String where = Arrays.toString(overlap);
            assertEquals(DropReason.FRAGMENT_OVERLAP, accept(part(1, overlap[0], overlap[1], overlap[2] == 1)), where);
            assertEquals(DropReason.FRAGMENT_OVERLAP, accept(part(1, 32, 5, false)), "given up, " + where);
            assertFalse(reassembly.isComplete());
            reassembly.expire(1000);
            assertEquals(0, reassembly.inUse());
        }
    }

    @Test
    void shouldGiveUpADuplicateWithOtherBytes() {
        accept(part(1, 0, 16, true));
        byte[] other = part(1, 0, 16, true);
        other[50] ^= 1;
        assertEquals(DropReason.FRAGMENT_OVERLAP, accept(other));
    }

    @Test
    void shouldRefuseFragmentsThatAreWrongInThemselves() {
        assertEquals(DropReason.BAD_FRAGMENT, accept(part(1, 8, 0, false)));
        assertEquals(DropReason.BAD_FRAGMENT, accept(part(1, 0, 9, true)));
        assertEquals(DropReason.BAD_FRAGMENT, accept(part(1, 65528, 8, false)));
        assertEquals(0, reassembly.inUse());
    }

    @Test
    void shouldTakeAPayloadOf65535Bytes() {
        Reassembly large = new Reassembly(1, 65535, 1000, 1);
        byte[] fragment = part(1, 65528, 7, false);
        assertEquals(DropReason.FRAGMENT_LIMIT, large.accept(Fragments.header(fragment), 0), "beyond the largest slot");
        assertEquals(DropReason.FRAGMENT_TAKEN, large.accept(Fragments.header(part(2, 65480, 15, false)), 0));
    }

    @Test
    void shouldTellDatagramsApartBySourceDestinationAndIdentification() {
        accept(part(1, 0, 16, true));
        accept(part(2, 16, 8, false));
        accept(new Ipv6FrameBuilder().addresses(new IpAddress(SOURCE.high(), 99), DESTINATION).fragment(false, 16, 1)
            .payload(IpProtocol.ESP, new byte[8]).packet());
        assertFalse(reassembly.isComplete());
        assertEquals(3, reassembly.inUse());
        accept(part(1, 16, 8, false));
        assertTrue(reassembly.isComplete());
    }

    @Test
    void shouldLimitAllOfASlash64Together() {
        for (int host = 0; host < PER_SOURCE; host++) {
            assertEquals(DropReason.FRAGMENT_TAKEN, accept(from(SOURCE.high(), host)));
        }
        assertEquals(DropReason.FRAGMENT_TAKEN, accept(from(SOURCE.high(), 77)));
        assertEquals(1, reassembly.takeDisplaced(), "the oldest of that /64");
        assertEquals(DropReason.FRAGMENT_TAKEN, accept(from(SOURCE.high() + 1, 77)));
        assertEquals(0, reassembly.takeDisplaced());
    }

    @Test
    void shouldGiveUpHeadersThatAreTooLong() {
        byte[] longHeader = builder().options(IpProtocol.HOP_BY_HOP, 256).fragment(true, 0, 1)
            .payload(IpProtocol.ESP, new byte[8]).packet();
        assertEquals(DropReason.FRAGMENT_LIMIT, accept(longHeader));
    }

    @Test
    void shouldMarkCongestionOfAnyFragmentOrDrop() {
        accept(builder().trafficClass(0x40 | Ecn.ECT_0).fragment(true, 0, 1).payload(50, new byte[16]).packet());
        accept(builder().trafficClass(0x40 | Ecn.CE).fragment(false, 16, 1).payload(50, new byte[8]).packet());
        assertTrue(reassembly.isComplete());
        assertEquals(0x40 | Ecn.CE, Fragments.header(completed()).trafficClass());

        accept(builder().trafficClass(Ecn.NOT_ECT).fragment(true, 0, 2).payload(50, new byte[16]).packet());
        assertEquals(DropReason.CONGESTION_UNMARKABLE,
            accept(builder().trafficClass(Ecn.CE).fragment(false, 16, 2).payload(50, new byte[8]).packet()));
        assertFalse(reassembly.isComplete());
    }

    @Test
    void shouldExpire() {
        accept(part(1, 0, 16, true));
        assertEquals(0, reassembly.expire(999));
        assertEquals(1, reassembly.expire(1000));
        assertEquals(0, reassembly.inUse());
    }

    private static Ipv6FrameBuilder builder() {
        return new Ipv6FrameBuilder().addresses(SOURCE, DESTINATION);
    }

    /** A part of a datagram whose payload is the usual pattern. */
    private static byte[] part(int identification, int start, int length, boolean isFollowed) {
        byte[] data = Arrays.copyOfRange(TestPackets.pattern(start + length), start, start + length);
        return builder().fragment(isFollowed, start, identification).payload(IpProtocol.ESP, data).packet();
    }

    private static byte[] from(long high, long low) {
        return new Ipv6FrameBuilder().addresses(new IpAddress(high, low), DESTINATION).fragment(true, 0, 1)
            .payload(IpProtocol.ESP, new byte[8]).packet();
    }

    private DropReason accept(byte[] fragment) {
        return reassembly.accept(Fragments.header(fragment), 0);
    }

    private byte[] completed() {
        byte[] whole = new byte[reassembly.completedLength()];
        assertEquals(whole.length, reassembly.copyTo(new UnsafeBuffer(whole), 0));
        return whole;
    }
}
