package dev.narrows.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.narrows.policy.IpPrefix;
import dev.narrows.policy.PortRange;
import dev.narrows.policy.Selectors;
import dev.narrows.wire.IpAddress;
import dev.narrows.wire.IpProtocol;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Overlaps compared with those that comparing each policy with each finds. */
class PolicyOverlapsTest {
    private static final long SEED = 0x4F56_4552L;

    private final Random random = new Random(SEED);

    /** A policy as it stands in a file; its index is its line, from 1. */
    private record Line(String tunnel, Selectors selectors) {
        boolean conflicts(Line other) {
            return tunnel.equals(other.tunnel) ? selectors.equals(other.selectors) : selectors.overlaps(other.selectors);
        }
    }

    @Test
    void shouldTellOfOverlapsWhereThereAreAnyAndNowhereElse() {
        int clean = 0;
        int overlapping = 0;
        for (int round = 0; round < 3000; round++) {
            List<Line> lines = new ArrayList<>();
            int count = random.nextInt(14);
            for (int i = 0; i < count; i++) {
                lines.add(new Line("t" + random.nextInt(4), selectors()));
            }
            Set<Integer> expected = conflictingLines(lines);
            Set<Integer> told = report(lines);
            assertTrue(expected.containsAll(told), "round " + round + ": told " + told + ", expected " + expected);
            assertEquals(expected.isEmpty(), told.isEmpty(), "round " + round);
            clean += expected.isEmpty() ? 1 : 0;
            overlapping += expected.isEmpty() ? 0 : 1;
        }
        assertTrue(clean > 300 && overlapping > 300, clean + " clean, " + overlapping + " overlapping");
    }

    @Test
    void shouldTellOfEachPolicyThatComesAfterOneLikeIt() {
        Selectors wide = Selectors.of(IpPrefix.parse("10.0.0.0/8"), IpPrefix.ANY_IPV4);
        Selectors narrow = Selectors.of(IpPrefix.parse("10.1.0.0/24"), IpPrefix.parse("10.2.0.0/24"));
        assertEquals(Set.of(2, 3), report(List.of(new Line("a", wide), new Line("b", narrow), new Line("c", narrow))));
        assertEquals(Set.of(2), report(List.of(new Line("a", narrow), new Line("b", wide))));
        assertEquals(Set.of(), report(List.of(new Line("a", narrow), new Line("a", wide))), "within one tunnel");
        assertEquals(Set.of(2), report(List.of(new Line("a", narrow), new Line("a", narrow))), "twice the same");
    }

    @Test
    void shouldNotCompareEachOfManyWithEach() {
        List<Line> lines = new ArrayList<>();
        for (int i = 0; i < 100_000; i++) {
            lines.add(new Line("t" + i, Selectors.of(IpPrefix.parse("10.0.0.0/8"),
                IpPrefix.around(IpAddress.ofIpv4(0x20000000 + i * 16), 28 + i % 5))));
        }
        // Five thousand million comparisons would take minutes.
        assertTimeout(Duration.ofSeconds(30), () -> assertEquals(Set.of(), report(lines)));
    }

    private static Set<Integer> report(List<Line> lines) {
        ConfigErrors errors = new ConfigErrors();
        PolicyOverlaps overlaps = new PolicyOverlaps();
        for (int i = 0; i < lines.size(); i++) {
            overlaps.add(lines.get(i).tunnel, lines.get(i).selectors,
                new Section(errors, "policy", i + 1, new YamlNode.Mapping(i + 1, List.of())));
        }
        overlaps.report();
        Set<Integer> told = new HashSet<>();
        errors.byLine().forEach(error -> told.add(error.line()));
        return told;
    }

    private static Set<Integer> conflictingLines(List<Line> lines) {
        Set<Integer> conflicting = new HashSet<>();
        for (int later = 1; later < lines.size(); later++) {
            for (int earlier = 0; earlier < later; earlier++) {
                if (lines.get(later).conflicts(lines.get(earlier))) {
                    conflicting.add(later + 1);
                }
            }
        }
        return conflicting;
    }

    private Selectors selectors() {
        boolean isIpv4 = random.nextInt(4) > 0;
        IpPrefix local = prefix(isIpv4);
        IpPrefix remote = prefix(isIpv4);
        if (random.nextInt(3) > 0) {
            return Selectors.of(local, remote);
        }
        int port = random.nextInt(3);
        return new Selectors(local, remote, random.nextBoolean() ? IpProtocol.TCP : IpProtocol.UDP, PortRange.ANY,
            new PortRange(port, port + random.nextInt(2)));
    }

    private IpPrefix prefix(boolean isIpv4) {
        int bits = random.nextInt(32);
        IpAddress address = isIpv4 ? IpAddress.ofIpv4(0x0A000000 | bits) : new IpAddress(0x2001_0DB8_0000_0000L, bits);
        return IpPrefix.around(address, address.bits() - random.nextInt(random.nextBoolean() ? 2 : 6));
    }
}
