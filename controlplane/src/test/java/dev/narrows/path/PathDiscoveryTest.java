package dev.narrows.path;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.narrows.crypto.Algorithm;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every transition of the discovery, one at a time, on a path without faults. */
final class PathDiscoveryTest {
    private static final Duration A_WHILE = Duration.ofSeconds(3);
    private static final Duration OFTEN = Duration.ofMillis(20);

    private final SimulatedPath path = new SimulatedPath(ClaimPolicy.VERIFY, true, 1);

    @Test
    void shouldProveTheLinkBeforeAnybodySends() {
        path.run(A_WHILE);
        assertEquals(List.of(), path.changes);
        assertEquals(List.of("answering"), path.probings);
        assertEquals(1500, path.path.confirmedMtu());
        assertEquals(2, path.path.probes().sent(), "the smallest and the link's");
        assertEquals(2, path.path.probes().answered());
        assertEquals(0, path.path.probes().lost());
    }

    @Test
    void shouldFindNarrowPathAtStartThoughNobodySaysSo() {
        path.mtu = 1300;
        path.isTalking = false;
        path.run(A_WHILE);
        assertEquals(List.of("1500 to 1300 black-hole"), path.changes);
        assertEquals(1300, path.path.confirmedMtu());
    }

    @Test
    void shouldProbeNothingWhileNothingFlows() {
        path.run(A_WHILE);
        path.run(Duration.ofMinutes(5));
        assertEquals(2, path.path.probes().sent());
    }

    @Test
    void shouldValidateWhilePacketsFlow() {
        path.run(A_WHILE).runWithTraffic(Duration.ofSeconds(50), OFTEN);
        long validations = path.path.probes().sent() / 2 - 1;
        assertTrue(validations >= 8 && validations <= 10, () -> validations + " in 50 s");
        assertEquals(List.of(), path.changes);
    }

    @Test
    void shouldFindBlackHoleWhilePacketsFlow() {
        path.run(A_WHILE);
        path.mtu = 1400;
        path.isTalking = false;
        path.runWithTraffic(SimulatedPath.VALIDATE_EVERY.plus(Duration.ofSeconds(2)), OFTEN);
        assertEquals(List.of("1500 to 1400 black-hole"), path.changes);
        assertEquals(1400, path.path.confirmedMtu());
        assertNull(path.path.claimedBy());
    }

    @Test
    void shouldAdoptTrueClaimExactlyAndTellTheSender() {
        path.run(A_WHILE);
        path.mtu = 1402;
        path.runWithTraffic(Duration.ofMillis(400), OFTEN);
        assertEquals(List.of("1500 to 1402 too-big"), path.changes);
        assertEquals(1400, path.path.confirmedMtu(), "no packet of this SA has 1401 or 1402 bytes");
        assertEquals(SimulatedPath.ROUTER, path.path.claimedBy());
        assertTrue(path.count(ClaimVerdict.BELIEVED) >= 1);
        assertFalse(path.told.isEmpty());
        assertTrue(path.told.stream().allMatch(mtu -> mtu == 1402), path.told::toString);
    }

    @Test
    void shouldNotMoveForForgedClaim() {
        path.run(A_WHILE);
        path.claim(600, 1500, SimulatedPath.FORGER);
        assertTrue(path.isSearching());
        path.run(A_WHILE);
        assertEquals(List.of(), path.changes);
        assertEquals(List.of(), path.told);
        assertEquals(1, path.count(ClaimVerdict.REFUTED));
        assertEquals(1500, path.path.confirmedMtu());
    }

    @Test
    void shouldLookIntoClaimsOnceASecondAfterRefutingOne() {
        path.run(A_WHILE);
        long before = path.path.probes().sent();
        for (int i = 0; i < 10_000; i++) {
            path.claim(600 + i % 100, 1500, SimulatedPath.FORGER);
            path.run(Duration.ofMillis(1));
        }
        long searches = path.count(ClaimVerdict.REFUTED);
        assertTrue(searches >= 10 && searches < 200, () -> searches + " looked into");
        assertEquals(10_000, path.count(ClaimVerdict.REFUTED) + path.count(ClaimVerdict.NOT_LOOKED_INTO));
        long sent = path.path.probes().sent() - before;
        assertTrue(sent <= 200, () -> sent + " probes in 10 s");
        assertEquals(List.of(), path.changes);
    }

    @Test
    void shouldFindTheTruthWhereForgerClaimsLessThanIt() {
        path.run(A_WHILE);
        path.mtu = 1340;
        path.isTalking = false;
        path.claim(600, 1500, SimulatedPath.FORGER);
        path.run(A_WHILE);
        assertEquals(List.of("1500 to 1340 probe"), path.changes);
        assertEquals(1340, path.least);
        assertEquals(1, path.count(ClaimVerdict.BELOW_TRUTH));
        assertEquals(List.of(1340), path.told, "its packet was too large indeed");
    }

