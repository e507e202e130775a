package dev.narrows.bench.stage;

import dev.narrows.bench.traffic.Captures;
import dev.narrows.bench.traffic.EspFrames;
import dev.narrows.bench.traffic.Flows;
import dev.narrows.bench.traffic.Frames;
import dev.narrows.bench.traffic.Network;
import dev.narrows.bench.traffic.PacketMemory;
import dev.narrows.bench.traffic.TestKey;
import dev.narrows.crypto.Algorithm;
import dev.narrows.crypto.CryptoEngine;
import dev.narrows.crypto.CryptoEngines;
import dev.narrows.crypto.EngineChoice;
import dev.narrows.crypto.Transform;
import dev.narrows.esp.EspDecapsulator;
import dev.narrows.esp.EspEncapsulator;
import dev.narrows.packet.Packet;
import dev.narrows.packet.PacketLayout;
import dev.narrows.pmtu.DfPolicy;
import dev.narrows.pmtu.EspOverhead;
import dev.narrows.sa.Endpoints;
import dev.narrows.sa.InboundSa;
import dev.narrows.sa.Numbering;
import dev.narrows.sa.OutboundSa;
import dev.narrows.sa.OuterPath;
import dev.narrows.sa.SequenceSpace;
import dev.narrows.sa.Tunnel;
import dev.narrows.sa.TunnelSettings;
import dev.narrows.stats.DropReason;
import dev.narrows.wire.Ethernet;
import dev.narrows.wire.IpAddress;
import dev.narrows.wire.IpHeader;
import dev.narrows.wire.Ipv4;
import java.lang.foreign.Arena;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * Sealing and opening, with headers, trailer, sequence number and replay window. A packet is used up by either, so its
 * bytes are copied into place each time; {@link #copy} is that alone, to be taken off.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class EspStage {
    private static final Algorithm ALGORITHM = Algorithm.AES_128_GCM_16;
    private static final int FRAMES = Captures.FRAMES;

    /** Bytes of the inner packet. */
    @Param({"64", "1400"})
    int size;

    private final Arena arena = Arena.ofConfined();
    private final CryptoEngine engine = CryptoEngines.open(EngineChoice.AUTO);
    private final Transform transform = TestKey.transform(engine, ALGORITHM);
    private final Packet packet = new Packet();
    private final IpHeader header = new IpHeader();
    private final EspEncapsulator encapsulator = new EspEncapsulator(0);
    private final EspDecapsulator decapsulator = new EspDecapsulator();
    private final Tunnel tunnel = new Tunnel(0, TunnelSettings.tunnel(DfPolicy.COPY),
        new OuterPath(0, Endpoints.of(IpAddress.ofIpv4(Network.OUTER_LOCAL), IpAddress.ofIpv4(Network.OUTER_REMOTE)),
            Network.MTU));
    private final OutboundSa outboundSa = new OutboundSa(1, Network.OUTBOUND_SPI, tunnel, transform,
        new EspOverhead(tunnel.addedHeadersLength(), ALGORITHM), SequenceSpace.STANDARD, 0,
        SequenceSpace.STANDARD.last());
    private InboundSa inboundSa;
    private List<byte[]> clear;
    private List<byte[]> sealed;
    private long handle;
    private int next = FRAMES - 1;

    /** Makes packets. */
    @Setup
    public void prepare() {
        handle = PacketMemory.allocate(arena);
        List<Integer> sizes = Collections.nCopies(FRAMES, size);
        clear = Frames.outbound(sizes, 0, Flows.USUAL);
        sealed = EspFrames.seal(Frames.inbound(sizes, 0), 0, engine, ALGORITHM);
    }

    /** Gives memory back. */
    @TearDown
    public void close() {
        transform.close();
        engine.close();
        arena.close();
    }

    /**
     * Seals a packet.
     *
     * @return null.
     */
    @Benchmark
    public DropReason encapsulate() {
        copyNext(clear);
        DropReason failure = encapsulator.encapsulate(packet, header, outboundSa, true);
        return require(failure);
    }

    /**
     * Opens a packet; after all of them, the SA is replaced by one with an empty window.
     *
     * @return null.
     */
    @Benchmark
    public DropReason decapsulate() {
        copyNext(sealed);
        if (next == 0) {
            inboundSa = new InboundSa(2, Network.INBOUND_SPI, tunnel, transform,
                Numbering.standard(Numbering.DEFAULT_REPLAY_WINDOW));
        }
        return require(decapsulator.decapsulate(
            packet, header, packet.offset() + Ipv4.MIN_HEADER_LENGTH, inboundSa));
    }

    /**
     * Puts a packet in clear into place, and reads its header.
     *
     * @return the packet's bytes.
     */
    @Benchmark
    public int copy() {
        copyNext(clear);
        return packet.length();
    }

    private void copyNext(List<byte[]> frames) {
        next = next + 1 == FRAMES ? 0 : next + 1;
        byte[] frame = frames.get(next);
        packet.wrap(handle);
        packet.buffer().putBytes(PacketLayout.HEADROOM, frame);
        packet.bounds(PacketLayout.HEADROOM, frame.length);
        packet.trimFront(Ethernet.HEADER_LENGTH);
        header.parse(packet.buffer(), packet.offset(), packet.length());
    }

    private static DropReason require(DropReason failure) {
        if (failure != null) {
            throw new IllegalStateException(failure.description());
        }
        return null;
    }
}
