package dev.narrows.fragment;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.narrows.allocation.Allocation;
import dev.narrows.packet.HandleArray;
import dev.narrows.packet.InMemoryPool;
import dev.narrows.packet.Packet;
import dev.narrows.packet.PacketLayout;
import dev.narrows.stats.DropReason;
import dev.narrows.wire.FrameBuilder;
import dev.narrows.wire.IpHeader;
import dev.narrows.wire.IpProtocol;
import dev.narrows.wire.Ipv6FrameBuilder;
import dev.narrows.wire.TestPackets;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Fragments are whole, right and given back. */
class Ipv6FragmenterTest {
    private final Ipv6Fragmenter fragmenter = new Ipv6Fragmenter(7);
    private final HandleArray handles = new HandleArray(512);
    private final Packet packet = new Packet();

    @Test
    void shouldSplitAtMultiplesOfEight() {
        byte[] original = esp(1460).trafficClass(0x2E).flowLabel(0xABCDE).hopLimit(17).packet();
        List<byte[]> fragments = Fragments.of(original, 1280);

        assertEquals(List.of(1280, 40 + 8 + 228), fragments.stream().map(f -> f.length).toList());
        Set<Integer> identifications = new HashSet<>();
        for (int i = 0; i < 2; i++) {
            IpHeader header = Fragments.header(fragments.get(i));
            assertEquals(0x2E, header.trafficClass());
            assertEquals(0xABCDE, header.ipv6().flowLabel());
            assertEquals(17, header.ttl());
            assertEquals(IpProtocol.FRAGMENT, header.ipv6().nextHeader());
            assertEquals(IpProtocol.ESP, header.protocol());
            assertEquals(i * 1232, header.extensions().fragmentOffset());
            assertEquals(i == 0, header.extensions().moreFragments());
            assertEquals(0, fragments.get(i)[41], "reserved");
            identifications.add(header.extensions().identification());
        }
        assertEquals(1, identifications.size());
        assertArrayEquals(Arrays.copyOfRange(original, 40, original.length), payload(fragments, 48));
    }

    @Test
    void shouldRepeatWhatRoutersProcessInEachFragment() {
        byte[] original = esp(200).options(IpProtocol.HOP_BY_HOP, 16).options(IpProtocol.ROUTING, 24)
            .options(IpProtocol.DESTINATION_OPTIONS, 8).packet();
        List<byte[]> fragments = Fragments.of(original, 80 + 8 + 64);
        assertEquals(4, fragments.size());
        for (byte[] fragment : fragments) {
            assertArrayEquals(Arrays.copyOfRange(original, 40, 56), Arrays.copyOfRange(fragment, 40, 56));
            assertEquals(IpProtocol.FRAGMENT, fragment[56]);
            assertEquals(IpProtocol.DESTINATION_OPTIONS, fragment[80]);
            assertEquals(80, Fragments.header(fragment).extensions().fragmentHeader());
        }
        assertArrayEquals(Arrays.copyOfRange(original, 80, original.length), payload(fragments, 88));
    }

    @Test
    void shouldKeepAllHeadersInTheFirstFragment() {
        byte[] original = esp(200).options(IpProtocol.DESTINATION_OPTIONS, 64).packet();
        assertEquals(40 + 8 + 72, Fragments.of(original, 40 + 8 + 72).getFirst().length);
        assertRefused(DropReason.NOT_FRAGMENTABLE, original, 40 + 8 + 71);
    }

    @Test
    void shouldRefuseWhatCannotBeSplit() {
        byte[] original = esp(200).packet();
        for (int mtu = 0; mtu < 56; mtu++) {
            assertRefused(DropReason.NOT_FRAGMENTABLE, original, mtu);
        }
        assertRefused(DropReason.NOT_FRAGMENTABLE, esp(200).fragment(true, 0, 1).packet(), 100);
        assertRefused(DropReason.NOT_FRAGMENTABLE, esp(200).fragment(false, 0, 1).packet(), 100);
        assertRefused(DropReason.NOT_FRAGMENTABLE,
            new FrameBuilder().addresses(1, 2).payload(50, new byte[200]).packet(), 100);
        assertRefused(DropReason.NOT_FRAGMENTABLE, esp(8 * 513).packet(), 56);
        assertRefused(DropReason.POOL_EMPTY, esp(8 * 20).packet(), 56);
    }

    @Test
    void shouldGiveEveryPacketAnotherIdentification() {
        FragmentIds ids = new FragmentIds(0x1234_5678_9ABC_DEF0L, 0, 1);
        Set<Integer> seen = new HashSet<>();
        int close = 0;
        int last = ids.next();
        seen.add(last);
        for (int i = 0; i < 200_000; i++) {
            int next = ids.next();
            assertTrue(seen.add(next), "again " + next);
            close += Math.abs((long)next - last) < 1 << 16 ? 1 : 0;
            last = next;
        }
        assertTrue(close < 20, close + " close to the one before, where about 6 are by chance");
        assertNotEquals(new FragmentIds(1, 0, 1).next(), new FragmentIds(2, 0, 1).next());
        assertNotEquals(new FragmentIds(1, 0, 3).next(), new FragmentIds(1, 2, 3).next());
    }

    @Test
    void shouldWorkWithoutAllocation() {
        try (InMemoryPool pool = new InMemoryPool(8)) {
            long handle = pool.allocate(esp(1400).packet());
            FixedPool fixed = new FixedPool(pool, 3);
            assertEquals(0, Allocation.perRun(() -> {
                for (int i = 0; i < 300; i++) {
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

    private static Ipv6FrameBuilder esp(int length) {
        return new Ipv6FrameBuilder().addresses("2001:db8::1", "2001:db8::2")
            .payload(IpProtocol.ESP, TestPackets.pattern(length));
    }

    private static byte[] payload(List<byte[]> fragments, int headersLength) {
        ByteArrayOutputStream payload = new ByteArrayOutputStream();
        for (byte[] fragment : fragments) {
            payload.write(fragment, headersLength, fragment.length - headersLength);
        }
        return payload.toByteArray();
    }

    /** The pool, which fails where a packet leaks, has room for ten fragments. */
    private void assertRefused(DropReason reason, byte[] original, int mtu) {
        try (InMemoryPool pool = new InMemoryPool(11, PacketLayout.HEADROOM + original.length)) {
            long handle = pool.allocate(original);
            packet.wrap(handle);
            DropReason failure = fragmenter.fragment(packet, mtu, pool, handles);
            assertEquals(reason, failure, "MTU " + mtu);
            assertEquals(0, fragmenter.count());
            assertArrayEquals(original, pool.copy(handle));
            pool.free(handle);
        }
    }
}
