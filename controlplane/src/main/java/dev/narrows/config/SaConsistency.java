package dev.narrows.config;

import dev.narrows.wire.IpAddress;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.Function;

/**
 * Checks security associations against each other.
 */
final class SaConsistency {
    /** An odd number without a pattern (2^64 divided by the golden ratio). */
    private static final long MULTIPLIER = 0x9E37_79B9_7F4A_7C15L;

    private SaConsistency() {
    }

    /**
     * Checks that an SPI names one inbound SA, and one outbound SA of each peer's address: peers choose those, and know
     * nothing of each other (RFC 4301 4.1).
     *
     * @param tunnels the tunnels.
     */
    static void checkSpis(List<Located<TunnelConfig>> tunnels) {
        Duplicates<Long> inbound = new Duplicates<>("spi");
        for (Located<SaSpec> sa : all(tunnels, "in", TunnelConfig::in)) {
            inbound.check(sa.value().spi(), sa.section(),
                hex(sa.value().spi()) + " is the SPI of another inbound SA too");
        }
        Duplicates<List<Object>> outbound = new Duplicates<>("spi");
        for (Located<TunnelConfig> tunnel : tunnels) {
            IpAddress peer = tunnel.value().endpoints().remote();
            for (Located<SaSpec> sa : of(tunnel, "out", TunnelConfig::out)) {
                outbound.check(List.of(sa.value().spi(), peer), sa.section(),
                    hex(sa.value().spi()) + " is the SPI of another outbound SA to " + peer + " too");
            }
        }
    }

    /**
     * Checks that the workers are there that SAs are for; that of a tunnel's outbound SAs each worker has one at the
     * most, and that there is a general one for workers without (RFC 9611 has it as the fallback SA).
     *
     * @param tunnels the tunnels.
     * @param workers how many workers there are.
     */
    static void checkWorkers(List<Located<TunnelConfig>> tunnels, int workers) {
        all(tunnels, "out", TunnelConfig::out).forEach(sa -> checkWorker(sa, workers));
        all(tunnels, "in", TunnelConfig::in).forEach(sa -> checkWorker(sa, workers));
        for (Located<TunnelConfig> tunnel : tunnels) {
            Duplicates<OptionalInt> seen = new Duplicates<>("worker");
            List<Located<SaSpec>> out = of(tunnel, "out", TunnelConfig::out);
            for (Located<SaSpec> sa : out) {
                OptionalInt worker = sa.value().worker();
                seen.check(worker, sa.section(), (worker.isPresent() ? worker.getAsInt() + " is the worker of"
                    : "is missing in") + " another outbound SA of the tunnel too");
            }
            if (!out.isEmpty() && out.stream().noneMatch(sa -> sa.value().worker().isEmpty())) {
                tunnel.section().errorAt("out", "has SAs of certain workers only; one without worker is needed too, for"
                    + " packets of workers that have none");
            }
        }
    }

    private static void checkWorker(Located<SaSpec> sa, int workers) {
        int worker = sa.value().worker().orElse(0);
        if (worker >= workers) {
            sa.section().errorAt("worker", "there is no worker " + worker + "; "
                + (workers == 1 ? "there is only worker 0" : "they are numbered from 0 to " + (workers - 1)));
        }
    }

    /**
     * Checks that no key and salt serve two SAs, in whichever direction: IVs are sequence numbers, so both would use
     * one key with the same IVs, which gives GCM's plaintext and integrity away (RFC 4106 10).
     *
     * @param tunnels the tunnels.
     */
    static void checkKeys(List<Located<TunnelConfig>> tunnels) {
        List<Located<SaSpec>> sas = new ArrayList<>(all(tunnels, "out", TunnelConfig::out));
        sas.addAll(all(tunnels, "in", TunnelConfig::in));
        long seed = new SecureRandom().nextLong();
        Map<Long, List<SaSpec>> byHash = new HashMap<>();
        for (Located<SaSpec> located : sas) {
            SaSpec sa = located.value();
            Section section = located.section();
            List<SaSpec> alike = byHash.computeIfAbsent(hash(sa, seed), hash -> new ArrayList<>(1));
            alike.stream().filter(earlier -> sameKey(earlier, sa)).findFirst()
                .ifPresent(earlier -> section.errorAt(section.has("key") ? "key" : "key-file",
                    "is the key of SPI " + hex(earlier.spi()) + " too; each SA and each direction must have a key of"
                        + " its own"));
            alike.add(sa);
        }
    }

    /** Only to find keys that may be the same: seeded, so that it tells little of the key to who finds it in memory. */
    private static long hash(SaSpec sa, long seed) {
        long hash = seed;
        MemorySegment key = sa.key().bytes();
        for (long i = 0; i < key.byteSize(); i++) {
            hash = (hash ^ key.get(ValueLayout.JAVA_BYTE, i)) * MULTIPLIER;
            hash ^= hash >>> Integer.SIZE;
        }
        return hash;
    }

    private static List<Located<SaSpec>> all(
        List<Located<TunnelConfig>> tunnels, String key, Function<TunnelConfig, List<SaSpec>> direction) {
        List<Located<SaSpec>> sas = new ArrayList<>();
        tunnels.forEach(tunnel -> sas.addAll(of(tunnel, key, direction)));
        return sas;
    }

    /** A tunnel in which nothing is wrong has as many sections as SAs. */
    private static List<Located<SaSpec>> of(
        Located<TunnelConfig> tunnel, String key, Function<TunnelConfig, List<SaSpec>> direction) {
        List<Located<SaSpec>> sas = new ArrayList<>();
        List<Section> sections = tunnel.section().oneOrMoreSections(key);
        for (SaSpec sa : direction.apply(tunnel.value())) {
            sas.add(new Located<>(sa, sections.get(sas.size())));
        }
        return sas;
    }

    private static boolean sameKey(SaSpec a, SaSpec b) {
        return a.key().bytes().mismatch(b.key().bytes()) < 0;
    }

    private static String hex(long spi) {
        return "0x" + Long.toHexString(spi);
    }
}
