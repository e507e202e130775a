package dev.narrows.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

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
        new WorkerProxy(0, worker.commands, worker.events, worker.counters, new RecordingEngine(), List.of(), List.of());

    WorkerProxyTest() {
        proxy.connect(new SilentEvents());
    }

    @Test
    void shouldKeepOrderOfWhatDidNotFit() {
        int count = 5 * ScriptedWorker.QUEUE_CAPACITY;
        for (int mtu = 0; mtu < count; mtu++) {
            proxy.setPathMtu(0, mtu, false);
        }
        List<String> done = new ArrayList<>(worker.run());
        proxy.setPathMtu(0, count, false);
        while (done.size() <= count) {
            done.addAll(worker.run());
            proxy.poll(1);
        }
        for (int mtu = 0; mtu <= count; mtu++) {
            assertEquals("path 0 mtu " + mtu, done.get(mtu));
        }
        assertEquals(0, proxy.lost());
    }

    @Test
    void shouldLoseFramesRatherThanLetThemOvertake() {
        for (int i = 0; i <= ScriptedWorker.QUEUE_CAPACITY; i++) {
            proxy.removeNeighbour(0, IpAddress.ofIpv4(i));
        }
        worker.run();
        proxy.transmit(0, new byte[60]);
        assertEquals(1, proxy.lost());
        assertEquals(List.of(), worker.run());
        assertEquals(1, proxy.poll(1));
        proxy.transmit(0, new byte[60]);
        assertEquals(List.of("forget 0 0.0.0." + ScriptedWorker.QUEUE_CAPACITY, "transmit 0 60"), worker.run());
    }

    @Test
    void shouldSendProbesAndLoseWhatDoesNotFit() {
        Tunnel tunnel = new Tunnel(3, TunnelSettings.tunnel(DfPolicy.COPY), new OuterPath(0,
            Endpoints.of(TestConfig.address("192.0.1.2"), TestConfig.address("192.0.2.2")), 1500),
            TestConfig.address("10.1.0.1"), TestConfig.address("10.2.0.1"));
        for (int i = 0; i <= ScriptedWorker.QUEUE_CAPACITY; i++) {
            proxy.sendProbe(tunnel, 1400 + i, -i);
        }
        assertEquals(1, proxy.lost());
        List<String> done = worker.run();
        assertEquals(ScriptedWorker.QUEUE_CAPACITY, done.size());
        assertEquals("probe 3 1400 token 0", done.getFirst());
        assertEquals("probe 3 1415 token -15", done.getLast());
    }

    @Test
    void shouldBoundWhatItKeepsForDeadWorker() {
        assertFalse(proxy.isBehind());
        for (int i = 0; i < 10_000; i++) {
            proxy.setPathMtu(0, i, false);
        }
        assertTrue(proxy.isBehind());
        assertEquals(10_000, ScriptedWorker.QUEUE_CAPACITY + proxy.deferred() + proxy.lost());
        assertTrue(proxy.lost() > 0);
    }
}
