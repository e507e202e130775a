package dev.narrows.control.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.narrows.config.RouteConfig;
import dev.narrows.control.TestConfig;
import dev.narrows.control.plan.GatewayPlan.PlannedPath;
import dev.narrows.sa.OuterPath;
import dev.narrows.sa.Tunnel;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class GatewayPlanTest {
    @Test
    void shouldGiveTunnelsBetweenTheSameAddressesOnePath() {
        GatewayPlan plan = plan(List.of(), "192.0.2.2", "192.0.2.3", "192.0.2.2");
        assertEquals(2, plan.paths().size());
        assertEquals(List.of(0, 1, 0), List.of(plan.pathOf(0), plan.pathOf(1), plan.pathOf(2)));
        List<OuterPath> paths = plan.newOuterPaths(0);
        List<Tunnel> tunnels = plan.newTunnels(paths);
        assertSame(paths.get(0), tunnels.get(2).path());
        assertEquals(2, tunnels.get(2).id());
        assertEquals(1, tunnels.get(1).path().id());
    }

    @Test
    void shouldTakeLinkMtuFromThePortThatTheLongestPrefixLeadsTo() {
        RouteConfig all = route("0.0.0.0/0", "192.0.1.1");
        RouteConfig some = route("203.0.113.0/24", "198.18.0.9");
        assertEquals(1500, mtu(List.of(all, some), "203.0.112.1"));
        assertEquals(9000, mtu(List.of(all, some), "203.0.113.1"));
        assertEquals(9000, mtu(List.of(some, all), "203.0.113.1"));
        assertEquals(9000, mtu(List.of(all), "198.18.7.7"));
        assertEquals(1500, mtu(List.of(route("198.18.7.0/24", "192.0.1.1")), "198.18.7.7"));
    }

    @Test
    void shouldTakeLinkMtuFromOurAddressWhereNoRouteLeadsToThePeer() {
        assertEquals(1500, mtu(List.of(), "203.0.113.1"));
    }

    @Test
    void shouldFindThePortThatAnAddressIsConnectedTo() {
        GatewayPlan plan = plan(List.of());
        assertEquals(0, plan.connectedPort(TestConfig.address("10.1.0.9")));
        assertEquals(2, plan.connectedPort(TestConfig.address("198.18.255.1")));
        assertEquals(-1, plan.connectedPort(TestConfig.address("203.0.113.1")));
    }

    private static int mtu(List<RouteConfig> routes, String remote) {
        PlannedPath path = plan(routes, remote).paths().getFirst();
        return path.linkMtu();
    }

    private static GatewayPlan plan(List<RouteConfig> routes, String... remotes) {
        return new GatewayPlan(TestConfig.of(Path.of("/nowhere"), routes, Arrays.stream(remotes)
            .map(remote -> TestConfig.tunnel("t", remote, Optional.empty(), Optional.empty())).toList()));
    }

    private static RouteConfig route(String to, String via) {
        return TestConfig.route(to, via);
    }
}
