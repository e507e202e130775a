package dev.narrows.control.link;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.narrows.control.TestConfig;
import dev.narrows.control.plan.GatewayPlan.PlannedPath;
import dev.narrows.sa.Endpoints;
import dev.narrows.wire.IpAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class LinkWatchTest {
    private static final IpAddress ROUTER = TestConfig.address("192.0.1.1");

    private final List<String> heard = new ArrayList<>();
    private final FakePort inside = new FakePort(0);
    private final FakePort outside = new FakePort(1);
    private final LinkMtus mtus = new LinkMtus(TestConfig.of(Path.of("/nowhere")).ports());
    private final LinkWatch watch = new LinkWatch(List.of(inside, outside), mtus, List.of(
        new PlannedPath(endpoints("192.0.2.2"), 1500, 1, ROUTER),
        new PlannedPath(endpoints("10.1.0.9"), 1500, 0, ROUTER)),
        new Recorder());

    @Test
    void shouldHearNothingWhileNothingChanges() {
        watch.look();
        watch.look();
        assertEquals(List.of(), heard);
    }

    @Test
    void shouldHearOfLinksThatGoDownAndComeBackOnce() {
        outside.up(false);
        watch.look();
        watch.look();
        assertEquals(List.of("1 false [0]"), heard);
        outside.up(true);
        watch.look();
        watch.look();
        assertEquals(List.of("1 false [0]", "1 true [0]"), heard);
    }

    @Test
    void shouldHearOfWhatTheDeviceTakesUpToWhatIsConfigured() {
        watch.add(2, new PlannedPath(endpoints("192.0.3.2"), 1500, 1, ROUTER));
        outside.mtu(1400);
        watch.look();
        assertEquals(List.of("1 1500 to 1400 [0, 2]"), heard);
        outside.mtu(1500);
        watch.look();
        assertEquals("1 1400 to 1500 [0, 2]", heard.getLast());
        outside.mtu(9000);
        watch.look();
        assertEquals(2, heard.size(), "more than is configured is not asked of it");
        assertEquals(1500, watch.mtu(1));
        inside.mtu(1280);
        watch.look();
        assertEquals("0 1500 to 1280 [1]", heard.getLast());
    }

    private static Endpoints endpoints(String remote) {
        return Endpoints.of(TestConfig.address("192.0.1.2"), TestConfig.address(remote));
    }

    private final class Recorder implements LinkWatch.Listener {
        @Override
        public void onLink(int port, boolean isUp, List<Integer> paths) {
            heard.add(port + " " + isUp + " " + paths);
        }

        @Override
        public void onLinkMtu(int port, int before, List<Integer> paths) {
            heard.add(port + " " + before + " to " + mtus.of(port) + " " + paths);
        }
    }
}
