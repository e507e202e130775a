package dev.narrows.explain;

import dev.narrows.channel.Command;
import dev.narrows.channel.CommandQueue;
import dev.narrows.channel.EventRing;
import dev.narrows.esp.EspEncapsulator;
import dev.narrows.explain.RecordingPort.SentFrame;
import dev.narrows.explain.Scene.ScenePort;
import dev.narrows.packet.Packet;
import dev.narrows.pmtu.DfPolicy;
import dev.narrows.pmtu.EspOverhead;
import dev.narrows.sa.Endpoints;
import dev.narrows.sa.OutboundSa;
import dev.narrows.sa.OuterPath;
import dev.narrows.sa.SequenceSpace;
import dev.narrows.sa.Tunnel;
import dev.narrows.sa.TunnelSettings;
import dev.narrows.stats.WorkerCounters;
import dev.narrows.wire.Ethernet;
import dev.narrows.wire.IpAddress;
import dev.narrows.wire.IpHeader;
import dev.narrows.wire.Ipv4;
import dev.narrows.worker.PortSetup;
import dev.narrows.worker.PortSide;
import dev.narrows.worker.Worker;
import dev.narrows.worker.WorkerPlace;
import dev.narrows.worker.WorkerSetup;
import java.util.ArrayList;
import java.util.List;

/**
 * Shows what a worker does with one packet, by letting one do it: no line of what decides is written twice. It serves
 * one packet, on the caller's thread, touches nothing of the gateway's, and holds no key.
 */
public final class Rehearsal implements AutoCloseable {
    /** As many as the fragments of one packet and the fragments of each of these need at a time. */
    private static final int PACKETS = 512;
    private static final int COMMANDS = 4;
    private static final int EVENT_BYTES = 1 << 16;
    private static final int REPLAY_WINDOW = 64;
    private static final long NEIGHBOUR_MAC = 0x02_00_00_00_FF_01L;
    /** Any time: nothing here waits for another. */
    private static final long NOW = 0;

    private final Scene scene;
    private final ScratchPool pool;
    private final List<SentFrame> sent = new ArrayList<>();
    private final List<RecordingPort> ports = new ArrayList<>();
    private final CommandQueue commands = new CommandQueue(COMMANDS);
    private final WorkerCounters counters = new WorkerCounters();
    private final Worker worker;

    /**
     * Makes everything ready.
     *
     * @param scene what the worker goes by; its objects are this rehearsal's from now on.
     */
    public Rehearsal(Scene scene) {
        this.scene = scene;
        pool = new ScratchPool(PACKETS, scene.packetLength());
        List<PortSetup> setups = new ArrayList<>();
        for (ScenePort port : scene.ports()) {
            RecordingPort recording = new RecordingPort(setups.size(), pool, sent);
            ports.add(recording);
            setups.add(new PortSetup(setups.size(), recording, port.side(), port.addresses(), port.mtu()));
        }
        worker = new Worker(new WorkerSetup(setups, scene.routes(), scene.policies(), scene.paths(), pool, commands,
            new EventRing(EVENT_BYTES, counters), counters, () -> NOW, scene.limits(),
            WorkerPlace.alone(scene.tunnels())));
        meetNeighbours();
    }

    /**
     * Lets a packet come in by a port in clear.
     *
     * @param port     its number.
     * @param question the packet, that is not longer than the port's MTU.
     * @return what became of it.
     */
    public Outcome arrive(int port, Question question) {
        return deliver(port, sample(question), question);
    }

    /**
     * Lets a packet come in as its peer sends it, through a tunnel, in one piece.
     *
     * @param tunnel   which, of the scene's.
     * @param sa       the SA that it comes by.
     * @param question the packet.
     * @return what became of it.
     */
    public Outcome arriveSealed(Tunnel tunnel, KeylessSa sa, Question question) {
        Packet packet = sample(question);
        IpHeader header = new IpHeader();
        header.parse(packet.buffer(), packet.offset(), packet.length());
        if (new EspEncapsulator(NOW).encapsulate(packet, header, peersSa(tunnel, sa), false) != null) {
            throw new IllegalArgumentException("a packet of " + question.length() + " bytes has no room for ESP");
        }
        if (sa.isInUse()) {
            commands.offer(handler -> handler.onAddInboundSa(sa.opening(tunnel, REPLAY_WINDOW)));
            worker.doWork();
        }
        return deliver(scene.portOf(tunnel.path().endpoints().local()), packet, question);
    }

    @Override
    public void close() {
        pool.close();
    }

    private Outcome deliver(int port, Packet packet, Question question) {
        RecordingPort recording = ports.get(port);
        boolean isHost = scene.ports().get(port).side() == PortSide.HOST;
        IpHeader header = new IpHeader();
        header.parse(packet.buffer(), packet.offset(), packet.length());
        packet.extendFront(Ethernet.HEADER_LENGTH);
        new Ethernet().wrap(packet.buffer(), packet.offset())
            // On the host's port our address is one bit away from the host's own.
            .destination(isHost ? recording.macAddress() ^ 1 : recording.macAddress())
            .source(isHost ? recording.macAddress() : NEIGHBOUR_MAC)
            .type(header.isIpv6() ? Ethernet.TYPE_IPV6 : Ethernet.TYPE_IPV4);
        packet.store();
        recording.arrive(packet.handle());
        worker.doWork();
        return Outcome.of(new SentReader(scene, question.from()).read(sent), counters);
    }

    private Packet sample(Question question) {
        Packet packet = new Packet();
        packet.wrap(pool.allocate());
        packet.bounds(packet.offset(), question.length());
        SamplePacket.write(packet.buffer(), packet.offset(), question);
        return packet;
    }

    /** The same SA from the peer's end. */
    private static OutboundSa peersSa(Tunnel tunnel, KeylessSa sa) {
        Endpoints ours = tunnel.path().endpoints();
        OuterPath back = new OuterPath(0,
            new Endpoints(ours.remote(), ours.local(), ours.remotePort(), ours.localPort()), Ipv4.MAX_TOTAL_LENGTH);
        TunnelSettings settings = tunnel.isTransport()
            ? TunnelSettings.transport() : TunnelSettings.tunnel(DfPolicy.CLEAR);
        Tunnel peers = new Tunnel(0, settings, back);
        return new OutboundSa(0, sa.spi(), peers, new KeylessTransform(sa.algorithm()),
            new EspOverhead(peers.addedHeadersLength(), sa.algorithm()), SequenceSpace.STANDARD, 0, REPLAY_WINDOW);
    }

    private void meetNeighbours() {
        List<Command> introductions = new ArrayList<>();
        for (IpAddress neighbour : scene.neighbours()) {
            for (int port = 0; port < ports.size(); port++) {
                int number = port;
                introductions.add(handler -> handler.onSetNeighbour(number, neighbour, NEIGHBOUR_MAC));
            }
        }
        commands.offer(Command.several(introductions));
        worker.doWork();
    }
}
