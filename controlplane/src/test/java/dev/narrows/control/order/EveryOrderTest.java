package dev.narrows.control.order;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.narrows.channel.CommandHandler;
import dev.narrows.config.GatewayConfig;
import dev.narrows.config.ProbeConfig;
import dev.narrows.config.TunnelConfig;
import dev.narrows.control.TestConfig;
import dev.narrows.crypto.Algorithm;
import dev.narrows.crypto.KeyingMaterial;
import dev.narrows.crypto.Transform;
import dev.narrows.esp.EspEncapsulator;
import dev.narrows.packet.Packet;
import dev.narrows.pmtu.DfPolicy;
import dev.narrows.pmtu.EspOverhead;
import dev.narrows.policy.IpPrefix;
import dev.narrows.policy.Policy;
import dev.narrows.policy.PolicyAction;
import dev.narrows.policy.Selectors;
import dev.narrows.sa.Endpoints;
import dev.narrows.sa.Fragmentation;
import dev.narrows.sa.InboundSa;
import dev.narrows.sa.Mode;
import dev.narrows.sa.Numbering;
import dev.narrows.sa.OutboundSa;
import dev.narrows.sa.OuterPath;
import dev.narrows.sa.SequenceSpace;
import dev.narrows.sa.Tunnel;
import dev.narrows.sa.TunnelSettings;
import dev.narrows.stats.DropReason;
import dev.narrows.stats.WorkerCounter;
import dev.narrows.wire.Esp;
import dev.narrows.wire.Ethernet;
import dev.narrows.wire.FrameBuilder;
import dev.narrows.wire.IpAddress;
import dev.narrows.wire.IpHeader;
import dev.narrows.wire.IpProtocol;
import dev.narrows.wire.Ipv4;
import dev.narrows.wire.Tcp;
import dev.narrows.wire.TestPackets;
import dev.narrows.wire.TestTcp;
import java.lang.reflect.Method;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every order there is, posted to a worker that serves packets, shows in what becomes of these. */
final class EveryOrderTest {
    private static final int INSIDE = 0;
    private static final int OUTSIDE = 1;
    /** Tunnel 0 is this worker's, tunnel 1 the other's. */
    private static final int OURS = 0;
    private static final int THEIRS = 1;
    private static final int SPI = 0x1001;
    private static final IpAddress A = IpAddress.parse("10.1.0.2");
    private static final IpAddress D = IpAddress.parse("10.2.0.2");
    private static final IpAddress E = IpAddress.parse("10.3.0.2");
    private static final IpAddress B_OUTSIDE = IpAddress.parse("192.0.1.2");
    private static final IpAddress ROUTER = IpAddress.parse("192.0.1.1");
    private static final IpAddress PEER = IpAddress.parse("192.0.2.2");
    private static final IpAddress OTHER_PEER = IpAddress.parse("192.0.2.3");
    private static final long MAC = 0x02_00_00_00_02_01L;

    private final Set<String> posted = new TreeSet<>();
    private LiveWorker worker;
    private WorkerProxy proxy;
    private Tunnel tunnel;

    @BeforeEach
    void start(@TempDir Path directory) {
        worker = new LiveWorker(config(directory));
        proxy = worker.proxy;
        tunnel = proxy.tunnel(OURS);
    }

    @AfterEach
    void stop() {
        worker.close();
    }

    @Test
    void shouldObeyEveryOrder() {
        OutboundSa outbound = new OutboundSa(1, SPI, tunnel, transform(),
            new EspOverhead(tunnel.addedHeadersLength(), Algorithm.AES_128_GCM_16), SequenceSpace.STANDARD, 0, 1);
        sendingOrders(outbound);
        pathOrders();
        receivingOrders();
        ordersAboutTheOtherWorker(outbound.overhead());
        madePackets();

        order("onRemoveOutboundSa", () -> proxy.removeOutboundSa(outbound));
        assertNull(tunnel.outboundSa());
        assertEquals(List.of(2, 1), worker.released);
        assertEquals(Stream.of(CommandHandler.class.getMethods()).map(Method::getName).collect(Collectors.toSet()),
            posted, "each order there is, and no other");
        assertEquals(0, proxy.lost() + proxy.waiting());
    }

