package dev.narrows.fragment;

import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.narrows.packet.HandleArray;
import dev.narrows.packet.InMemoryPool;
import dev.narrows.packet.Packet;
import dev.narrows.packet.PacketLayout;
import dev.narrows.wire.IpHeader;
import java.util.ArrayList;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;

/** Fragments as arrays, for tests. */
final class Fragments {
    private Fragments() {
    }

    /** {@return a packet's header, parsed} */
    static IpHeader header(byte[] packet) {
        return header(packet, 0, packet.length);
    }

    /** {@return a packet's header, parsed} */
    static IpHeader header(byte[] bytes, int offset, int length) {
        IpHeader header = new IpHeader();
        assertTrue(header.parse(new UnsafeBuffer(bytes), offset, length), "a valid packet");
        return header;
    }

    /** {@return the fragments of a packet of either family, in their order, after a check that nothing leaked} */
    static List<byte[]> of(byte[] original, int mtu) {
        int fragments = original.length / 8 + 1;
        try (InMemoryPool pool = new InMemoryPool(fragments + 1, PacketLayout.HEADROOM + original.length)) {
            long handle = pool.allocate(original);
            Packet packet = new Packet();
            packet.wrap(handle);
            HandleArray handles = new HandleArray(fragments);
            int count = split(packet, mtu, pool, handles);
            List<byte[]> made = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                made.add(pool.copy(handles.get(i)));
            }
            pool.free(handles, count);
            pool.free(handle);
            return made;
        }
    }

    private static int split(Packet packet, int mtu, InMemoryPool pool, HandleArray handles) {
        if (packet.buffer().getByte(packet.offset()) >>> 4 == 6) {
            Ipv6Fragmenter fragmenter = new Ipv6Fragmenter(mtu);
            assertNull(fragmenter.fragment(packet, mtu, pool, handles));
            return fragmenter.count();
        }
        Ipv4Fragmenter fragmenter = new Ipv4Fragmenter();
        assertNull(fragmenter.fragment(packet, mtu, pool, handles));
        return fragmenter.count();
    }
}
