package dev.narrows.control.order;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.narrows.control.RecordingEngine;
import dev.narrows.control.TestConfig;
import dev.narrows.pmtu.DfPolicy;
import dev.narrows.sa.Endpoints;
import dev.narrows.sa.OuterPath;
import dev.narrows.sa.Tunnel;
import dev.narrows.sa.TunnelSettings;
import dev.narrows.wire.IpAddress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class WorkerProxyTest {
    private final ScriptedWorker worker = new ScriptedWorker();
    private final WorkerProxy proxy =
        new WorkerProxy(0, worker.commands, worker.events, worker.counters, new RecordingEngine(), List.of(),
            List.of());

    WorkerProxyTest() {
        proxy.connect(new SilentEvents());
    }

    @Test
    void shouldKeepOrderOfWhatDidNotFitAndDeliverManyAtATime() {
        int count = 5 * ScriptedWorker.QUEUE_CAPACITY;
        for (int path = 0; path < count; path++) {
            proxy.setPathMtu(path, 1400, false);
        }
        List<String> done = new ArrayList<>(worker.run());
        proxy.setPathMtu(count, 1400, false);
        assertEquals(count + 1 - ScriptedWorker.QUEUE_CAPACITY, proxy.waiting());
        assertEquals(1, proxy.poll(1), "one command for all that waited");
        done.addAll(worker.run());
        for (int path = 0; path <= count; path++) {
            assertEquals("path " + path + " mtu 1400", done.get(path));
        }
        assertEquals(0, proxy.lost());
        assertEquals(0, proxy.waiting());
    }

    @Test
    void shouldKeepOnlyTheLastStateOfEachThingBehindWhatItMayDependOn() {
        fillQueue();
        proxy.setPathMtu(7, 1400, false);
        proxy.setPathMtu(8, 1300, false);
        proxy.setPathMtu(7, 1200, true);
        worker.run();
        proxy.poll(1);
        assertEquals(List.of("path 8 mtu 1300", "path 7 mtu 1200 without df"), worker.run());
    }

    @Test
    void shouldLoseFramesRatherThanLetThemOvertake() {
        fillQueue();
        proxy.setPathMtu(99, 1400, false);
        worker.run();
        proxy.transmit(0, new byte[60]);
        assertEquals(1, proxy.lost());
        assertEquals(List.of(), worker.run());
        assertEquals(1, proxy.poll(1));
        proxy.transmit(0, new byte[60]);
        assertEquals(List.of("path 99 mtu 1400", "transmit 0 60"), worker.run());
    }

    @Test
    void shouldKeepRoomForOrdersBesideNeighboursAndForThoseBesidePackets() {
        for (int i = 0; i < 2 * ScriptedWorker.QUEUE_CAPACITY; i++) {
            proxy.transmit(0, new byte[60]);
        }
        assertEquals(ScriptedWorker.QUEUE_CAPACITY * 3 / 2, proxy.lost());
        for (int i = 0; i < 2 * ScriptedWorker.QUEUE_CAPACITY; i++) {
            proxy.setNeighbour(0, IpAddress.ofIpv4(i), i);
        }
        assertEquals(ScriptedWorker.QUEUE_CAPACITY * 7 / 4, proxy.waiting());
        for (int path = 0; path < ScriptedWorker.QUEUE_CAPACITY / 4; path++) {
            proxy.setPathMtu(path, 1400, false);
        }
        assertEquals(0, proxy.deferred());
        List<String> done = worker.run();
        assertEquals("path 3 mtu 1400", done.getLast());
        proxy.poll(1);
        done = worker.run();
        assertEquals(ScriptedWorker.QUEUE_CAPACITY * 7 / 4, done.size());
        assertEquals("neighbour 0 0.0.0.31 00:00:00:00:00:1f", done.getLast());
    }

    @Test
    void shouldTellOnlyTheLastOfEachNeighbourAndNothingOfThoseThatTheWorkerNeverHeardOf() {
        proxy.setNeighbour(0, IpAddress.ofIpv4(1), 1);
        fillQueue();
        for (int change = 0; change < 100_000; change++) {
            proxy.setNeighbour(0, IpAddress.ofIpv4(1), change);
            proxy.setNeighbour(0, IpAddress.ofIpv4(2), change);
            proxy.setNeighbour(1, IpAddress.ofIpv4(1000 + change), 3);
            proxy.removeNeighbour(1, IpAddress.ofIpv4(1000 + change));
        }
        assertEquals(1 + 2, proxy.waiting(), "the order that did not fit, and two neighbours");
        proxy.removeNeighbour(0, IpAddress.ofIpv4(1));
        worker.run();
        proxy.poll(1);
        assertEquals(List.of("path 15 mtu 1500", "forget 0 0.0.0.1", "neighbour 0 0.0.0.2 00:00:00:01:86:9f"),
            worker.run());
        proxy.removeNeighbour(0, IpAddress.ofIpv4(1));
        assertEquals(List.of(), worker.run());
    }

    @Test
    void shouldSendProbesAndLoseWhatDoesNotFit() {
        Tunnel tunnel = probed("10.1.0.1", "10.2.0.1");
        for (int i = 0; i <= ScriptedWorker.QUEUE_CAPACITY / 2; i++) {
            proxy.sendProbe(tunnel, 1400 + i, -i);
        }
        assertEquals(1, proxy.lost());
        List<String> done = worker.run();
        assertEquals(ScriptedWorker.QUEUE_CAPACITY / 2, done.size());
        assertEquals("probe 3 1400 token 0", done.getFirst());
        assertEquals("probe 3 1407 token -7", done.getLast());
    }

    @Test
    void shouldRefuseToProbeWhatCannotBeProbed() {
        Tunnel tunnel = probed("10.1.0.1", "10.2.0.1");
        assertThrows(IllegalArgumentException.class, () -> proxy.sendProbe(tunnel, 43, 1));
        Tunnel tunnelOfIpv6 = probed("2001:db8::1", "2001:db8::2");
        assertThrows(IllegalArgumentException.class, () -> proxy.sendProbe(tunnelOfIpv6, 63, 1));
        Tunnel unprobed = new Tunnel(3, TunnelSettings.tunnel(DfPolicy.COPY), tunnel.path());
        assertThrows(IllegalArgumentException.class, () -> proxy.sendProbe(unprobed, 100, 1));
        proxy.sendProbe(tunnelOfIpv6, 64, 1);
        assertEquals(List.of("probe 3 64 token 1"), worker.run());
    }

    @Test
    void shouldKeepEverythingForWorkerThatStandsStillButNoLongerListThanThereAreThings() {
        assertFalse(proxy.isBehind());
        for (int i = 0; i < 100_000; i++) {
            proxy.setPathMtu(i % 1000, i, false);
        }
        assertEquals(1000, proxy.waiting());
        assertFalse(proxy.isBehind());
        for (int i = 0; i < 10_000; i++) {
            proxy.setPathMtu(i, 1280, false);
        }
        assertTrue(proxy.isBehind());
        List<String> done = new ArrayList<>();
        do {
            done.addAll(worker.run());
        } while (proxy.poll(1) > 0);
        assertEquals(0, proxy.lost());
        for (int i = 0; i < 10_000; i++) {
            assertEquals("path " + i + " mtu 1280", done.get(done.size() - 10_000 + i));
        }
    }

    private static Tunnel probed(String local, String remote) {
        return new Tunnel(3, TunnelSettings.tunnel(DfPolicy.COPY), new OuterPath(0,
            Endpoints.of(TestConfig.address("192.0.1.2"), TestConfig.address("192.0.2.2")), 1500),
            TestConfig.address(local), TestConfig.address(remote));
    }

    private void fillQueue() {
        for (int path = 0; path < ScriptedWorker.QUEUE_CAPACITY; path++) {
            proxy.setPathMtu(path, 1500, false);
        }
    }
}
