package dev.narrows.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.narrows.allocation.Allocation;
import dev.narrows.wire.IpAddress;
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
        assertNull(table.lookup(0, 0));
        assertNull(table.remove(IpPrefix.ANY_IPV6));
    }

    @Test
    void shouldPreferTheLongestWhateverTheOrder() {
        for (String text : new String[] {
            "10.0.0.0/8", "10.1.2.0/24", "0.0.0.0/0", "10.1.0.0/16", "10.1.2.3/32",
            "2001:db8::/32", "::/0", "2001:db8:0:1::/64", "2001:db8:0:1::7/128"}) {
            table.add(IpPrefix.parse(text), text);
        }
        assertEquals("10.1.2.3/32", lookup("10.1.2.3"));
        assertEquals("10.1.2.0/24", lookup("10.1.2.4"));
        assertEquals("10.1.0.0/16", lookup("10.1.3.3"));
        assertEquals("10.0.0.0/8", lookup("10.2.0.0"));
        assertEquals("0.0.0.0/0", lookup("200.0.0.1"));
        assertEquals("2001:db8:0:1::7/128", lookup("2001:db8:0:1::7"));
        assertEquals("2001:db8:0:1::/64", lookup("2001:db8:0:1::8"));
        assertEquals("2001:db8::/32", lookup("2001:db8::8"));
        assertEquals("::/0", lookup("fe80::8"));
    }

    @Test
    void shouldKeepTheFamiliesApart() {
        table.add(IpPrefix.ANY_IPV6, "any");
        table.add(IpPrefix.parse("::/80"), "zeros");
        assertNull(lookup("10.2.0.0"));
        assertNull(lookup("0.0.0.0"));
        table.remove(IpPrefix.ANY_IPV6);
        table.add(IpPrefix.ANY_IPV4, "any");
        assertNull(lookup("2001:db8::1"));
        assertEquals("zeros", lookup("::1"));
    }

    @Test
    void shouldKeepTheFirstOfTwoEqualPrefixes() {
        assertTrue(table.add(IpPrefix.parse("10.0.0.0/8"), "first"));
        assertFalse(table.add(IpPrefix.parse("10.0.0.0/8"), "second"));
        assertEquals("first", lookup("10.2.0.0"));
    }

    @Test
    void shouldFindTheNextLongestAfterARemoval() {
        table.add(IpPrefix.parse("10.0.0.0/8"), "8");
        table.add(IpPrefix.parse("10.1.0.0/16"), "16");
        assertEquals("16", table.remove(IpPrefix.parse("10.1.0.0/16")));
        assertNull(table.remove(IpPrefix.parse("10.1.0.0/16")));
        assertNull(table.remove(IpPrefix.parse("10.0.0.0/9")));
        assertEquals("8", lookup("10.1.2.3"));
    }

    @Test
    void shouldFindWhatASearchThroughAllFinds() {
        Random random = new Random(SEED);
        for (int round = 0; round < 200; round++) {
            PrefixTable<Integer> candidate = new PrefixTable<>();
            Map<IpPrefix, Integer> model = new LinkedHashMap<>();
            int prefixes = random.nextInt(60);
            for (int i = 0; i < prefixes; i++) {
                IpAddress address = address(random);
                IpPrefix prefix = IpPrefix.around(address, random.nextInt(address.bits() + 1));
                if (random.nextInt(4) > 0) {
                    assertEquals(model.putIfAbsent(prefix, i) == null, candidate.add(prefix, i));
                } else {
                    assertEquals(model.remove(prefix), candidate.remove(prefix));
                }
            }
            for (int i = 0; i < 500; i++) {
                IpAddress address = address(random);
                assertEquals(longest(model, address), candidate.lookup(address.high(), address.low()),
                    "seed " + SEED + ", round " + round + ", address " + address);
            }
        }
    }

    @Test
    void shouldLookUpWithoutAllocation() {
        for (int i = 0; i < 1000; i++) {
            table.add(IpPrefix.around(IpAddress.ofIpv4(0x0A010000 + (i << 8)), 24), "24");
            table.add(IpPrefix.around(IpAddress.ofIpv4(0x0B010000 + i), 32), "32");
            table.add(IpPrefix.around(new IpAddress(i, 0), 64), "64");
        }
        assertEquals(0, Allocation.perRun(() -> {
            for (int i = 0; i < 1000; i++) {
                table.lookup(0, IpAddress.mapped(0x0A010000 + (i << 8)));
                table.lookup(i, i);
                table.lookup(-i, i);
            }
        }));
    }

    private String lookup(String text) {
        IpAddress address = IpAddress.parse(text);
        return table.lookup(address.high(), address.low());
    }

    private static Integer longest(Map<IpPrefix, Integer> model, IpAddress address) {
        Integer found = null;
        int length = -1;
        for (Map.Entry<IpPrefix, Integer> entry : model.entrySet()) {
            if (entry.getKey().contains(address) && entry.getKey().length() > length) {
                found = entry.getValue();
                length = entry.getKey().length();
            }
        }
        return found;
    }

    /** Few distinct bits, so that prefixes contain each other and lookups hit. */
    private static IpAddress address(Random random) {
        int bits = random.nextInt(64) << random.nextInt(12);
        return random.nextBoolean()
            ? IpAddress.ofIpv4((random.nextBoolean() ? 0xC0A80000 : 0x0A000000) | bits)
            : new IpAddress(random.nextBoolean() ? 0 : (long)bits << 32, random.nextInt(4) * (long)bits);
    }
}