    @Test
    void shouldPreferTheTrueClaimAmongForgedOnes() {
        path.run(A_WHILE);
        path.mtu = 1301;
        path.claim(600, 1500, SimulatedPath.FORGER);
        path.claim(1301, 1500, SimulatedPath.ROUTER);
        path.claim(1480, 1500, SimulatedPath.FORGER);
        path.run(A_WHILE);
        assertEquals(List.of("1500 to 1301 too-big"), path.changes);
        assertEquals(SimulatedPath.ROUTER, path.path.claimedBy());
        assertEquals(1, path.count(ClaimVerdict.BELOW_TRUTH));
    }

    @Test
    void shouldGoOnBelowClaimWhereAnotherLinkIsNarrowerStill() {
        path.run(A_WHILE);
        path.mtu = 1280;
        path.isTalking = false;
        path.claim(1400, 1500, SimulatedPath.ROUTER);
        path.run(A_WHILE);
        assertEquals(List.of("1500 to 1280 probe"), path.changes);
        assertEquals(1, path.count(ClaimVerdict.BELIEVED));
    }

    @Test
    void shouldRaiseToTheLinkWhenDue() {
        narrowTo(1300);
        path.mtu = 1500;
        path.run(SimulatedPath.RAISE_AFTER);
        assertEquals(List.of("1300 to 1500 link"), path.changes);
        assertEquals(1500, path.path.confirmedMtu());
        assertNull(path.path.until());
    }

    @Test
    void shouldRaiseToWhatArrives() {
        narrowTo(1300);
        path.mtu = 1444;
        path.isTalking = false;
        path.run(SimulatedPath.RAISE_AFTER);
        assertEquals(List.of("1300 to 1444 probe"), path.changes);
    }

    @Test
    void shouldTryAgainLaterWhereNothingMoreArrives() {
        narrowTo(1300);
        path.run(SimulatedPath.RAISE_AFTER);
        assertEquals(List.of(), path.changes);
        assertTrue(path.path.until().nanos() - path.nowNs() > Duration.ofSeconds(50).toNanos());
        path.mtu = 1500;
        path.run(SimulatedPath.RAISE_AFTER);
        assertEquals(List.of("1300 to 1500 link"), path.changes);
    }

    @Test
    void shouldLetTheLedgerAloneDecideWhereThePeerNeverAnswered() {
        path.isAnswering = false;
        path.run(A_WHILE);
        assertEquals(List.of("unanswered"), path.probings);
        path.claim(1400, 1500, SimulatedPath.ROUTER);
        assertEquals(List.of("1500 to 1400 too-big"), path.changes);
        assertEquals(List.of(1400), path.told);
        assertEquals(Path.UNCONFIRMED, path.path.confirmedMtu());
        path.run(SimulatedPath.RAISE_AFTER.plus(A_WHILE));
        assertEquals(List.of("1500 to 1400 too-big", "1400 to 1500 link"), path.changes);
    }

    @Test
    void shouldDecideByTheLedgerWhatWaitedForPeerThatDoesNotAnswer() {
        path.isAnswering = false;
        path.run(Duration.ofMillis(10));
        path.claim(1450, 1500, SimulatedPath.ROUTER);
        path.claim(1400, 1500, SimulatedPath.ROUTER);
        assertEquals(List.of(), path.changes);
        path.run(A_WHILE);
        assertEquals(List.of("1500 to 1400 too-big"), path.changes);
        assertEquals(List.of(1400, 1400), path.told);
        assertEquals(2, path.count(ClaimVerdict.BELIEVED));
    }

    @Test
    void shouldBeMovedByNothingWhileThePathIsDown() {
        path.run(A_WHILE);
        path.isAnswering = false;
        path.claim(600, 1500, SimulatedPath.FORGER);
        path.run(A_WHILE);
        assertEquals(List.of("answering", "silent"), path.probings);
        assertEquals(1, path.count(ClaimVerdict.UNDECIDED));
        assertEquals(List.of(), path.changes);
        path.isAnswering = true;
        path.run(SimulatedPath.VALIDATE_EVERY);
        assertEquals(List.of("answering", "silent", "answering"), path.probings);
        assertEquals(List.of(), path.changes);
    }

    @Test
    void shouldTakeThePeerForSilentForGoodOnlyAfterSeveralSearches() {
        path.run(A_WHILE);
        path.isAnswering = false;
        path.runWithTraffic(Duration.ofSeconds(30), OFTEN);
        assertEquals(List.of("answering", "silent", "unanswered"), path.probings);
        path.claim(1400, 1500, SimulatedPath.ROUTER);
        assertEquals(List.of("1500 to 1400 too-big"), path.changes);
        path.isAnswering = true;
        path.run(Duration.ofMinutes(1));
        assertEquals(List.of("1500 to 1400 too-big", "1400 to 1500 link"), path.changes, "probes answer better");
    }