    private void sendingOrders(OutboundSa outbound) {
        assertDrops(DropReason.NO_OUTBOUND_SA, () -> arrive(INSIDE, datagram()));
        order("onAddOutboundSa", () -> proxy.addOutboundSa(outbound));
        assertDrops(DropReason.NEIGHBOUR_AWAITED, () -> arrive(INSIDE, datagram()));
        order("onSetNeighbour", () -> proxy.setNeighbour(OUTSIDE, ROUTER, MAC));
        assertDrops(DropReason.LEASE_EXHAUSTED, () -> arrive(INSIDE, datagram()));
        order("onExtendLease", () -> proxy.extendLease(outbound, 100));
        assertEquals(1, arrive(INSIDE, datagram()).size());
        order("onRemoveNeighbour", () -> proxy.removeNeighbour(OUTSIDE, ROUTER));
        assertDrops(DropReason.NEIGHBOUR_AWAITED, () -> arrive(INSIDE, datagram()));
        proxy.setNeighbour(OUTSIDE, ROUTER, MAC);

        Selectors ofAAndD = Selectors.of(IpPrefix.around(A, 32), IpPrefix.around(D, 32));
        order("onAddPolicy", () -> proxy.addPolicy(new Policy(7, -7, ofAAndD, PolicyAction.DISCARD, null)));
        assertDrops(DropReason.POLICY_DISCARD, () -> arrive(INSIDE, datagram()));
        order("onRemovePolicy", () -> proxy.removePolicy(7, ofAAndD));
        assertEquals(1, arrive(INSIDE, datagram()).size());

        order("onSetYielding", () -> proxy.setYielding(OURS, true));
        assertTrue(tunnel.yields());
        assertEquals(1, arrive(INSIDE, datagram()).size(), "there is no other");
        order("onSetTunnelMtu", () -> proxy.setTunnelMtu(OURS, 100));
        assertDrops(DropReason.TOO_BIG, () -> arrive(INSIDE, datagram()));
        proxy.setTunnelMtu(OURS, TunnelSettings.NO_MTU);
        assertEquals(1, arrive(INSIDE, datagram()).size());
    }

    private void pathOrders() {
        order("onSetPathMtu", () -> proxy.setPathMtu(OURS, 1300, true));
        assertEquals(1300, proxy.path(OURS).effectiveMtu());
        assertTrue(proxy.path(OURS).clearsDf());
        order("onSetLinkMtu", () -> proxy.setLinkMtu(OUTSIDE, 1250, List.of(OURS)));
        assertEquals(1250, proxy.path(OURS).linkMtu());
        assertEquals(1500, proxy.path(THEIRS).linkMtu());
        order("onAddPath", () -> proxy.addPath(Endpoints.of(B_OUTSIDE, IpAddress.parse("192.0.2.9")), 1500, 2));
        order("onMoveTunnel", () -> proxy.moveTunnel(OURS, 2));
        assertSame(proxy.path(2), tunnel.path());
        byte[] outer = TestPackets.packetOf(arrive(INSIDE, datagram()).getFirst());
        assertEquals("192.0.2.9", IpAddress.ofIpv4(new UnsafeBuffer(outer).getInt(
            Ipv4.DESTINATION_OFFSET, ByteOrder.BIG_ENDIAN)).toString());
        proxy.moveTunnel(OURS, OURS);
    }

    private void receivingOrders() {
        InboundSa inbound = new InboundSa(2, SPI, tunnel, transform(), Numbering.standard(64));
        assertDrops(DropReason.UNKNOWN_SPI, () -> arrive(OUTSIDE, esp(PEER)));
        order("onAddInboundSa", () -> proxy.addInboundSa(inbound));
        assertDrops(DropReason.BAD_ICV, () -> arrive(OUTSIDE, esp(PEER)));
        order("onRemoveInboundSa", () -> proxy.removeInboundSa(inbound));
        assertDrops(DropReason.UNKNOWN_SPI, () -> arrive(OUTSIDE, esp(PEER)));
    }

