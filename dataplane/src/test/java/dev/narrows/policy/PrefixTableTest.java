package dev.narrows.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.narrows.allocation.Allocation;
import dev.narrows.wire.Ipv4Address;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Longest match compared with a search through all prefixes. */
class PrefixTableTest {
    private static final long SEED = 0x5052_4546_4958L;

    private final PrefixTable<String> table = new PrefixTable<>();

    @Test
    void shouldFindNothingInAnEmptyTable() {
        assertNull(table.lookup(0));
    }

    @Test
    void shouldPreferTheLongestWhateverTheOrder() {
        for (String text : new String[] {"10.0.0.0/8", "10.1.2.0/24", "0.0.0.0/0", "10.1.0.0/16", "10.1.2.3/32"}) {
            table.add(Ipv4Prefix.parse(text), text);
        }
        assertEquals("10.1.2.3/32", table.lookup(Ipv4Address.parse("10.1.2.3")));
        assertEquals("10.1.2.0/24", table.lookup(Ipv4Address.parse("10.1.2.4")));
        assertEquals("10.1.0.0/16", table.lookup(Ipv4Address.parse("10.1.3.3")));
        assertEquals("10.0.0.0/8", table.lookup(Ipv4Address.parse("10.2.0.0")));
        assertEquals("0.0.0.0/0", table.lookup(Ipv4Address.parse("200.0.0.1")));
    }

    @Test
    void shouldKeepTheFirstOfTwoEqualPrefixes() {
        table.add(Ipv4Prefix.parse("10.0.0.0/8"), "first");
        table.add(Ipv4Prefix.parse("10.0.0.0/8"), "second");
        assertEquals("first", table.lookup(Ipv4Address.parse("10.2.0.0")));
    }

    @Test
    void shouldFindWhatASearchThroughAllFinds() {
        Random random = new Random(SEED);
        for (int round = 0; round < 200; round++) {
            PrefixTable<Integer> candidate = new PrefixTable<>();
            Map<Ipv4Prefix, Integer> model = new LinkedHashMap<>();
            int prefixes = random.nextInt(60);
            for (int i = 0; i < prefixes; i++) {
                int length = random.nextInt(33);
                Ipv4Prefix prefix = new Ipv4Prefix(address(random) & Ipv4Prefix.mask(length), length);
                model.putIfAbsent(prefix, i);
                candidate.add(prefix, i);
            }
            for (int i = 0; i < 500; i++) {
                int address = address(random);
                assertEquals(longest(model, address), candidate.lookup(address),
                    "seed " + SEED + ", round " + round + ", address " + Ipv4Address.format(address));
            }
        }
    }

    @Test
    void shouldLookUpWithoutAllocation() {
        for (int i = 0; i < 1000; i++) {
            table.add(new Ipv4Prefix(0x0A010000 + (i << 8), 24), "24");
            table.add(new Ipv4Prefix(0x0B010000 + i, 32), "32");
        }
        assertEquals(0, Allocation.perRun(() -> {
            for (int i = 0; i < 1000; i++) {
                table.lookup(0x0A010000 + (i << 8));
                table.lookup(i);
            }
        }));
    }

    private static Integer longest(Map<Ipv4Prefix, Integer> model, int address) {
        Integer found = null;
        int length = -1;
        for (Map.Entry<Ipv4Prefix, Integer> entry : model.entrySet()) {
            if (entry.getKey().contains(address) && entry.getKey().length() > length) {
                found = entry.getValue();
                length = entry.getKey().length();
            }
        }
        return found;
    }

    private static int address(Random random) {
        return (random.nextBoolean() ? 0xC0A80000 : 0x0A000000) | random.nextInt(64) << random.nextInt(12);
    }
}