    @Test
    void shouldLetRoutersFragmentWhereNotEvenTheFloorArrives() {
        path.run(A_WHILE);
        path.mtu = 400;
        path.isTalking = false;
        path.runWithTraffic(Duration.ofSeconds(8), OFTEN);
        assertEquals(List.of("1500 to 576 below-floor"), path.changes);
        assertEquals(Path.UNCONFIRMED, path.path.confirmedMtu());
        path.mtu = 576;
        path.runWithTraffic(Duration.ofSeconds(8), OFTEN);
        assertEquals(List.of("1500 to 576 below-floor", "576 to 576 probe"), path.changes);
    }

    @Test
    void shouldStartAnewWhereSizesChangeInTheMiddle() {
        path.run(A_WHILE);
        path.mtu = 1398;
        path.claim(1398, 1500, SimulatedPath.ROUTER);
        path.sizes = SimulatedPath.sizes(Algorithm.AES_128_CBC_HMAC_SHA_256_128);
        path.run(A_WHILE);
        assertEquals(List.of("1500 to 1398 too-big"), path.changes);
        assertEquals(path.truth(), path.path.confirmedMtu());
    }

    @Test
    void shouldNotMindRekeyThatChangesNoSizes() {
        path.run(A_WHILE);
        path.mtu = 1398;
        path.claim(1398, 1500, SimulatedPath.ROUTER);
        long sent = path.path.probes().sent();
        path.sizes = SimulatedPath.sizes(Algorithm.AES_128_GCM_16);
        path.run(Duration.ofMillis(1));
        assertEquals(sent, path.path.probes().sent(), "the search goes on");
        path.run(A_WHILE);
        assertEquals(List.of("1500 to 1398 too-big"), path.changes);
    }

    @Test
    void shouldWaitWhereThereIsNoSa() {
        ProbeSizes before = path.sizes;
        path.run(A_WHILE);
        path.isAnswering = false;
        path.claim(600, 1500, SimulatedPath.FORGER);
        path.sizes = null;
        path.run(A_WHILE);
        assertFalse(path.isSearching());
        assertEquals(1, path.count(ClaimVerdict.UNDECIDED));
        long sent = path.path.probes().sent();
        path.run(A_WHILE);
        assertEquals(sent, path.path.probes().sent());
        path.sizes = before;
        path.isAnswering = true;
        path.mtu = 1300;
        path.isTalking = false;
        path.runWithTraffic(SimulatedPath.VALIDATE_EVERY.multipliedBy(2), OFTEN);
        assertEquals(List.of("1500 to 1300 black-hole"), path.changes);
    }

    @Test
    void shouldProbeAtOnceWhenPacketsGoAnotherWay() {
        narrowTo(1300);
        path.mtu = 1500;
        path.changeWay();
        path.run(A_WHILE);
        assertEquals(List.of("1300 to 1500 link"), path.changes);
    }

    @Test
    void shouldKeepWhatItKnowsWhenAnybodySaysThatHeIsTheNextHopAndNoProbeSaysMore() {
        SimulatedPath unprobed = new SimulatedPath(ClaimPolicy.VERIFY, false, 1);
        unprobed.claim(1400, 1500, SimulatedPath.ROUTER);
        Moment due = unprobed.due();
        unprobed.changeWay();
        assertEquals(List.of("1500 to 1400 too-big"), unprobed.changes);
        assertEquals(due, unprobed.due(), "more is tried when it would have been");

        SimulatedPath silent = new SimulatedPath(ClaimPolicy.VERIFY, true, 1);
        silent.isAnswering = false;
        silent.run(A_WHILE);
        silent.claim(1400, 1500, SimulatedPath.ROUTER);
        for (int i = 0; i < 3; i++) {
            silent.changeWay();
            silent.run(A_WHILE.multipliedBy(5));
        }
        assertEquals(List.of("1500 to 1400 too-big"), silent.changes, "unanswered probes raise nothing");
        silent.isAnswering = true;
        silent.changeWay();
        silent.run(A_WHILE);
        assertEquals("1400 to 1500 link", silent.changes.getLast(), "answered ones do");
    }

    @Test
    void shouldForgetWhatOnlyTheLedgerKnewWhenATunnelMovesHere() {
        SimulatedPath unprobed = new SimulatedPath(ClaimPolicy.VERIFY, false, 1);
        unprobed.claim(1400, 1500, SimulatedPath.ROUTER);
        unprobed.restart();
        assertEquals(List.of("1500 to 1400 too-big", "1400 to 1500 link"), unprobed.changes);
        assertNull(unprobed.due());
    }

