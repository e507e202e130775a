package dev.narrows.sa;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.narrows.crypto.Algorithm;
import dev.narrows.pmtu.DfPolicy;
import dev.narrows.pmtu.EspOverhead;
import dev.narrows.wire.IpAddress;
import org.junit.jupiter.api.Test;

/** Which of its outbound SAs a worker's view of a tunnel is sealed by. */
class TunnelSasTest {
    private final Tunnel tunnel = new Tunnel(0, TunnelSettings.tunnel(DfPolicy.COPY),
        new OuterPath(0, Endpoints.of(IpAddress.parse("192.0.1.2"), IpAddress.parse("192.0.2.2")), 1500));
    private final OutboundSa general = sa(1);
    private final OutboundSa own = perWorker(2);

    @Test
    void shouldHaveNoneAtFirst() {
        assertNull(tunnel.outboundSa());
    }

    @Test
    void shouldPreferTheWorkersOwnWhicheverCameFirst() {
        tunnel.use(general);
        assertSame(general, tunnel.outboundSa());
        tunnel.use(own);
        assertSame(own, tunnel.outboundSa());
        OutboundSa laterGeneral = sa(3);
        tunnel.use(laterGeneral);
        assertSame(own, tunnel.outboundSa());
        tunnel.letGo(own);
        assertSame(laterGeneral, tunnel.outboundSa());
    }

    @Test
    void shouldFallBackToTheGeneralOneAndThenToNone() {
        tunnel.use(general);
        tunnel.use(own);
        tunnel.letGo(own);
        assertSame(general, tunnel.outboundSa());
        tunnel.letGo(general);
        assertNull(tunnel.outboundSa());
    }

    @Test
    void shouldKeepTheWorkersOwnWithoutTheGeneralOne() {
        tunnel.use(general);
        tunnel.use(own);
        tunnel.letGo(general);
        assertSame(own, tunnel.outboundSa());
    }

    @Test
    void shouldNotGoBackToOneThatAnotherTookThePlaceOf() {
        OutboundSa laterOwn = perWorker(4);
        tunnel.use(own);
        tunnel.use(laterOwn);
        tunnel.letGo(own);
        assertSame(laterOwn, tunnel.outboundSa());
        tunnel.letGo(laterOwn);
        assertNull(tunnel.outboundSa());
    }

    @Test
    void shouldTellTheTwoKindsApart() {
        assertTrue(own.isPerWorker());
        assertFalse(general.isPerWorker());
    }

    private OutboundSa perWorker(int id) {
        OutboundSa sa = sa(id);
        sa.markPerWorker();
        return sa;
    }

    private OutboundSa sa(int id) {
        return new OutboundSa(id, 256 + id, tunnel, null,
            new EspOverhead(tunnel.addedHeadersLength(), Algorithm.AES_128_GCM_16), SequenceSpace.STANDARD, 0, 100);
    }
}
