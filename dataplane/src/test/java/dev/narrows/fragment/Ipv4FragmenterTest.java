package dev.narrows.fragment;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.narrows.allocation.Allocation;
import dev.narrows.packet.HandleArray;
import dev.narrows.packet.InMemoryPool;
import dev.narrows.packet.Packet;
import dev.narrows.packet.PacketLayout;
import dev.narrows.stats.DropReason;
import dev.narrows.wire.FrameBuilder;
import dev.narrows.wire.IpProtocol;
import dev.narrows.wire.Ipv4;
import dev.narrows.wire.TestPackets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/** Fragments are whole, right and given back. */
class Ipv4FragmenterTest {
    private static final long SEED = 0x4652_4147L;

    private final Ipv4Fragmenter fragmenter = new Ipv4Fragmenter();
    private final HandleArray handles = new HandleArray(8192);
    private final Packet packet = new Packet();

    @Test
    void shouldSplitAtMultiplesOfEight() {
        List<byte[]> fragments = Fragments.of(datagram(1480).identification(0xBEEF).tos(0x2E).ttl(17).packet(), 576);

        assertEquals(List.of(572, 572, 396), fragments.stream().map(f -> f.length).toList());
        for (int i = 0; i < fragments.size(); i++) {
            Ipv4 ipv4 = header(fragments.get(i));
            assertEquals(0xBEEF, ipv4.identification());
            assertEquals(0x2E, ipv4.tos());
            assertEquals(17, ipv4.ttl());
            assertEquals(IpProtocol.UDP, ipv4.protocol());
            assertEquals(0x0A010002, ipv4.source());
            assertEquals(0x0A020002, ipv4.destination());
            assertEquals(i * 552, ipv4.fragmentOffset());
            assertEquals(i < 2, ipv4.moreFragments());
            assertFalse(ipv4.dontFragment());
        }
    }

    @Test
    void shouldKeepThePlaceAndTheFlagOfAPacketThatIsAFragmentItself() {
        List<byte[]> middle = Fragments.of(datagram(800).fragment(true, 1600).packet(), 420);
        assertEquals(List.of(1600, 2000), middle.stream().map(f -> header(f).fragmentOffset()).toList());
        assertTrue(middle.stream().allMatch(f -> header(f).moreFragments()), "others follow behind the last, too");

        List<byte[]> last = Fragments.of(datagram(801).fragment(false, 1600).packet(), 420);
        assertEquals(List.of(1600, 2000, 2400), last.stream().map(f -> header(f).fragmentOffset()).toList());
        assertEquals(List.of(true, true, false), last.stream().map(f -> header(f).moreFragments()).toList());
        assertEquals(21, last.get(2).length);
    }

    @Test
    void shouldCopyOnlyOptionsMarkedForCopyingToLaterFragments() {
        // Record route (7, not copied), no operation, loose source route (131, copied), end.
        byte[] options = {7, 7, 4, 10, 0, 0, 1, 1, (byte)131, 7, 4, 10, 0, 0, 2, 0};
        List<byte[]> fragments = Fragments.of(datagram(100).options(options).packet(), 60);

        assertEquals(List.of(60, 60, 60, 40), fragments.stream().map(f -> f.length).toList());
        assertArrayEquals(options, Arrays.copyOfRange(fragments.get(0), 20, 36));
        byte[] copied = {(byte)131, 7, 4, 10, 0, 0, 2, 0};
        assertArrayEquals(copied, Arrays.copyOfRange(fragments.get(1), 20, 28));
        assertArrayEquals(copied, Arrays.copyOfRange(fragments.get(2), 20, 28));
        assertEquals(28, header(fragments.get(1)).headerLength());
    }

    @Test
    void shouldLeaveOutWhatFollowsAnOptionOfAnImpossibleLength() {
        for (byte[] options : new byte[][] {
            {(byte)131, 0, 4, 10}, {(byte)131, 1, 4, 10}, {(byte)131, 5, 4, 10}, {1, 1, 1, (byte)131},
            {0, (byte)131, 3, 4}
        }) {
            List<byte[]> fragments = Fragments.of(datagram(100).options(options).packet(), 80);
            assertEquals(20, header(fragments.get(1)).headerLength(), Arrays.toString(options));
        }
    }

    @Test
    void shouldLeaveThePacketAsItWas() {
        byte[] original = datagram(1000).packet();
        try (InMemoryPool pool = new InMemoryPool(8)) {
            long handle = pool.allocate(original);
            packet.wrap(handle);
            assertNull(fragmenter.fragment(packet, 300, pool, handles));
            assertArrayEquals(original, pool.copy(handle));
            assertEquals(handle, packet.handle());
            assertEquals(PacketLayout.HEADROOM, packet.offset());
            pool.free(handles, fragmenter.count());
            pool.free(handle);
        }
    }

    @Test
    void shouldIgnoreLinkPaddingBehindThePacket() {
        byte[] original = datagram(40).packet();
        List<byte[]> fragments = Fragments.of(Arrays.copyOf(original, original.length + 30), 44);
        assertEquals(List.of(44, 36), fragments.stream().map(f -> f.length).toList());
    }

    @Test
    void shouldFragmentDownToEightBytesAndNoFurther() {
        assertEquals(5, Fragments.of(datagram(40).packet(), 28).size());
        assertEquals(5, Fragments.of(datagram(40).packet(), 35).size());
        for (int mtu : new int[] {27, 20, 19, 0}) {
            assertFails(DropReason.NOT_FRAGMENTABLE, datagram(40).packet(), mtu, 8, 2048);
        }
        byte[] withOptions = datagram(40).options(new byte[40]).packet();
        assertEquals(2, Fragments.of(withOptions, 68).size(), "8 bytes behind 60 of header, 32 behind 20");
        assertFails(DropReason.NOT_FRAGMENTABLE, withOptions, 67, 8, 2048);
    }

