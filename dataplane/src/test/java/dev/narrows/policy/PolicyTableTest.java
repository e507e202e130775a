package dev.narrows.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.narrows.allocation.Allocation;
import dev.narrows.pmtu.DfPolicy;
import dev.narrows.sa.OuterPath;
import dev.narrows.sa.Tunnel;
import dev.narrows.wire.Ipv4Address;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Policies compared with a list that is searched from its start. */
class PolicyTableTest {
    private static final long SEED = 0x504F_4C49_4359L;

    private final PolicyTable table = new PolicyTable();

    private record Policy(Ipv4Prefix local, Ipv4Prefix remote, Tunnel tunnel) {
    }

    @Test
    void shouldFindNothingInAnEmptyTable() {
        assertNull(table.lookup(0, 0));
    }

    @Test
    void shouldMatchBothAddresses() {
        Tunnel tunnel = add("10.1.0.0/24", "10.2.0.0/24", 0);
        assertSame(tunnel, lookup("10.1.0.7", "10.2.0.9"));
        assertNull(lookup("10.1.1.7", "10.2.0.9"));
        assertNull(lookup("10.1.0.7", "10.2.1.9"));
        assertNull(lookup("10.2.0.9", "10.1.0.7"), "the other way round");
    }

    @Test
    void shouldKeepTheAddressesApartWhereOneHasItsHighestBitSet() {
        Tunnel tunnel = add("10.0.0.1/32", "192.0.2.1/32", 0);
        assertSame(tunnel, lookup("10.0.0.1", "192.0.2.1"));
        assertNull(lookup("255.255.255.255", "192.0.2.1"));
        assertNull(lookup("10.0.0.0", "192.0.2.1"));
    }

    @Test
    void shouldPreferTheFirstAddedOverAMoreSpecific() {
        Tunnel wide = add("10.0.0.0/8", "0.0.0.0/0", 0);
        add("10.1.0.0/24", "10.2.0.0/24", 1);
        assertSame(wide, lookup("10.1.0.7", "10.2.0.9"));
    }

    @Test
    void shouldPreferTheFirstAddedAcrossTables() {
        Tunnel narrow = add("10.1.0.0/24", "10.2.0.0/24", 0);
        Tunnel wide = add("10.0.0.0/8", "0.0.0.0/0", 1);
        Tunnel behind = add("172.16.0.0/24", "10.2.0.0/24", 2);
        add("10.3.0.0/24", "10.2.0.0/24", 3);
        assertSame(narrow, lookup("10.1.0.7", "10.2.0.9"));
        assertSame(wide, lookup("10.3.0.7", "10.2.0.9"), "the fourth is in the first's table, but behind the second");
        assertSame(behind, lookup("172.16.0.1", "10.2.0.9"));
    }

    @Test
    void shouldKeepTheFirstOfTwoEqualPolicies() {
        Tunnel first = add("10.1.0.0/24", "10.2.0.0/24", 0);
        add("10.1.0.0/24", "10.2.0.0/24", 1);
        assertSame(first, lookup("10.1.0.7", "10.2.0.9"));
    }

    @Test
    void shouldFindWhatAListSearchedFromItsStartFinds() {
        Random random = new Random(SEED);
        for (int round = 0; round < 200; round++) {
            PolicyTable candidate = new PolicyTable();
            List<Policy> model = new ArrayList<>();
            int policies = random.nextInt(40);
            for (int i = 0; i < policies; i++) {
                Policy policy = new Policy(prefix(random), prefix(random), tunnel(i));
                model.add(policy);
                candidate.add(policy.local, policy.remote, policy.tunnel);
            }
            for (int i = 0; i < 500; i++) {
                int local = address(random);
                int remote = address(random);
                assertSame(first(model, local, remote), candidate.lookup(local, remote),
                    "seed " + SEED + ", round " + round + ", lookup " + i);
            }
        }
    }

    @Test
    void shouldLookUpWithoutAllocation() {
        for (int i = 0; i < 1000; i++) {
            table.add(new Ipv4Prefix(0x0A010000 + (i << 8), 24), new Ipv4Prefix(0x0B000000 + (i << 4), 28), tunnel(i));
            table.add(new Ipv4Prefix(0x0C010000 + i, 32), Ipv4Prefix.parse("0.0.0.0/0"), tunnel(i));
        }
        assertEquals(0, Allocation.perRun(() -> {
            for (int i = 0; i < 1000; i++) {
                table.lookup(0x0A010000 + (i << 8), 0x0B000000 + (i << 4));
                table.lookup(0x0C010000 + i, i);
                table.lookup(i, i);
            }
        }));
    }

    /** Few distinct bits, so that prefixes contain each other and lookups hit. */
    private static Ipv4Prefix prefix(Random random) {
        int length = random.nextInt(4) == 0 ? random.nextInt(33) : 28 + random.nextInt(5);
        return new Ipv4Prefix(address(random) & Ipv4Prefix.mask(length), length);
    }

    private static int address(Random random) {
        return (random.nextBoolean() ? 0xC0A80000 : 0x0A000000) | random.nextInt(16);
    }

    private static Tunnel first(List<Policy> model, int local, int remote) {
        for (Policy policy : model) {
            if (policy.local.contains(local) && policy.remote.contains(remote)) {
                return policy.tunnel;
            }
        }
        return null;
    }

    private Tunnel add(String local, String remote, int id) {
        Tunnel tunnel = tunnel(id);
        table.add(Ipv4Prefix.parse(local), Ipv4Prefix.parse(remote), tunnel);
        return tunnel;
    }

    private Tunnel lookup(String local, String remote) {
        return table.lookup(Ipv4Address.parse(local), Ipv4Address.parse(remote));
    }

    private static Tunnel tunnel(int id) {
        return new Tunnel(id, DfPolicy.COPY, new OuterPath(id, 1, 2, 1500));
    }
}
