package dev.narrows.fragment;

import static org.junit.jupiter.api.Assertions.assertNull;

import dev.narrows.packet.HandleArray;
import dev.narrows.packet.InMemoryPool;
import dev.narrows.packet.Packet;
import dev.narrows.packet.PacketLayout;
import java.util.ArrayList;
import java.util.List;

/** Fragments as arrays, for tests. */
final class Fragments {
    private Fragments() {
    }

    /** {@return the fragments of a packet, in their order, after a check that nothing leaked} */
    static List<byte[]> of(byte[] original, int mtu) {
        int fragments = original.length / 8 + 1;
        try (InMemoryPool pool = new InMemoryPool(fragments + 1, PacketLayout.HEADROOM + original.length)) {
            long handle = pool.allocate(original);
            Packet packet = new Packet();
            packet.wrap(handle);
            HandleArray handles = new HandleArray(fragments);
            Ipv4Fragmenter fragmenter = new Ipv4Fragmenter();
            assertNull(fragmenter.fragment(packet, mtu, pool, handles));
            List<byte[]> made = new ArrayList<>();
            for (int i = 0; i < fragmenter.count(); i++) {
                made.add(pool.copy(handles.get(i)));
            }
            pool.free(handles, fragmenter.count());
            pool.free(handle);
            return made;
        }
    }
}
