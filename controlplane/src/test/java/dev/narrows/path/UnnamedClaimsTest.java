package dev.narrows.path;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Claims whose quote ends before the SPI (RFC 792: eight bytes): anybody can make them up, and only probes make them
 * true.
 */
final class UnnamedClaimsTest {
    private static final Duration A_WHILE = Duration.ofSeconds(3);

    @ParameterizedTest
    @EnumSource(names = {"VERIFY", "TRUST"})
    void shouldFindByProbesWhatTrueClaimSays(ClaimPolicy policy) {
        SimulatedPath path = new SimulatedPath(policy, true, 1);
        path.run(A_WHILE);
        path.mtu = 1402;
        path.isTalking = false;
        path.claimUnnamed(1402, SimulatedPath.ROUTER);
        path.run(A_WHILE);
        assertEquals(List.of("1500 to 1402 too-big"), path.changes);
        assertEquals(SimulatedPath.ROUTER, path.path.claimedBy());
        assertEquals(1, path.count(ClaimVerdict.BELIEVED));
        assertEquals(List.of(), path.told, "nobody knows whose packet it was");
    }

    @ParameterizedTest
    @EnumSource(names = {"VERIFY", "TRUST"})
    void shouldNotMoveForForgery(ClaimPolicy policy) {
        SimulatedPath path = new SimulatedPath(policy, true, 1);
        path.run(A_WHILE);
        path.claimUnnamed(600, SimulatedPath.FORGER);
        assertTrue(path.isSearching());
        path.run(A_WHILE);
        assertEquals(List.of(), path.changes);
        assertEquals(1, path.count(ClaimVerdict.REFUTED));
    }

    @Test
    void shouldFindTheTruthWhereTheNextPlateauIsAboveIt() {
        SimulatedPath path = new SimulatedPath(ClaimPolicy.VERIFY, true, 1);
        path.run(A_WHILE);
        path.mtu = 1300;
        path.isTalking = false;
        path.claimUnnamed(1492, SimulatedPath.ROUTER);
        path.run(A_WHILE);
        assertEquals(List.of("1500 to 1300 probe"), path.changes);
        assertEquals(1, path.count(ClaimVerdict.BELIEVED));
    }

    @ParameterizedTest
    @EnumSource(names = {"VERIFY", "TRUST"})
    void shouldCountWhereThePathIsNotProbed(ClaimPolicy policy) {
        SimulatedPath path = new SimulatedPath(policy, false, 1);
        path.claimUnnamed(1400, SimulatedPath.ROUTER);
        path.run(A_WHILE);
        assertEquals(List.of(), path.changes);
        assertEquals(1, path.count(ClaimVerdict.NO_SPI));
    }

    @Test
    void shouldLeaveAsideWhatTheConfigurationIgnores() {
        SimulatedPath path = new SimulatedPath(ClaimPolicy.IGNORE, true, 1);
        path.run(A_WHILE);
        path.claimUnnamed(1400, SimulatedPath.ROUTER);
        assertFalse(path.isSearching());
        assertEquals(1, path.count(ClaimVerdict.IGNORED));
    }

    /** A peer that never answered: what names a packet is adopted on the ledger's word, what names none is not. */
    @Test
    void shouldAdoptNothingUnprovedButWhatNamesPacket() {
        SimulatedPath path = new SimulatedPath(ClaimPolicy.VERIFY, true, 1);
        path.isAnswering = false;
        path.run(Duration.ofMillis(1));
        assertTrue(path.isSearching());
        path.claimUnnamed(600, SimulatedPath.FORGER);
        path.claim(1400, 1500, SimulatedPath.ROUTER);
        path.run(A_WHILE);
        assertEquals("unanswered", path.probings.getLast());
        assertEquals(List.of("1500 to 1400 too-big"), path.changes);
        assertEquals(1, path.count(ClaimVerdict.BELIEVED));
        assertEquals(1, path.count(ClaimVerdict.NO_SPI));
    }

    /**
     * Whoever knows addresses and ports alone cannot keep a claim about a packet that was sent from being looked into.
     */
    @Test
    void shouldLookIntoNamedClaimAtOnceThoughUnnamedOnesAreRefutedAllTheTime() {
        SimulatedPath path = new SimulatedPath(ClaimPolicy.VERIFY, true, 1);
        path.run(A_WHILE);
        for (int i = 0; i < 2000; i++) {
            path.claimUnnamed(600 + i % 500, SimulatedPath.FORGER);
            path.run(Duration.ofMillis(1));
        }
        long probes = path.path.probes().sent();
        assertTrue(probes < 50, () -> probes + " probes in 2 s");
        path.mtu = 1400;
        path.isTalking = false;
        path.claim(1400, 1500, SimulatedPath.ROUTER);
        assertTrue(path.isSearching());
        for (int i = 0; i < 2000; i++) {
            path.claimUnnamed(600 + i % 500, SimulatedPath.FORGER);
            path.run(Duration.ofMillis(1));
        }
        assertEquals("1500 to 1400 too-big", path.changes.getFirst());
        assertEquals(1400, path.path.effectiveMtu());
        assertEquals(1400, path.least);
    }
}
