package dev.narrows.netlab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The link between the routers narrows step by step under TCP transfers, and widens again; the routers say so, and
 * nobody probes: the ledger alone decides. Both families, inside and outside.
 */
@InNetlab
final class NarrowingPathSystemTest {
    private static final int[] NARROWER = {1400, 1300, 1280};
    private static final int NARROW = 1300;
    private static final int NARROWEST = 576;
    private static final int FITS_WIDE = 1446;
    private static final int REKEYED_TO_C = 0x1101;
    private static final int REKEYED_TO_B = 0x2101;
    /** Far below a transfer that is stuck, and far above what it takes where the machine has time for it. */
    private static final long LONGEST_STALL_MS = 4000;
    /**
     * Of what two or four transfers at their usual pace, 300 packets a second each, send in so much less than that
     * time.
     */
    private static final long MOST_LOST = 600;

    private static Report report;

    @BeforeAll
    static void begin(Netlab netlab) {
        report = new Report("narrowing-path", "r1-r2", "A's kernel learns, by the tunnel over IPv4, IPv6", "after ms",
            "packets lost", "longest stall of TCP, ms", "fragments in steady state");
        Families.begin(netlab, "--pmtu", "raise-after=6s");
    }

    @AfterAll
    static void end(Netlab netlab) {
        netlab.mtu(Netlab.WIDE);
        netlab.withoutIpv6();
    }

    @BeforeEach
    void forget(Netlab netlab) {
        netlab.mtu(Netlab.WIDE);
        Families.expectWide(netlab);
        netlab.forgetPathMtu();
    }

    @ParameterizedTest(name = "inner IPv6: {0}")
    @ValueSource(booleans = {false, true})
    void shouldTellSendersWhatFitsAtEveryWidth(boolean isIpv6, Netlab netlab) {
        List<Flows.Pair> pairs = isIpv6 ? Families.IPV6 : Families.IPV4;
        try (Wire wire = Wire.watch(netlab); Flows flows = Flows.start(netlab, pairs)) {
            PathChanges changes = PathChanges.of(netlab, "a", pairs);
            changes.make("1500", () -> { }, pair -> Families.told(Netlab.WIDE, pair));
            for (int mtu : NARROWER) {
                changes.make(Integer.toString(mtu), () -> netlab.mtu(mtu), pair -> Families.told(mtu, pair));
            }
            netlab.mtu(Netlab.WIDE);
            Families.expectWide(netlab);
            Flows.Result result = flows.end();
            wire.expectNothingInClear();
            changes.steps().forEach(step -> expectSmooth(step, result, wire, isIpv6));
        }
        netlab.forgetPathMtu();
        pairs.forEach(pair -> Families.expectFits(netlab, pair, Families.exact(Netlab.WIDE, pair)));
    }

    /** Below what hosts may be told the gateway fragments outside. IPv6 has no links of 576. */
    @Test
    void shouldFragmentOutsideBelowTheFloor(Netlab netlab) {
        List<Flows.Pair> pairs = List.of(Families.IPV4.getFirst(), Families.IPV6.getFirst());
        try (Wire wire = Wire.watch(netlab); Flows flows = Flows.start(netlab, pairs)) {
            PathChanges changes = PathChanges.of(netlab, "a", pairs);
            PathChanges.Step step =
                changes.make("576", () -> netlab.mtu(NARROWEST), pair -> Families.told(NARROWEST, pair));
            // While packets are sent: what the gateway raises again after a while, the next of them lowers.
            Eventually.holds(() -> netlab.b().effectiveMtu() == NARROWEST, () -> "not 576: " + netlab.b().path());
            Flows.Result result = flows.end();
            wire.expectNothingInClear();
            long stall = result.longestStallMs(step.begin(), step.end());
            long fragments = wire.fragments(step.steadyFrom(), step.steadyTo());
            report.row("576", step.learnt(), step.learntAfterMs(), step.lost(), stall, fragments);
            assertTrue(fragments > 0, "no fragments, and yet it fits?");
            assertTrue(stall < LONGEST_STALL_MS && step.lost() <= MOST_LOST, step + ", stall " + stall + " ms");
        } finally {
            netlab.mtu(Netlab.WIDE);
            netlab.ipv6();
        }
        Families.expectWide(netlab);
        netlab.forgetPathMtu();
        Families.expectFits(netlab, Families.IPV4.getFirst(), FITS_WIDE);
    }