    @Test
    void shouldRefuseMoreFragmentsThanTheArrayTakes() {
        try (InMemoryPool pool = new InMemoryPool(8)) {
            long handle = pool.allocate(datagram(40).packet());
            packet.wrap(handle);
            assertEquals(DropReason.NOT_FRAGMENTABLE, fragmenter.fragment(packet, 28, pool, new HandleArray(4)));
            HandleArray five = new HandleArray(5);
            assertNull(fragmenter.fragment(packet, 28, pool, five));
            assertEquals(5, fragmenter.count());
            pool.free(five, 5);
            pool.free(handle);
        }
    }

    @Test
    void shouldRefuseAFragmentThatCannotBePutTogether() {
        assertFails(DropReason.BAD_FRAGMENT, datagram(801).fragment(true, 0).packet(), 420, 8, 2048);
        assertFails(DropReason.BAD_FRAGMENT, datagram(800).fragment(false, 65528).packet(), 420, 8, 2048);
        assertFails(DropReason.BAD_FRAGMENT, datagram(100).fragment(false, 65416).packet(), 60, 8, 2048);
        assertEquals(3, Fragments.of(datagram(99).fragment(false, 65416).packet(), 60).size(), "ends at 65535 exactly");
    }

    @Test
    void shouldGiveBackWhatItTookWhereThePoolRunsOut() {
        assertFails(DropReason.POOL_EMPTY, datagram(1000).packet(), 300, 4, 2048);
        assertEquals(4, Fragments.of(datagram(1000).packet(), 300).size());
    }

    @Test
    void shouldGiveBackWhatItTookWhereAFragmentDoesNotFitAPacket() {
        try (InMemoryPool large = new InMemoryPool(1, 4096); InMemoryPool small = new InMemoryPool(4, 1024)) {
            long handle = large.allocate(datagram(2000).packet());
            packet.wrap(handle);
            assertEquals(DropReason.NO_ROOM, fragmenter.fragment(packet, 1500, small, handles));
            assertEquals(0, small.inUse());
            assertNull(fragmenter.fragment(packet, 1024 - PacketLayout.HEADROOM, small, handles));
            small.free(handles, fragmenter.count());
            large.free(handle);
        }
    }

    @Test
    void shouldMakeValidFragmentsThatHoldThePayloadInOrder() {
        Random random = new Random(SEED);
        for (int round = 0; round < 2000; round++) {
            byte[] payload = new byte[9 + random.nextInt(2000)];
            random.nextBytes(payload);
            byte[] options = new byte[4 * random.nextInt(11)];
            random.nextBytes(options);
            byte[] original = new FrameBuilder().addresses(1, 2).options(options).payload(99, payload).packet();
            int mtu = 20 + options.length + 8 + random.nextInt(payload.length - 8);
            String where = "seed " + SEED + ", round " + round;
            int offset = 0;
            byte[] joined = new byte[payload.length];
            for (byte[] fragment : Fragments.of(original, mtu)) {
                Ipv4 ipv4 = header(fragment);
                assertTrue(fragment.length <= mtu, where);
                assertEquals(offset, ipv4.fragmentOffset(), where);
                System.arraycopy(fragment, ipv4.headerLength(), joined, offset, ipv4.payloadLength());
                offset += ipv4.payloadLength();
                assertEquals(offset < payload.length, ipv4.moreFragments(), where);
            }
            assertArrayEquals(payload, joined, where);
        }
    }

    @Test
    void shouldFragmentWithoutAllocation() {
        try (InMemoryPool pool = new InMemoryPool(8)) {
            long handle = pool.allocate(datagram(1480).packet());
            FixedPool fixed = new FixedPool(pool, 3);
            assertEquals(0, Allocation.perRun(() -> {
                for (int i = 0; i < 500; i++) {
                    packet.wrap(handle);
                    fragmenter.fragment(packet, 576, fixed, handles);
                    fixed.free(handles, fragmenter.count());
                }
            }));
            assertEquals(3, fragmenter.count());
            fixed.close();
            pool.free(handle);
        }
    }

    private static FrameBuilder datagram(int payloadLength) {
        return new FrameBuilder()
            .addresses(0x0A010002, 0x0A020002)
            .payload(IpProtocol.UDP, TestPackets.pattern(payloadLength));
    }

    private void assertFails(DropReason reason, byte[] original, int mtu, int poolSize, int room) {
        try (InMemoryPool pool = new InMemoryPool(poolSize, PacketLayout.HEADROOM + room)) {
            long handle = pool.allocate(original);
            packet.wrap(handle);
            assertEquals(reason, fragmenter.fragment(packet, mtu, pool, handles));
            assertEquals(0, fragmenter.count());
            assertEquals(1, pool.inUse(), "nothing but the packet itself");
            pool.free(handle);
        }
    }

    private static Ipv4 header(byte[] fragment) {
        Ipv4 ipv4 = new Ipv4().wrap(new UnsafeBuffer(fragment), 0);
        assertTrue(ipv4.isValid(fragment.length));
        assertEquals(fragment.length, ipv4.totalLength());
        assertTrue(ipv4.isChecksumRight());
        return ipv4;
    }
}
