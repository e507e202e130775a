package dev.narrows.channel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.narrows.pmtu.DfPolicy;
import dev.narrows.pmtu.EspOverhead;
import dev.narrows.policy.IpPrefix;
import dev.narrows.policy.Policy;
import dev.narrows.policy.PolicyAction;
import dev.narrows.policy.Selectors;
import dev.narrows.sa.Endpoints;
import dev.narrows.sa.InboundSa;
import dev.narrows.sa.OutboundSa;
import dev.narrows.sa.OuterPath;
import dev.narrows.sa.Tunnel;
import dev.narrows.sa.TunnelSettings;
import dev.narrows.wire.IpAddress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CommandQueueTest {
    private static final Selectors ANY = Selectors.of(IpPrefix.ANY_IPV4, IpPrefix.ANY_IPV4);

    private final CommandQueue queue = new CommandQueue(2);
    private final List<String> done = new ArrayList<>();
    private final CommandHandler recorder = new Recorder();

    @Test
    void shouldCarryOutOneCommandAtATimeInOrder() {
        assertTrue(queue.offer(worker -> worker.onSetPathMtu(1, 1300, true)));
        assertTrue(queue.offer(worker -> worker.onSetNeighbour(2, IpAddress.parse("10.0.0.3"), 4)));

        assertEquals(1, queue.poll(recorder));
        assertEquals(List.of("mtu 1 1300 true"), done);
        assertEquals(1, queue.poll(recorder));
        assertEquals(List.of("mtu 1 1300 true", "neighbour 2 10.0.0.3 4"), done);
        assertEquals(0, queue.poll(recorder));
    }

    @Test
    void shouldRefuseWhatDoesNotFit() {
        queue.offer(worker -> worker.onSetPathMtu(1, 1, false));
        queue.offer(worker -> worker.onSetPathMtu(1, 2, false));

        assertFalse(queue.offer(worker -> worker.onSetPathMtu(1, 3, false)));
    }

    @Test
    void shouldCountWhatWasTakenAndWhatIsCarriedOut() {
        queue.offer(worker -> worker.onSetPathMtu(1, 1, false));
        queue.offer(worker -> worker.onSetPathMtu(1, 2, false));
        queue.offer(worker -> worker.onSetPathMtu(1, 3, false));
        assertEquals(2, queue.sent(), "a third has no room");
        assertEquals(0, queue.carriedOut());
        queue.poll(recorder);
        assertEquals(1, queue.carriedOut());
        queue.poll(recorder);
        queue.poll(recorder);
        assertEquals(2, queue.carriedOut());
    }

    @Test
    void shouldDeliverEachKindOfCommandAsItself() {
        CommandQueue all = new CommandQueue(32);
        all.offer(worker -> worker.onAddInboundSa(null));
        all.offer(worker -> worker.onAddOutboundSa(null));
        all.offer(worker -> worker.onRemoveInboundSa(null));
        all.offer(worker -> worker.onRemoveOutboundSa(null));
        all.offer(worker -> worker.onSetInboundOwner(0x2001, 1));
        all.offer(worker -> worker.onSetOutboundOwner(0x1001, IpAddress.parse("192.0.2.2"), Command.NO_WORKER));
        all.offer(worker -> worker.onSetOverhead(3, null));
        all.offer(worker -> worker.onAddPolicy(new Policy(5, 0, ANY, PolicyAction.DISCARD, null)));
        all.offer(worker -> worker.onRemovePolicy(6, ANY));
        all.offer(worker -> worker.onExtendLease(null, 9));
        OuterPath path = new OuterPath(
            7, Endpoints.of(IpAddress.parse("10.0.0.1"), IpAddress.parse("10.0.0.2")), 1500);
        all.offer(worker -> worker.onSetLinkMtu(1, 1400, List.of(0, 7)));
        all.offer(worker -> worker.onAddPath(path));
        all.offer(worker -> worker.onMoveTunnel(null, path));
        all.offer(worker -> worker.onSetYielding(null, true));
        all.offer(worker -> worker.onSetTunnelMtu(null, 1400));
        all.offer(worker -> worker.onSendDummy(null, 99));
        all.offer(worker -> worker.onSendProbe(probed("10.1.0.1", "10.2.0.1"), 44, -7));
        all.offer(worker -> worker.onSendKeepalive(null));
        all.offer(worker -> worker.onRemoveNeighbour(1, IpAddress.parse("2001:db8::2")));
        all.offer(worker -> worker.onTransmit(1, new byte[3]));
        all.offer(worker -> worker.onGiveUp(List.of(new byte[5]), 7));
        all.offer(worker -> worker.onReportTooBig(new byte[4], 1246));
        while (all.poll(recorder) > 0) {
            assertFalse(done.isEmpty());
        }

        assertEquals(List.of("add in", "add out", "remove in", "remove out", "in " + 0x2001 + " of 1",
            "out " + 0x1001 + " at 192.0.2.2 of -1", "overhead of 3", "add policy 5", "remove policy 6", "extend 9",
            "link 1 1400 [0, 7]", "path 7",
            "move to path 7", "yields true", "tunnel mtu 1400", "dummy 99", "probe 4 44 -7", "keepalive",
            "forget 1 2001:db8::2", "transmit 1 3", "give up 1 7", "report 4 1246"), done);
    }

    @Test
    void shouldCarryOutSeveralAsOne() {
        assertTrue(queue.offer(Command.several(List.of(
            worker -> worker.onSetPathMtu(1, 1300, true), worker -> worker.onSendDummy(null, 99)))));
        assertEquals(1, queue.poll(recorder));
        assertEquals(List.of("mtu 1 1300 true", "dummy 99"), done);
        assertEquals(1, queue.carriedOut());
    }

    private static Tunnel probed(String local, String remote) {
        return new Tunnel(4, TunnelSettings.tunnel(DfPolicy.COPY), new OuterPath(0,
            Endpoints.of(IpAddress.parse("192.0.1.2"), IpAddress.parse("192.0.2.2")), 1500), IpAddress.parse(local),
            IpAddress.parse(remote));
    }

    private final class Recorder implements CommandHandler {
        @Override
        public void onAddInboundSa(InboundSa sa) {
            done.add("add in");
        }

        @Override
        public void onAddOutboundSa(OutboundSa sa) {
            done.add("add out");
        }

        @Override
        public void onRemoveInboundSa(InboundSa sa) {
            done.add("remove in");
        }

        @Override
        public void onRemoveOutboundSa(OutboundSa sa) {
            done.add("remove out");
        }

        @Override
        public void onSetInboundOwner(int spi, int worker) {
            done.add("in " + spi + " of " + worker);
        }

        @Override
        public void onSetOutboundOwner(int spi, IpAddress peer, int worker) {
            done.add("out " + spi + " at " + peer + " of " + worker);
        }

        @Override
        public void onSetOverhead(int tunnelId, EspOverhead overhead) {
            done.add("overhead of " + tunnelId);
        }

        @Override
        public void onAddPolicy(Policy policy) {
            done.add("add policy " + policy.id());
        }

        @Override
        public void onRemovePolicy(int id, Selectors selectors) {
            done.add("remove policy " + id);
        }

        @Override
        public void onExtendLease(OutboundSa sa, long end) {
            done.add("extend " + end);
        }

        @Override
        public void onSetLinkMtu(int port, int mtu, List<Integer> paths) {
            done.add("link " + port + " " + mtu + " " + paths);
        }

        @Override
        public void onSetPathMtu(int pathId, int effectiveMtu, boolean clearDf) {
            done.add("mtu " + pathId + " " + effectiveMtu + " " + clearDf);
        }

        @Override
        public void onSetNeighbour(int port, IpAddress address, long macAddress) {
            done.add("neighbour " + port + " " + address + " " + macAddress);
        }

        @Override
        public void onRemoveNeighbour(int port, IpAddress address) {
            done.add("forget " + port + " " + address);
        }

        @Override
        public void onAddPath(OuterPath path) {
            done.add("path " + path.id());
        }

        @Override
        public void onMoveTunnel(Tunnel tunnel, OuterPath path) {
            done.add("move to path " + path.id());
        }

        @Override
        public void onSetYielding(Tunnel tunnel, boolean yields) {
            done.add("yields " + yields);
        }

        @Override
        public void onSetTunnelMtu(Tunnel tunnel, int mtu) {
            done.add("tunnel mtu " + mtu);
        }

        @Override
        public void onSendDummy(Tunnel tunnel, int length) {
            done.add("dummy " + length);
        }

        @Override
        public void onSendProbe(Tunnel tunnel, int innerLength, long token) {
            done.add("probe " + tunnel.id() + " " + innerLength + " " + token);
        }

        @Override
        public void onSendKeepalive(OuterPath outerPath) {
            done.add("keepalive");
        }

        @Override
        public void onTransmit(int port, byte[] frame) {
            done.add("transmit " + port + " " + frame.length);
        }

        @Override
        public void onGiveUp(List<byte[]> unreachable, int others) {
            done.add("give up " + unreachable.size() + " " + others);
        }

        @Override
        public void onReportTooBig(byte[] innerStart, int innerMtu) {
            done.add("report " + innerStart.length + " " + innerMtu);
        }
    }
}
