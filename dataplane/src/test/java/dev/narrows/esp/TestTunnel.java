package dev.narrows.esp;

import dev.narrows.crypto.Algorithm;
import dev.narrows.crypto.CryptoEngine;
import dev.narrows.crypto.KeyingMaterial;
import dev.narrows.crypto.Transform;
import dev.narrows.packet.InMemoryPool;
import dev.narrows.packet.Packet;
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
import dev.narrows.wire.Esp;
import dev.narrows.wire.FrameBuilder;
import dev.narrows.wire.IpAddress;
import dev.narrows.wire.IpHeader;
import dev.narrows.wire.IpProtocol;
import dev.narrows.wire.Ipv4;
import dev.narrows.wire.Udp;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.agrona.concurrent.UnsafeBuffer;

/** Both ends of a tunnel from 192.0.1.2 to 192.0.2.2 under one key: one seals, the other opens. */
final class TestTunnel implements AutoCloseable {
    static final int SENDER = 0xC0000102;
    static final int RECEIVER = 0xC0000202;
    static final Endpoints OUTER = Endpoints.of(IpAddress.ofIpv4(SENDER), IpAddress.ofIpv4(RECEIVER));
    static final int SPI = 0x1001;
    static final int WINDOW = 64;
    /** An experimental protocol, which nobody looks into (RFC 3692). */
    static final int OPAQUE = 253;

    private static final int INNER_SOURCE = 0x0A010002;
    private static final int INNER_DESTINATION = 0x0A020002;
    private static final int POOL_SIZE = 4;

    final InMemoryPool pool = new InMemoryPool(POOL_SIZE, 16384);
    final Packet packet = new Packet();
    final EspEncapsulator encapsulator = new EspEncapsulator(1);
    final EspDecapsulator decapsulator = new EspDecapsulator();
    final OutboundSa outbound;
    final InboundSa inbound;
    /** The packet that {@link #decapsulate} gave last, null where it refused. */
    byte[] lastInner;

    private final IpHeader header = new IpHeader();
    private final CryptoEngine engine;
    private final Transform sealing;
    private final Transform opening;

    /**
     * A tunnel that has sent nothing.
     *
     * @param engine    closed with this.
     * @param algorithm its keying material is 00 01 02 ...
     */
    TestTunnel(CryptoEngine engine, Algorithm algorithm) {
        this(engine, algorithm, DfPolicy.COPY, 0, SequenceSpace.STANDARD.last());
    }

    TestTunnel(CryptoEngine engine, Algorithm algorithm, DfPolicy dfPolicy, long lastSequence, long leaseEnd) {
        this(engine, algorithm, materialHex(algorithm), dfPolicy, lastSequence, leaseEnd);
    }

    TestTunnel(CryptoEngine engine, Algorithm algorithm, String materialHex, DfPolicy dfPolicy, long lastSequence,
        long leaseEnd) {
        this(engine, algorithm, materialHex, dfPolicy, Numbering.standard(WINDOW), lastSequence, leaseEnd);
    }

    /** A tunnel whose both ends number alike; what was sent before {@code lastSequence} was received too. */
    TestTunnel(CryptoEngine engine, Algorithm algorithm, String materialHex, DfPolicy dfPolicy, Numbering numbering,
        long lastSequence, long leaseEnd) {
        this(engine, algorithm, materialHex, TunnelSettings.tunnel(dfPolicy), OUTER, numbering, lastSequence, leaseEnd);
    }

    /** A tunnel of any kind. */
    TestTunnel(CryptoEngine engine, Algorithm algorithm, TunnelSettings settings, Endpoints sender) {
        this(engine, algorithm, settings, sender, Numbering.standard(WINDOW));
    }

    /** A tunnel of the usual settings for its shape. */
    TestTunnel(CryptoEngine engine, Algorithm algorithm, Shape shape) {
        this(engine, algorithm, shape.settings(), shape.endpoints());
    }

    /** A tunnel of any kind and numbering, of which both ends count the start as used. */
    TestTunnel(CryptoEngine engine, Algorithm algorithm, TunnelSettings settings, Endpoints sender,
        Numbering numbering) {
        this(engine, algorithm, materialHex(algorithm), settings, sender, numbering, numbering.start(),
            numbering.space().last());
    }

    private TestTunnel(CryptoEngine engine, Algorithm algorithm, String materialHex, TunnelSettings settings,
        Endpoints endpoints, Numbering numbering, long lastSequence, long leaseEnd) {
        this.engine = engine;
        try (KeyingMaterial material = KeyingMaterial.fromHex(materialHex, algorithm.keyingMaterialLength())) {
            sealing = engine.newTransform(algorithm, material, numbering.space().isExtended());
            opening = engine.newTransform(algorithm, material, numbering.space().isExtended());
        }
        Tunnel sender = new Tunnel(0, settings, new OuterPath(0, endpoints, 1500));
        EspOverhead overhead = new EspOverhead(sender.addedHeadersLength(), algorithm);
        outbound = new OutboundSa(1, SPI, sender, sealing, overhead, numbering.space(), lastSequence, leaseEnd);
        Tunnel receiver = new Tunnel(0, settings, new OuterPath(0, reversed(endpoints), 1500));
        inbound = new InboundSa(2, SPI, receiver, opening, numbering);
    }