    @Test
    void shouldAdoptAtOnceWhatItTrusts() {
        SimulatedPath trusting = new SimulatedPath(ClaimPolicy.TRUST, true, 1);
        trusting.run(A_WHILE);
        trusting.mtu = 1400;
        trusting.claim(1400, 1500, SimulatedPath.ROUTER);
        assertEquals(List.of("1500 to 1400 too-big"), trusting.changes);
        assertEquals(List.of(1400), trusting.told);
    }

    @Test
    void shouldIgnoreClaimsAndFindOutByItself() {
        SimulatedPath deaf = new SimulatedPath(ClaimPolicy.IGNORE, true, 1);
        deaf.run(A_WHILE);
        deaf.mtu = 1400;
        deaf.claim(1400, 1500, SimulatedPath.ROUTER);
        assertEquals(1, deaf.count(ClaimVerdict.IGNORED));
        assertEquals(List.of(), deaf.changes);
        deaf.runWithTraffic(Duration.ofSeconds(7), OFTEN);
        assertEquals(List.of("1500 to 1400 black-hole"), deaf.changes);
    }

    @Test
    void shouldNeverTakeClaimForMoreThanIgnoredWithoutProbes() {
        SimulatedPath deaf = new SimulatedPath(ClaimPolicy.IGNORE, false, 1);
        deaf.claim(1400, 1500, SimulatedPath.ROUTER);
        assertEquals(1, deaf.count(ClaimVerdict.IGNORED));
        assertEquals(List.of(), deaf.changes);
        assertNull(deaf.due());
    }

    @Test
    void shouldKeepNoMoreClaimsThanItNeeds() {
        path.run(A_WHILE);
        path.mtu = 1300;
        path.isTalking = false;
        for (int i = 0; i < 1_000; i++) {
            path.claim(600 + i % 500, 1500, SimulatedPath.FORGER);
        }
        path.run(A_WHILE);
        assertEquals(List.of("1500 to 1300 probe"), path.changes);
        assertEquals(PendingClaims.MAX_LOST, path.told.size() + 48, "two of each of eight sizes");
        assertEquals(1_000, path.count(ClaimVerdict.BELOW_TRUTH) + path.count(ClaimVerdict.NOT_LOOKED_INTO));
    }

    @Test
    void shouldNotLookIntoClaimsWhileTooManySearch() {
        path.run(A_WHILE);
        path.claimWhenCrowded(1400);
        assertEquals(1, path.count(ClaimVerdict.NOT_LOOKED_INTO));
        assertFalse(path.isSearching());
    }

    @Test
    void shouldKnowNoTokenOfAnotherProbe() {
        path.run(A_WHILE);
        assertFalse(path.answer(99));
        assertFalse(path.answer(1), "answered before");
        assertEquals(2, path.path.probes().answered());
    }

    @Test
    void shouldTakeSlowPathForSlowNotForNarrow() {
        path.run(A_WHILE);
        path.delay = Duration.ofMillis(700);
        path.runWithTraffic(Duration.ofMinutes(1), OFTEN);
        assertEquals(List.of(), path.changes);
        assertEquals(Probing.ANSWERING, path.path.probing());
    }

    @Test
    void shouldDecideSoonThoughThePathWasSlowBefore() {
        path.delay = Duration.ofMillis(900);
        path.run(Duration.ofSeconds(10));
        path.delay = Duration.ofMillis(5);
        path.mtu = 1300;
        path.claim(1300, 1500, SimulatedPath.ROUTER);
        path.run(Duration.ofMillis(400));
        assertEquals(List.of("1500 to 1300 too-big"), path.changes);
    }

    @ParameterizedTest
    @ValueSource(ints = {577, 580, 800, 1279, 1280, 1281, 1299, 1300, 1398, 1496, 1499})
    void shouldFindEveryMtuExactly(int mtu) {
        for (Algorithm algorithm : new Algorithm[] {
            Algorithm.AES_128_GCM_16, Algorithm.AES_256_CBC_HMAC_SHA_512_256, Algorithm.CHACHA20_POLY1305}) {
            SimulatedPath narrow = new SimulatedPath(ClaimPolicy.VERIFY, true, mtu, algorithm, 576);
            narrow.mtu = mtu;
            narrow.isTalking = false;
            narrow.run(A_WHILE);
            int expected = narrow.truth() < narrow.sizes.atMost(1500) ? narrow.truth() : 1500;
            assertEquals(expected, narrow.path.effectiveMtu(), algorithm + " at " + mtu);
        }
    }

    private void narrowTo(int mtu) {
        path.run(A_WHILE);
        path.mtu = mtu;
        path.claim(mtu, 1500, SimulatedPath.ROUTER);
        path.run(Duration.ofSeconds(1));
        assertEquals(mtu, path.path.effectiveMtu());
        path.changes.clear();
    }
}
