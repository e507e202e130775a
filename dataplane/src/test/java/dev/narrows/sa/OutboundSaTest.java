package dev.narrows.sa;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.narrows.crypto.Algorithm;
import dev.narrows.pmtu.DfPolicy;
import dev.narrows.pmtu.EspOverhead;
import dev.narrows.wire.IpAddress;
import dev.narrows.wire.IpHeader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Leases of sequence numbers, and what else an outbound SA keeps. */
class OutboundSaTest {
    private static final Endpoints ENDPOINTS =
        Endpoints.of(IpAddress.parse("192.0.1.2"), IpAddress.parse("192.0.2.2"));

    private final OuterPath path = new OuterPath(0, ENDPOINTS, 1500);

    @Test
    void shouldTakeEachLeasedNumberOnce() {
        OutboundSa sa = sa(100, 103);
        assertEquals(101, sa.takeSequence());
        assertEquals(102, sa.takeSequence());
        assertEquals(103, sa.takeSequence());
        assertEquals(OutboundSa.NO_SEQUENCE, sa.takeSequence());
        assertEquals(OutboundSa.NO_SEQUENCE, sa.takeSequence());
        assertEquals(103, sa.sequence());
    }

    @Test
    void shouldGoOnWhereALongerLeaseArrives() {
        OutboundSa sa = sa(0, 1);
        assertEquals(1, sa.takeSequence());
        assertEquals(OutboundSa.NO_SEQUENCE, sa.takeSequence());
        sa.extendLease(2);
        assertEquals(2, sa.takeSequence());
        assertEquals(OutboundSa.NO_SEQUENCE, sa.takeSequence());
    }

    @Test
    void shouldNeverShortenALease() {
        OutboundSa sa = sa(0, 10);
        sa.extendLease(3);
        take(sa, 10);
        assertEquals(10, sa.sequence());
        assertEquals(OutboundSa.NO_SEQUENCE, sa.takeSequence());
    }

    @Test
    void shouldAskForRenewalFromTheMiddleOfTheLeaseAndAgainByHalvesOfWhatIsLeft() {
        OutboundSa sa = sa(100, 200);
        take(sa, 49);
        assertFalse(sa.claimRenewal());
        take(sa, 1);
        assertTrue(sa.claimRenewal());
        assertFalse(sa.claimRenewal());
        take(sa, 25);
        assertTrue(sa.claimRenewal());
        assertFalse(sa.claimRenewal());
        take(sa, 25);
        assertTrue(sa.claimRenewal());
        assertFalse(sa.claimRenewal());
        sa.extendLease(300);
        assertFalse(sa.claimRenewal());
        take(sa, 50);
        assertTrue(sa.claimRenewal());
    }

    @Test
    void shouldAskWithFirstPacketWhereToldTo() {
        OutboundSa sa = sa(100, 200);
        sa.askWithFirstPacket();
        assertFalse(sa.claimRenewal());
        take(sa, 1);
        assertTrue(sa.claimRenewal());
        assertFalse(sa.claimRenewal());
        OutboundSa last = sa(SequenceSpace.STANDARD.last() - 2, SequenceSpace.STANDARD.last());
        last.askWithFirstPacket();
        take(last, 1);
        assertFalse(last.claimRenewal(), "there is nothing left to ask for");
    }

    @Test
    void shouldAskAtOnceWhereThereIsNoLeaseYet() {
        assertTrue(sa(0, 0).claimRenewal());
        assertTrue(sa(500, 500).claimRenewal());
    }

    @Test
    void shouldAskAgainWhereTheRequestWasLostAndTheLeaseIsUsedUp() {
        OutboundSa sa = sa(0, 2);
        take(sa, 2);
        assertTrue(sa.claimRenewal());
        sa.retryRenewal();
        assertEquals(OutboundSa.NO_SEQUENCE, sa.takeSequence());
        assertTrue(sa.claimRenewal());
        assertFalse(sa.claimRenewal());
    }

    @Test
    void shouldNotAskBeyondTheLastSequenceAndNeverWrap() {
        OutboundSa sa = sa(SequenceSpace.STANDARD.last() - 2, SequenceSpace.STANDARD.last());
        take(sa, 2);
        assertFalse(sa.claimRenewal());
        assertEquals(SequenceSpace.STANDARD.last(), sa.sequence());
        assertEquals(OutboundSa.NO_SEQUENCE, sa.takeSequence());
    }

    @Test
    void shouldCountPacketsAndInnerBytes() {
        OutboundSa sa = sa(0, 10);
        sa.count(100);
        sa.count(1400);
        assertEquals(2, sa.packets());
        assertEquals(1500, sa.bytes());
    }

    @Test
    void shouldFollowItsPathsMtu() {
        OutboundSa sa = sa(0, 10);
        assertEquals(1446, sa.largestPacket(new IpHeader()));
        path.learn(1300, false);
        assertEquals(1246, sa.largestPacket(new IpHeader()));
    }

    /**
     * Path MTU, floor, own MTU: what an IPv4 sender is told and what an IPv6 one; the first link takes 1500, so 1446.
     */
    @ParameterizedTest
    @CsvSource({"1500, 576, , 1446, 1446", "1300, 576, , 1246, 1280", "576, 576, , 576, 1280", "630, 576, , 576, 1280",
        "634, 576, , 578, 1280", "300, 576, , 576, 1280", "300, 68, , 246, 1280", "300, 300, , 300, 1280",
        "1300, 1500, , 1446, 1280", "1300, 1400, , 1400, 1280", "1500, 576, 1400, 1400, 1400",
        "1500, 576, 400, 400, 1280",
        "300, 576, 400, 400, 1280", "300, 1500, 1400, 1400, 1280"})
    void shouldTellNobodyLessThanTheFloor(int pathMtu, int floor, Integer own, int toldIpv4, int toldIpv6) {
        OutboundSa sa = sa(0, 1);
        path.learn(pathMtu, false);
        sa.tunnel().mtu(own == null ? TunnelSettings.NO_MTU : own);
        assertEquals(toldIpv4, sa.toldMtu(false, 0, pathMtu, floor));
        assertEquals(toldIpv6, sa.toldMtu(true, 0, pathMtu, floor));
        assertEquals(toldIpv4, sa.toldMtu(new IpHeader(), floor));
    }

    @Test
    void shouldGiveEveryIdentificationBeforeOneReturns() {
        boolean[] given = new boolean[65536];
        for (int i = 0; i < given.length; i++) {
            int identification = path.nextIdentification();
            assertFalse(given[identification], () -> "identification " + identification + " came twice");
            given[identification] = true;
        }
    }

    private OutboundSa sa(long lastSequence, long leaseEnd) {
        Tunnel tunnel = new Tunnel(0, TunnelSettings.tunnel(DfPolicy.COPY), path);
        EspOverhead overhead = new EspOverhead(20, Algorithm.AES_128_GCM_16);
        return new OutboundSa(1, 0x1001, tunnel, null, overhead, SequenceSpace.STANDARD, lastSequence, leaseEnd);
    }

    private static void take(OutboundSa sa, int count) {
        for (int i = 0; i < count; i++) {
            assertEquals(sa.sequence() + 1, sa.takeSequence());
        }
    }
}