    private static Endpoints reversed(Endpoints endpoints) {
        return new Endpoints(endpoints.remote(), endpoints.local(), endpoints.remotePort(), endpoints.localPort());
    }

    /** Seals what {@link #packet} is laid over. */
    DropReason seal() {
        return seal(packet);
    }

    DropReason seal(Packet inner) {
        if (!header.parse(inner.buffer(), inner.offset(), inner.length())) {
            throw new IllegalArgumentException("no valid packet");
        }
        return encapsulator.encapsulate(inner, header, outbound, outbound.tunnel().outerDf(header.dontFragment()));
    }

    /** Opens what {@link #packet} is laid over: a valid packet, as the stages before decapsulation have seen. */
    DropReason open() {
        return open(inbound.tunnel().path().udpLength());
    }

    private DropReason open(int udpLength) {
        if (!header.parse(packet.buffer(), packet.offset(), packet.length())) {
            throw new IllegalArgumentException("no valid packet");
        }
        packet.bounds(packet.offset(), header.totalLength());
        return decapsulator.decapsulate(packet, header, header.payloadOffset() + udpLength, inbound);
    }

    /** {@return 00 01 02 ..., as long as the algorithm's keying material is} */
    static String materialHex(Algorithm algorithm) {
        byte[] key = new byte[algorithm.keyingMaterialLength()];
        for (int i = 0; i < key.length; i++) {
            key[i] = (byte)i;
        }
        return HexFormat.of().formatHex(key);
    }

    /** Makes an inner packet of a length, from 20, with random content. */
    static byte[] inner(int length, int tos, boolean dontFragment, Random random) {
        byte[] payload = new byte[length - Ipv4.MIN_HEADER_LENGTH];
        random.nextBytes(payload);
        return new FrameBuilder()
            .addresses(INNER_SOURCE, INNER_DESTINATION)
            .tos(tos)
            .dontFragment(dontFragment)
            .identification(random.nextInt(65536))
            .payload(OPAQUE, payload)
            .packet();
    }

    static byte[] inner(int length) {
        return inner(length, 0, false, new Random(length));
    }

    /** Seals a packet that must pass. */
    byte[] encapsulate(byte[] inner) {
        long handle = pool.allocate(inner);
        packet.wrap(handle);
        DropReason reason = seal();
        packet.store();
        byte[] outer = pool.copy(handle);
        pool.free(handle);
        if (reason != null) {
            throw new AssertionError("not encapsulated: " + reason);
        }
        return outer;
    }

    /** Opens a packet into {@link #lastInner}, or says why not. */
    DropReason decapsulate(byte[] outer) {
        return decapsulate(outer, inbound.tunnel().path().udpLength() > 0);
    }

    /** Likewise, where ESP came in UDP or not, whatever the tunnel wants. */
    DropReason decapsulate(byte[] outer, boolean isInUdp) {
        long handle = pool.allocate(outer);
        packet.wrap(handle);
        DropReason reason = open(isInUdp ? Udp.HEADER_LENGTH : 0);
        packet.store();
        lastInner = reason == null ? pool.copy(handle) : null;
        pool.free(handle);
        return reason;
    }

    /** Seals any content, well-formed or not, as a peer that has the key could. */
    byte[] seal(byte[] content, long sequence, int outerTrafficClass) {
        return OuterPackets.of(outbound.tunnel().path().endpoints(), outerTrafficClass, sealEsp(content, sequence));
    }

    /** Likewise, and puts nothing in front of ESP. */
    byte[] sealEsp(byte[] content, long sequence) {
        Algorithm algorithm = sealing.algorithm();
        int headers = Esp.HEADER_LENGTH + algorithm.ivLength();
        long handle = pool.allocate(new byte[headers + content.length + algorithm.icvLength()]);
        packet.wrap(handle);
        UnsafeBuffer buffer = packet.buffer();
        Esp.put(buffer, packet.offset(), SPI, sequence);
        buffer.putBytes(packet.offset() + headers, content);
        sealing.seal(buffer, packet.offset(), content.length, sequence);
        byte[] sealed = pool.copy(handle);
        pool.free(handle);
        return sealed;
    }

    /** Puts a payload, padding of that many bytes as RFC 4303 wants them, pad length and next header together. */
    static byte[] content(byte[] payload, int padLength, int nextHeader) {
        byte[] content = Arrays.copyOf(payload, payload.length + padLength + 2);
        for (int i = 0; i < padLength; i++) {
            content[payload.length + i] = (byte)(i + 1);
        }
        content[content.length - 2] = (byte)padLength;
        content[content.length - 1] = (byte)nextHeader;
        return content;
    }

    /** Puts a payload into ESP with the least padding that aligns it. */
    static byte[] content(byte[] payload) {
        return content(payload, -(payload.length + 2) & 3, IpProtocol.IPIP);
    }

    /** Puts a payload into ESP with the least padding that aligns it for the algorithm. */
    byte[] aligned(byte[] payload, int nextHeader) {
        return content(payload, -(payload.length + 2) & (sealing.algorithm().alignment() - 1), nextHeader);
    }

    @Override
    public void close() {
        sealing.close();
        opening.close();
        engine.close();
        pool.close();
    }
}