    private void ordersAboutTheOtherWorker(EspOverhead overhead) {
        InboundSa inbound = new InboundSa(3, SPI, proxy.tunnel(THEIRS), transform(), Numbering.standard(64));
        order("onSetInboundOwner", () -> proxy.setInboundOwner(inbound, 1));
        assertCounts(WorkerCounter.HANDED_OVER, () -> arrive(OUTSIDE, esp(OTHER_PEER)));
        OutboundSa outbound = new OutboundSa(
            4, SPI, proxy.tunnel(THEIRS), transform(), overhead, SequenceSpace.STANDARD, 0, 1);
        order("onSetOutboundOwner", () -> proxy.setOutboundOwner(outbound, OTHER_PEER, 1));
        byte[] quote = new FrameBuilder().addresses(B_OUTSIDE.ipv4(), OTHER_PEER.ipv4())
            .payload(IpProtocol.ESP, Arrays.copyOf(espHeader(), 8)).packet();
        assertCounts(WorkerCounter.HANDED_OVER, () -> arrive(OUTSIDE,
            frame(ROUTER, B_OUTSIDE).icmp(3, 4, 1300, quote).frame()));
        assertCounts(WorkerCounter.HANDED_OVER_TO_SEAL,
            () -> arrive(INSIDE, frame(A, E).udp(40_000, 9, new byte[200]).frame()));
        proxy.addInboundSa(new InboundSa(5, SPI + 1, proxy.tunnel(THEIRS), transform(), Numbering.standard(64)));
        OutboundSa peers = peersSa(overhead);
        arriveSealed(peers);
        assertEquals(0, worker.counters.get(WorkerCounter.MSS_CLAMPED), "what ESP adds on the way back is not known");
        order("onSetOverhead", () -> proxy.setOverhead(outbound));
        assertCounts(WorkerCounter.MSS_CLAMPED, () -> arriveSealed(peers));
    }

    /** The other end of an inbound SA of tunnel 1. */
    private OutboundSa peersSa(EspOverhead overhead) {
        OuterPath path = new OuterPath(0, Endpoints.of(OTHER_PEER, B_OUTSIDE), 1500);
        return new OutboundSa(0, SPI + 1, new Tunnel(0, TunnelSettings.tunnel(DfPolicy.COPY), path), transform(),
            overhead,
            SequenceSpace.STANDARD, 0, 100);
    }

    /** Lets a SYN arrive by tunnel 1 that promises longer segments than fit into it. */
    private void arriveSealed(OutboundSa peers) {
        byte[] syn = TestTcp.packet(E, A, Tcp.FLAG_SYN, TestTcp.mss(8960));
        Packet packet = new Packet();
        packet.wrap(worker.pool.allocate());
        packet.bounds(packet.offset(), syn.length);
        packet.buffer().putBytes(packet.offset(), syn);
        IpHeader header = new IpHeader();
        assertTrue(header.parse(packet.buffer(), packet.offset(), syn.length));
        assertNull(new EspEncapsulator(1).encapsulate(packet, header, peers, false));
        packet.extendFront(Ethernet.HEADER_LENGTH);
        new Ethernet().wrap(packet.buffer(), packet.offset()).destination(LiveWorker.FIRST_MAC + OUTSIDE).source(MAC)
            .type(Ethernet.TYPE_IPV4);
        packet.store();
        worker.ports.get(OUTSIDE).injectPacket(packet.handle());
        worker.work();
    }

    private void madePackets() {
        assertCounts(WorkerCounter.DUMMIES_SENT, () -> order("onSendDummy", () -> proxy.sendDummy(tunnel, 80)));
        assertCounts(WorkerCounter.PROBES_SENT, () -> order("onSendProbe", () -> proxy.sendProbe(tunnel, 100, 5)));
        proxy.addPath(new Endpoints(B_OUTSIDE, PEER, 4500, 4500), 1500, 2);
        assertCounts(WorkerCounter.KEEPALIVES_SENT,
            () -> order("onSendKeepalive", () -> proxy.sendKeepalive(proxy.path(3))));
        worker.cycle(OUTSIDE);
        order("onTransmit", () -> proxy.transmit(OUTSIDE, new byte[60]));
        assertEquals(60, worker.cycle(OUTSIDE).getFirst().length);
        assertDrops(DropReason.NEIGHBOUR_UNRESOLVED, () -> order("onGiveUp", () -> proxy.giveUp(List.of(), 1)));
        byte[] lost = Arrays.copyOf(TestPackets.packetOf(TestPackets.ipv4OfLength(A.ipv4(), D.ipv4(), 1400, true)), 28);
        assertCounts(WorkerCounter.TOO_BIG_SENT, () -> order("onReportTooBig", () -> proxy.reportTooBig(lost, 1200)));
    }