    /** A thousand connections between two hundred pairs of addresses; their kernel learns the MTU of each. */
    @Test
    void shouldKeepThousandFlowsGoing(Netlab netlab) {
        List<Flows.Pair> pairs = IntStream.range(10, 210)
            .mapToObj(n -> new Flows.Pair("10.1.0." + n, "10.2.0." + n)).toList();
        furtherAddresses(netlab, "add");
        try (Wire wire = Wire.watch(netlab);
            Flows flows = Flows.start(netlab, "a", "d", new Flows.Pace(Duration.ofMillis(300), 1380), 5, pairs)) {
            Eventually.holds(() -> connectionsOfD(netlab) == 1000, () -> connectionsOfD(netlab) + " connections");
            long before = netlab.tooBig();
            long begin = System.nanoTime();
            netlab.mtu(NARROW);
            Eventually.holds(() -> learntByA(netlab, Families.told(NARROW, pairs.getFirst())) == pairs.size(),
                () -> "not learnt by all: " + learntByA(netlab, Families.told(NARROW, pairs.getFirst())));
            long learntAfter = (System.nanoTime() - begin) / 1_000_000;
            Flows.Result result = flows.end();
            long[] stalls = result.stallsMs(begin, System.nanoTime());
            report.row(NARROW + ", 1,000 flows", "[1246] × " + pairs.size(), learntAfter, netlab.tooBig() - before,
                "median " + stalls[stalls.length / 2] + ", most " + stalls[stalls.length - 1], "");
            wire.expectNothingInClear();
            assertEquals(1000, result.arrivals().stream().filter(flow -> flow.bytes() > 0).count());
            assertTrue(stalls[stalls.length - 1] < 3 * LONGEST_STALL_MS, Arrays.toString(stalls));
        } finally {
            netlab.mtu(Netlab.WIDE);
            furtherAddresses(netlab, "del");
        }
    }

    /** Both gateways change keys while the link narrows: what is known of the path stays. */
    @Test
    void shouldNarrowInTheMidstOfRekeying(Netlab netlab) {
        List<Flows.Pair> pairs = List.of(Families.IPV4.getFirst());
        long unknownBefore = netlab.b().drops("unknown-spi") + netlab.c().drops("unknown-spi");
        String keyToC = Cipher.AES_128_GCM.freshKey();
        String keyToB = Cipher.AES_128_GCM.freshKey();
        try (Wire wire = Wire.watch(netlab); Flows flows = Flows.start(netlab, pairs)) {
            PathChanges changes = PathChanges.of(netlab, "a", pairs);
            changes.make("1500", () -> { }, pair -> Families.told(Netlab.WIDE, pair));
            add(netlab.b(), "in", REKEYED_TO_B, keyToB);
            add(netlab.c(), "in", REKEYED_TO_C, keyToC);
            PathChanges.Step step = changes.make(NARROW + ", while rekeying", () -> {
                add(netlab.c(), "out", REKEYED_TO_B, keyToB);
                netlab.mtu(NARROW);
                add(netlab.b(), "out", REKEYED_TO_C, keyToC);
            }, pair -> Families.told(NARROW, pair));
            delete(netlab.b(), "in", Netlab.SPI_TO_B);
            delete(netlab.c(), "in", Netlab.SPI_TO_C);
            long tooBig = netlab.tooBig();
            netlab.forgetPathMtu();
            changes.make("the same, keys changed", () -> { }, pair -> Families.told(NARROW, pair));
            assertEquals(tooBig, netlab.tooBig(), "what was known of the path is not");
            Flows.Result result = flows.end();
            wire.expectNothingInClear();
            long stall = result.longestStallMs(step.begin(), step.end());
            report.row(step.name(), step.learnt(), step.learntAfterMs(), step.lost(), stall,
                wire.fragments(step.steadyFrom(), step.steadyTo()));
            assertTrue(stall < LONGEST_STALL_MS && step.lost() <= MOST_LOST, step + ", stall " + stall + " ms");
            assertEquals(unknownBefore, netlab.b().drops("unknown-spi") + netlab.c().drops("unknown-spi"));
        } finally {
            netlab.mtu(Netlab.WIDE);
        }
    }

    private static void add(Gateway gateway, String direction, int spi, String key) {
        gateway.ask("sa.add", Gateway.parameters().put("tunnel", "by-ipv4").put("direction", direction).put("spi", spi)
            .put("algorithm", Cipher.AES_128_GCM.narrows()).put("key", key));
    }

    private static void delete(Gateway gateway, String direction, int spi) {
        gateway.ask("sa.delete", Gateway.parameters().put("direction", direction).put("spi", spi));
    }

    private static void furtherAddresses(Netlab netlab, String what) {
        for (String host : List.of("a", "d")) {
            String subnet = host.equals("a") ? "10.1.0." : "10.2.0.";
            netlab.exec(host, "sh", "-c",
                "for n in $(seq 10 209); do echo address " + what + " " + subnet + "$n/24 dev "
                + host + "0; done | ip -batch -").expectSuccess();
        }
    }

    private static long connectionsOfD(Netlab netlab) {
        return netlab.exec("d", "ss", "-Htn", "state", "established").expectSuccess().output().lines().count();
    }

    private static long learntByA(Netlab netlab, int mtu) {
        return netlab.exec("a", "ip", "route", "show", "cache").expectSuccess().output().lines()
            .filter(line -> line.contains("mtu " + mtu)).count();
    }

    private static void expectSmooth(PathChanges.Step step, Flows.Result result, Wire wire, boolean isIpv6) {
        long stall = result.longestStallMs(step.begin(), step.end());
        long fragments = wire.fragments(step.steadyFrom(), step.steadyTo());
        report.row(step.name(), step.learnt(), step.learntAfterMs(), step.lost(), stall, fragments);
        assertTrue(stall < LONGEST_STALL_MS && step.lost() <= MOST_LOST, step + ", stall " + stall + " ms");
        boolean isBelowFloor = isIpv6 && step.learnt().contains(Families.IPV6_FLOOR);
        assertEquals(isBelowFloor, fragments > 0, step + ": " + fragments + " fragments in steady state");
    }
}
