package dev.narrows.fragment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.narrows.wire.FrameBuilder;
import dev.narrows.wire.IpAddress;
import dev.narrows.wire.Ipv6FrameBuilder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The table under churn, compared with the JDK's. */
class DatagramTableTest {
    private static final long SEED = 0x5441_424CL;
    private static final int SLOTS = 256;
    private static final int PER_SOURCE = 100;
    private static final int SOURCES = 4;

    private final DatagramTable table = new DatagramTable(SLOTS, 576, PER_SOURCE);

    @Test
    void shouldHoldWhatTheJdksMapHolds() {
        Random random = new Random(SEED);
        Map<Integer, PartialDatagram> model = new LinkedHashMap<>();
        int full = 0;
        for (int i = 0; i < 50_000; i++) {
            String where = "seed " + SEED + ", step " + i;
            int key = random.nextInt(600);
            FragmentView fragment = fragment(key);
            PartialDatagram datagram = model.get(key);
            long hash = PartialDatagram.hash(fragment, SEED);
            assertSame(datagram, table.find(fragment, hash), where);
            if (datagram != null) {
                table.end(datagram);
                model.remove(key);
            } else {
                List<Integer> ofSource = model.keySet().stream().filter(k -> k % SOURCES == key % SOURCES).toList();
                Integer inTheWay = ofSource.size() == PER_SOURCE ? ofSource.getFirst()
                    : model.size() == SLOTS ? model.keySet().iterator().next() : null;
                PartialDatagram displaced = table.inTheWay(fragment.sourceKey());
                assertSame(inTheWay == null ? null : model.remove(inTheWay), displaced, where);
                if (displaced != null) {
                    full++;
                    table.end(displaced);
                }
                model.put(key, table.begin(fragment, hash, i));
            }
            assertEquals(model.size(), table.inUse(), where);
            assertSame(model.isEmpty() ? null : model.values().iterator().next(), table.oldest(), where);
        }
        assertTrue(full > 100, full + " times full");
    }

    /** Of both families, by turns. */
    private static FragmentView fragment(int key) {
        int source = key % SOURCES;
        byte[] packet = source % 2 == 0
            ? new FrameBuilder().addresses(source, 9).identification(key / SOURCES).payload(50, new byte[8]).packet()
            : new Ipv6FrameBuilder().addresses(new IpAddress(source, key / SOURCES % 2), new IpAddress(7, 9))
                .fragment(true, 0, key / SOURCES).payload(50, new byte[8]).packet();
        FragmentView view = new FragmentView();
        view.read(Fragments.header(packet));
        return view;
    }
}