    /** Posts an order, and lets the worker carry it out; what the worker sends then may be looked at afterwards. */
    private void order(String name, Runnable order) {
        assertTrue(posted.add(name), name);
        order.run();
        assertFalse(proxy.hasCarriedOut(proxy.lastCommand()), name + " is on its way");
        worker.work();
        assertTrue(proxy.hasCarriedOut(proxy.lastCommand()), name + " is carried out");
    }

    private List<byte[]> arrive(int port, byte[] frame) {
        worker.cycle(OUTSIDE);
        worker.ports.get(port).inject(frame);
        return worker.cycle(OUTSIDE);
    }

    private void assertDrops(DropReason reason, Runnable what) {
        long before = worker.counters.get(reason);
        what.run();
        assertEquals(before + 1, worker.counters.get(reason), reason.name());
    }

    private void assertCounts(WorkerCounter counter, Runnable what) {
        long before = worker.counters.get(counter);
        what.run();
        assertEquals(before + 1, worker.counters.get(counter), counter.name());
    }

    private Transform transform() {
        try (KeyingMaterial material = KeyingMaterial.fromHex(TestConfig.OUT_KEY, 20)) {
            return worker.engine.newTransform(Algorithm.AES_128_GCM_16, material, false);
        }
    }

    private static byte[] datagram() {
        return frame(A, D).dontFragment(true).udp(40_000, 9, new byte[200]).frame();
    }

    private static byte[] esp(IpAddress from) {
        return frame(from, B_OUTSIDE).payload(IpProtocol.ESP, Arrays.copyOf(espHeader(), 100)).frame();
    }

    private static byte[] espHeader() {
        byte[] header = new byte[Esp.HEADER_LENGTH];
        new Esp().wrap(new UnsafeBuffer(header), 0).spi(SPI).sequence(1);
        return header;
    }

    private static FrameBuilder frame(IpAddress from, IpAddress to) {
        int port = from.equals(A) ? INSIDE : OUTSIDE;
        return new FrameBuilder().macs(MAC, LiveWorker.FIRST_MAC + port).addresses(from.ipv4(), to.ipv4());
    }

    private static GatewayConfig config(Path directory) {
        TunnelConfig ours = TestConfig.tunnel("ours", PEER.toString(), List.of(), List.of());
        TunnelConfig theirs = TestConfig.tunnel("theirs", OTHER_PEER.toString(), List.of(), List.of());
        TunnelSettings clamping = new TunnelSettings(Mode.TUNNEL, DfPolicy.COPY, TunnelSettings.COPY_DSCP,
            TunnelSettings.NO_TFC, TunnelSettings.NO_MTU, false, Fragmentation.BEFORE, TunnelSettings.CLAMP_TO_MTU);
        return TestConfig.of(directory, List.of(4, 5), List.of(TestConfig.route("192.0.2.0/24", "192.0.1.1")), List.of(
            new TunnelConfig(ours.name(), ours.endpoints(), ours.settings(), ours.keepalive(), ours.dummyInterval(),
                Optional.of(new ProbeConfig(IpAddress.parse("10.1.0.1"), IpAddress.parse("10.2.0.1"))), ours.policies(),
                ours.out(), ours.in()),
            new TunnelConfig(theirs.name(), theirs.endpoints(), clamping, theirs.keepalive(), theirs.dummyInterval(),
                theirs.probe(), List.of(Selectors.of(IpPrefix.parse("10.1.0.0/24"), IpPrefix.parse("10.3.0.0/24"))),
                theirs.out(), theirs.in())));
    }
}
