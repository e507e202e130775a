package dev.narrows.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.narrows.allocation.Allocation;
import dev.narrows.wire.IpAddress;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.IntToLongFunction;
import org.junit.jupiter.api.Test;

/** Values by address compared with the JDK's map. */
class AddressTableTest {
    private static final long SEED = 0x4144_4452_4553_53L;

    private final AddressTable<String> table = new AddressTable<>();

    @Test
    void shouldFindNothingInAnEmptyTable() {
        assertNull(table.get(0, 0));
        assertNull(table.remove(0, 0));
        assertEquals(0, table.size());
    }

    @Test
    void shouldTellBothHalvesApart() {
        table.put(1, 2, "a");
        assertEquals("a", table.get(1, 2));
        assertNull(table.get(2, 1));
        assertNull(table.get(1, 1));
        assertNull(table.get(2, 2));
    }

    @Test
    void shouldGiveTheValueBefore() {
        assertNull(table.put(0, 0, "a"));
        assertEquals("a", table.put(0, 0, "b"));
        assertEquals(1, table.size());
        assertEquals("b", table.remove(0, 0));
        assertNull(table.get(0, 0));
    }

    @Test
    void shouldRefuseNull() {
        assertThrows(IllegalArgumentException.class, () -> table.put(0, 0, null));
    }

    @Test
    void shouldHoldWhatTheMapOfTheJdkHolds() {
        Random random = new Random(SEED);
        for (int round = 0; round < 300; round++) {
            AddressTable<Integer> candidate = new AddressTable<>();
            Map<IpAddress, Integer> model = new HashMap<>();
            int range = 1 + random.nextInt(20);
            for (int i = 0; i < 2000; i++) {
                long high = random.nextInt(range);
                long low = IpAddress.mapped(random.nextInt(range));
                IpAddress address = new IpAddress(high, low);
                if (random.nextBoolean()) {
                    assertEquals(model.put(address, i), candidate.put(high, low, i));
                } else {
                    assertEquals(model.remove(address), candidate.remove(high, low));
                }
                assertEquals(model.size(), candidate.size());
            }
            for (int high = 0; high < range; high++) {
                for (int i = 0; i < range; i++) {
                    long low = IpAddress.mapped(i);
                    assertEquals(model.get(new IpAddress(high, low)), candidate.get(high, low), "round " + round);
                }
            }
        }
    }

    @Test
    void shouldSpreadTheAddressesThatNetworksHave() {
        assertSpread(i -> 0, i -> IpAddress.mapped(0x0A000000 + i));
        assertSpread(i -> 0, i -> IpAddress.mapped(i << 16));
        assertSpread(i -> 0x2001_0DB8_0000_0000L | i, i -> 0);
        assertSpread(i -> 0x2001_0DB8_0000_0000L | (long)i << 16, i -> 1);
    }

    @Test
    void shouldGetAndRemoveWithoutAllocation() {
        for (int i = 0; i < 1000; i++) {
            table.put(i, -i, "x");
        }
        assertEquals(0, Allocation.perRun(() -> {
            for (int i = 0; i < 1000; i++) {
                table.get(i, -i);
                table.get(i, i);
            }
            table.remove(1, -1);
            table.put(1, -1, "x");
        }));
    }

    private static void assertSpread(IntToLongFunction high, IntToLongFunction low) {
        Set<Integer> places = new HashSet<>();
        for (int i = 0; i < 1 << 16; i++) {
            places.add(PairHash.of(high.applyAsLong(i), low.applyAsLong(i)) & 0x1FFFF);
        }
        // A random function of 65536 keys to 131072 places hits 131072 * (1 - e^-0.5) = 51573 of them.
        assertTrue(places.size() > 50_000, "only " + places.size() + " different places");
    }
}
