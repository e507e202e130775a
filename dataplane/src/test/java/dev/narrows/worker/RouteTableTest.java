package dev.narrows.worker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.narrows.pmtu.DfPolicy;
import dev.narrows.policy.IpPrefix;
import dev.narrows.sa.Endpoints;
import dev.narrows.sa.OuterPath;
import dev.narrows.sa.Tunnel;
import dev.narrows.sa.TunnelSettings;
import dev.narrows.wire.IpAddress;
import org.junit.jupiter.api.Test;

/** Of several routes to one prefix, the first by metric counts whose tunnel does not yield. */
class RouteTableTest {
    private static final IpPrefix NET = IpPrefix.parse("10.2.0.0/16");
    private static final IpAddress THERE = IpAddress.parse("10.2.0.2");

    private final RouteTable routes = new RouteTable();
    private final Tunnel first = tunnel(0);
    private final Tunnel second = tunnel(1);
    private final NextHop byFirst = new NextHop(first);
    private final NextHop bySecond = new NextHop(second);

    private static Tunnel tunnel(int id) {
        return new Tunnel(id, TunnelSettings.tunnel(DfPolicy.COPY),
            new OuterPath(id, Endpoints.of(IpAddress.parse("192.0.1.2"), IpAddress.parse("192.0.2.2")), 1500));
    }

    private NextHop route(IpAddress to) {
        return routes.lookup(to.high(), to.low());
    }

    private void yields(Tunnel tunnel, boolean isTo) {
        tunnel.yields(isTo);
        routes.choose(tunnel);
    }

    @Test
    void shouldGoByTheLowestMetricWhoseTunnelDoesNotYield() {
        routes.add(NET, bySecond, 20);
        routes.add(NET, byFirst, 10);
        assertSame(byFirst, route(THERE));
        yields(first, true);
        assertSame(bySecond, route(THERE));
        yields(second, true);
        assertSame(byFirst, route(THERE), "where all yield, none does");
        yields(first, false);
        yields(second, false);
        assertSame(byFirst, route(THERE));
    }

    @Test
    void shouldEndWithTheRouteThatNeverYields() {
        NextHop byNeighbour = new NextHop(null, IpAddress.parse("10.1.0.9"), 16);
        routes.add(NET, byFirst, 0);
        routes.add(NET, byNeighbour, 1);
        yields(first, true);
        assertSame(byNeighbour, route(THERE));
        assertNull(routes.alternative(THERE.high(), THERE.low()), "no tunnel");
    }

    @Test
    void shouldTakeWhatComesFromWhereverARouteMayLead() {
        routes.add(NET, byFirst, 0);
        routes.add(NET, bySecond, 1);
        assertTrue(routes.mayLeadInto(THERE.high(), THERE.low(), first));
        assertTrue(routes.mayLeadInto(THERE.high(), THERE.low(), second));
        assertFalse(routes.mayLeadInto(THERE.high(), THERE.low(), tunnel(2)));
        IpAddress elsewhere = IpAddress.parse("10.3.0.2");
        assertFalse(routes.mayLeadInto(elsewhere.high(), elsewhere.low(), first));
    }

    @Test
    void shouldNotLookBeyondALongerPrefix() {
        Tunnel third = tunnel(2);
        routes.add(NET, byFirst, 0);
        routes.add(NET, bySecond, 1);
        routes.add(IpPrefix.parse("10.2.0.0/24"), new NextHop(third), 0);
        second.sealedElsewhere();
        assertFalse(routes.mayLeadInto(THERE.high(), THERE.low(), first));
        assertTrue(routes.mayLeadInto(THERE.high(), THERE.low(), third));
        assertNull(routes.alternative(THERE.high(), THERE.low()));
        IpAddress beside = IpAddress.parse("10.2.1.2");
        assertEquals(second, routes.alternative(beside.high(), beside.low()));
    }
}
