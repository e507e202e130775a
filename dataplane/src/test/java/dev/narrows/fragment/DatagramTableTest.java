package dev.narrows.fragment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.narrows.wire.FrameBuilder;
import dev.narrows.wire.Ipv4;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/** The table under churn, compared with the JDK's. */
class DatagramTableTest {
    private static final long SEED = 0x5441_424CL;
    private static final int SLOTS = 256;
    private static final int PER_SOURCE = 100;
    private static final int SOURCES = 4;

    private final DatagramTable table = new DatagramTable(SLOTS, 576, PER_SOURCE, SEED);

    @Test
    void shouldHoldWhatTheJdksMapHolds() {
        Random random = new Random(SEED);
        Map<Integer, PartialDatagram> model = new LinkedHashMap<>();
        int full = 0;
        for (int i = 0; i < 50_000; i++) {
            String where = "seed " + SEED + ", step " + i;
            int key = random.nextInt(600);
            Ipv4 fragment = fragment(key);
            PartialDatagram datagram = model.get(key);
            assertSame(datagram, table.find(fragment), where);
            if (datagram != null) {
                table.end(datagram);
                model.remove(key);
            } else {
                long ofSource = model.keySet().stream().filter(k -> k % SOURCES == key % SOURCES).count();
                PartialDatagram begun = table.begin(fragment, i);
                if (model.size() == SLOTS || ofSource == PER_SOURCE) {
                    full++;
                    assertNull(begun, where);
                } else {
                    model.put(key, begun);
                }
            }
            assertEquals(model.size(), table.inUse(), where);
            assertSame(model.isEmpty() ? null : model.values().iterator().next(), table.oldest(), where);
        }
        assertTrue(full > 100, full + " times full");
    }

    private static Ipv4 fragment(int key) {
        byte[] packet = new FrameBuilder()
            .addresses(key % SOURCES, 9)
            .identification(key / SOURCES)
            .payload(50, new byte[8])
            .packet();
        return new Ipv4().wrap(new UnsafeBuffer(packet), 0);
    }
}
