package dev.narrows.control.link;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.narrows.control.TestConfig;
import dev.narrows.control.plan.GatewayPlan.PlannedPath;
import dev.narrows.neighbor.NeighborOutput;
import dev.narrows.sa.Endpoints;
import dev.narrows.wire.IpAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class EgressWatchTest {
    private static final IpAddress ROUTER = TestConfig.address("192.0.1.1");
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final long START = Long.MAX_VALUE - SECOND;

    private final List<String> passedOn = new ArrayList<>();
    private final List<Integer> heard = new ArrayList<>();
    private final EgressWatch watch = new EgressWatch(new Recorder(), List.of(
        new PlannedPath(endpoints("192.0.2.2"), 1500, 0, ROUTER),
        new PlannedPath(endpoints("192.0.3.2"), 1500, 0, ROUTER),
        new PlannedPath(endpoints("192.0.1.9"), 1500, 0, TestConfig.address("192.0.1.9"))),
        heard::add);

    @Test
    void shouldHearOnlyOfAnotherHardwareAddress() {
        watch.setNeighbour(0, ROUTER, 1);
        watch.setNeighbour(0, ROUTER, 1);
        watch.tick(START);
        assertEquals(List.of(), heard);
        watch.setNeighbour(0, ROUTER, 2);
        watch.tick(START);
        assertEquals(List.of(0, 1), heard);
    }

    @Test
    void shouldLeavePathsAloneForAWhileHoweverOftenTheirNextHopMoves() {
        watch.setNeighbour(0, ROUTER, 1);
        for (int tenths = 0; tenths < 200; tenths++) {
            watch.setNeighbour(0, ROUTER, 2 + tenths);
            watch.tick(START + tenths * SECOND / 10);
        }
        assertEquals(List.of(0, 1, 0, 1), heard, "twice in 20 s");
        watch.tick(START + 2 * EgressWatch.REST_NS);
        assertEquals(6, heard.size(), "the last move is not forgotten");
        watch.tick(START + 4 * EgressWatch.REST_NS);
        assertEquals(6, heard.size());
    }

    @Test
    void shouldRememberTheHardwareAddressWhileTheNeighbourIsAway() {
        watch.setNeighbour(0, ROUTER, 1);
        watch.removeNeighbour(0, ROUTER);
        watch.setNeighbour(0, ROUTER, 1);
        watch.tick(START);
        assertEquals(List.of(), heard);
        watch.removeNeighbour(0, ROUTER);
        watch.setNeighbour(0, ROUTER, 3);
        watch.tick(START);
        assertEquals(2, heard.size());
    }

    @Test
    void shouldNotMindNeighboursThatNoPathGoesBy() {
        watch.setNeighbour(0, TestConfig.address("192.0.1.77"), 1);
        watch.setNeighbour(0, TestConfig.address("192.0.1.77"), 2);
        watch.setNeighbour(1, ROUTER, 1);
        watch.setNeighbour(1, ROUTER, 2);
        watch.tick(START);
        assertEquals(List.of(), heard);
    }

    @Test
    void shouldPassEverythingOn() {
        watch.setNeighbour(0, ROUTER, 1);
        watch.removeNeighbour(0, ROUTER);
        watch.transmit(0, new byte[60]);
        assertEquals(List.of("set 192.0.1.1 1", "remove 192.0.1.1", "transmit 60"), passedOn);
    }

    private static Endpoints endpoints(String remote) {
        return Endpoints.of(TestConfig.address("192.0.1.2"), TestConfig.address(remote));
    }

    private final class Recorder implements NeighborOutput {
        @Override
        public void transmit(int port, byte[] frame) {
            passedOn.add("transmit " + frame.length);
        }

        @Override
        public void giveUp(List<byte[]> unreachable, int others) {
            passedOn.add("give up " + unreachable.size() + " " + others);
        }

        @Override
        public void setNeighbour(int port, IpAddress address, long mac) {
            passedOn.add("set " + address + " " + mac);
        }

        @Override
        public void removeNeighbour(int port, IpAddress address) {
            passedOn.add("remove " + address);
        }
    }
}
