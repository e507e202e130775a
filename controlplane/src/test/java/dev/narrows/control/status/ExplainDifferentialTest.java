package dev.narrows.control.status;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.narrows.control.LiveGateway;
import dev.narrows.control.LiveGateway.Left;
import dev.narrows.control.request.ControlException;
import dev.narrows.control.view.ExplainView;
import dev.narrows.crypto.KeyingMaterial;
import dev.narrows.crypto.Transform;
import dev.narrows.esp.EspDecapsulator;
import dev.narrows.esp.EspEncapsulator;
import dev.narrows.explain.Question;
import dev.narrows.fragment.Reassembly;
import dev.narrows.packet.InMemoryPool;
import dev.narrows.packet.Packet;
import dev.narrows.pmtu.DfPolicy;
import dev.narrows.pmtu.EspOverhead;
import dev.narrows.sa.Endpoints;
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
import dev.narrows.wire.Ethernet;
import dev.narrows.wire.FrameBuilder;
import dev.narrows.wire.Icmpv4;
import dev.narrows.wire.Icmpv6;
import dev.narrows.wire.IpAddress;
import dev.narrows.wire.IpHeader;
import dev.narrows.wire.IpProtocol;
import dev.narrows.wire.Ipv6FrameBuilder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletionException;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What is explained against what happens: random packets are asked about, and then given, sealed by their peer where
 * they come so, to a real gateway with real keys, whose packets are opened by the peer's.
 */
class ExplainDifferentialTest {
    private static final int GATEWAYS = 120;
    private static final int PACKETS = 25;
    private static final int LARGEST = 4096;
    private static final String MORE_TOLD = "told more";
    private static final long SEED = 20_251_125;

    @TempDir
    private Path directory;
    private final Map<String, Integer> seen = new TreeMap<>();
    private boolean hasAskedForNumbers;

    @Test
    void shouldSayWhatTheWorkerDoes() throws Exception {
        Random random = new Random(SEED);
        for (int i = 0; i < GATEWAYS; i++) {
            RandomGateway options = new RandomGateway(random, directory);
            try (LiveGateway gateway = new LiveGateway(options.config); Peer peer = new Peer(options, gateway)) {
                hasAskedForNumbers = false;
                gateway.meet(RandomGateway.A[0], RandomGateway.A[1], RandomGateway.ROUTER[0], RandomGateway.ROUTER[1]);
                for (int j = 0; j < PACKETS; j++) {
                    List<Left> left =
                        compare(gateway, peer, question(random, options), "gateway " + i + ", packet " + j);
                    if (options.settings.isInterface() && random.nextInt(6) == 0) {
                        gateway.changeMtu(68 + random.nextInt(1500));
                    }
                    if (random.nextInt(6) == 0) {
                        left.stream().filter(frame -> frame.port() == 1).findFirst()
                            .ifPresent(frame -> gateway.arrive(1, tooBig(frame, random)));
                    }
                }
            }
        }
        for (String kind : List.of("protected", "fragmented-before", "fragmented-after", "forwarded",
            "forwarded-fragmented", "delivered", "answered", "dropped", "told", "told in the tunnel", "link", "too-big",
            "ike", "tunnel told 3/4 in the tunnel", "tunnel told 2/0 in the tunnel", "port told 3/4", "port told 3/0",
            "port told 2/0", "port by fast-path", "port by stages", "tunnel by fast-path", "tunnel by stages")) {
            assertTrue(seen.getOrDefault(kind, 0) >= 5, () -> "hardly any " + kind + ": " + seen);
        }
    }

    /** Mostly what the tunnel is for. */
    private static Question question(Random random, RandomGateway options) {
        int family = random.nextInt(3) == 0 ? 1 : 0;
        String near = RandomGateway.A[family];
        String far = RandomGateway.D[family];
        if (random.nextInt(3) > 0 && options.settings.mode() == Mode.TRANSPORT) {
            family = options.isOuterIpv6 ? 1 : 0;
            near = RandomGateway.OUTSIDE[family];
            far = RandomGateway.PEER[family];
        } else if (random.nextInt(3) == 0) {
            near = any(random, near, RandomGateway.INSIDE[family], RandomGateway.OUTSIDE[family]);
            far = any(random, far, RandomGateway.PEER[family], RandomGateway.ROUTER[family], RandomGateway.A[family],
                RandomGateway.INSIDE[family], family == 1 ? "2001:db8:ff::1" : "203.0.113.1");
            far = far.equals(near) ? RandomGateway.D[family] : far;
        }
        boolean isOut = random.nextInt(4) > 0;
        if (random.nextInt(5) == 0) {
            near = RandomGateway.E[family];
            far = RandomGateway.D[family];
        }
        return question(random, family == 1, IpAddress.parse(isOut ? near : far), IpAddress.parse(isOut ? far : near));
    }

    private static Question question(Random random, boolean isIpv6, IpAddress from, IpAddress to) {
        int protocol = switch (random.nextInt(4)) {
            case 0 -> IpProtocol.TCP;
            case 1 -> isIpv6 ? IpProtocol.ICMPV6 : IpProtocol.ICMP;
            default -> IpProtocol.UDP;
        };
        int least = Question.leastLength(isIpv6, protocol);
        int size = random.nextInt(3) == 0 ? least + random.nextInt(1500 - least) : 1100 + random.nextInt(401);
        boolean isIke = random.nextInt(8) == 0;
        return new Question(from, to, size, random.nextBoolean(), protocol, isIke ? 500 : 40_000,
            isIke ? 500 : random.nextBoolean() ? 7 : 5001);
    }

    private static String any(Random random, String... texts) {
        return texts[random.nextInt(texts.length)];
    }

    /** A router's claim about what left. */
    private static byte[] tooBig(Left left, Random random) {
        IpHeader about = new IpHeader();
        assertTrue(about.parse(left.frame(), Ethernet.HEADER_LENGTH, left.length()));
        byte[] quote = new byte[Math.min(left.length(), 500)];
        left.frame().getBytes(Ethernet.HEADER_LENGTH, quote);
        int mtu = Math.max(left.length() - 1 - random.nextInt(random.nextBoolean() ? 50 : 1000), 68);
        IpAddress source = new IpAddress(about.sourceHigh(), about.sourceLow());
        return about.isIpv6()
            ? new Ipv6FrameBuilder().addresses(IpAddress.parse(RandomGateway.ROUTER[1]), source)
                .icmp(Icmpv6.PACKET_TOO_BIG, 0, mtu, quote).packet()
            : new FrameBuilder().addresses(IpAddress.parse(RandomGateway.ROUTER[0]).ipv4(), source.ipv4())
                .icmp(Icmpv4.DESTINATION_UNREACHABLE, Icmpv4.CODE_FRAGMENTATION_NEEDED, mtu, quote).packet();
    }

    private List<Left> compare(LiveGateway gateway, Peer peer, Question question, String where) {
        ExplainView said;
        try {
            said = gateway.explain(question);
        } catch (CompletionException e) {
            assertEquals(ControlException.Code.NO_SUCH_PACKET, ((ControlException)e.getCause()).code());
            return List.of();
        }
        Map<DropReason, Long> before = gateway.drops();
        long inPasses = gateway.counters.get(WorkerCounter.FAST_PATH);
        byte[] packet = packet(question);
        List<Left> left = said.packet().comesBy().equals("tunnel")
            ? gateway.arrive(1, peer.seal(packet))
            : gateway.arrive(portNamed(said.packet().name()), packet);
        String all = where + ": " + question + "\n" + said;
        assertEquals(drops(before, gateway.drops()), saidDrops(said), all);
        compareWays(
            gateway.counters.get(WorkerCounter.FAST_PATH) > inPasses ? "fast-path" : "stages", said.outcome().way(),
            all);
        List<String> expected = new ArrayList<>();
        List<String> told = new ArrayList<>();
        peer.read(left, question.from()).stream().filter(text -> !text.equals(MORE_TOLD))
            .forEach(text -> (text.startsWith("told") ? told : expected).add(text));
        assertEquals(expected, saidSent(said), all);
        assertEquals(told, saidTold(said), all);
        count(said);
        return left;
    }

    /**
     * Of a plain flow the packet that makes the SA ask for more numbers goes through the stages: here its first alone.
     */
    private void compareWays(String way, String said, String all) {
        if (!hasAskedForNumbers && !way.equals(said)) {
            hasAskedForNumbers = true;
            assertEquals("stages", way, all);
        } else {
            assertEquals(way, said, all);
        }
    }

    private void count(ExplainView said) {
        if (said.note() != null) {
            seen.merge("ike", 1, Integer::sum);
        }
        if (said.path() != null) {
            seen.merge(said.path().evidence(), 1, Integer::sum);
        }
        seen.merge(said.outcome().kind(), 1, Integer::sum);
        seen.merge(said.packet().comesBy() + " by " + said.outcome().way(), 1, Integer::sum);
        if (said.outcome().told() != null) {
            seen.merge(said.outcome().told().tunnel() == null ? "told" : "told in the tunnel", 1, Integer::sum);
            seen.merge(said.packet().comesBy() + " told " + said.outcome().told().type() + "/" + said.outcome().told()
                .code()
                + (said.outcome().told().tunnel() == null ? "" : " in the tunnel"), 1, Integer::sum);
            assertNull(said.outcome().untold(), () -> "told and untold: " + said);
        }
    }

    private static int portNamed(String name) {
        return List.of("inside", "outside", "host").indexOf(name);
    }

    /** By builders of their own, not by what asks. */
    private static byte[] packet(Question question) {
        int data = question.length() - Question.leastLength(question.isIpv6(), question.protocol());
        byte[] tcp = new byte[20 + data];
        new UnsafeBuffer(tcp).putInt(0, Integer.reverseBytes(question.fromPort() << 16 | question.toPort()));
        tcp[12] = 0x50;
        tcp[13] = 0x10;
        if (question.isIpv6()) {
            Ipv6FrameBuilder builder = new Ipv6FrameBuilder().addresses(question.from(), question.to());
            return switch (question.protocol()) {
                case IpProtocol.TCP -> builder.payload(IpProtocol.TCP, tcp).packet();
                case IpProtocol.ICMPV6 -> builder.icmp(Icmpv6.ECHO_REQUEST, 0, 1, new byte[data]).packet();
                default -> builder.udp(question.fromPort(), question.toPort(), new byte[data]).packet();
            };
        }
        FrameBuilder builder = new FrameBuilder().addresses(question.from().ipv4(), question.to().ipv4())
            .dontFragment(question.dontFragment());
        return switch (question.protocol()) {
            case IpProtocol.TCP -> builder.payload(IpProtocol.TCP, tcp).packet();
            case IpProtocol.ICMP -> builder.icmp(Icmpv4.ECHO_REQUEST, 0, 1, new byte[data]).packet();
            default -> builder.udp(question.fromPort(), question.toPort(), new byte[data]).packet();
        };
    }

    private static Map<String, Long> drops(Map<DropReason, Long> before, Map<DropReason, Long> after) {
        Map<String, Long> moved = new TreeMap<>();
        after.forEach((reason, count) -> {
            if (count > before.get(reason) && reason != DropReason.FRAGMENTED) {
                moved.put(reason.label(), count - before.get(reason));
            }
        });
        return moved;
    }

    private static Map<String, Long> saidDrops(ExplainView said) {
        Map<String, Long> drops = new TreeMap<>();
        said.outcome().drops().forEach(drop -> drops.put(drop.reason(), drop.packets()));
        return drops;
    }

    private static List<String> saidSent(ExplainView said) {
        List<ExplainView.Sent> sent = new ArrayList<>(said.outcome().sent());
        sent.sort(Comparator.comparingInt(one -> List.of("inside", "outside", "host").indexOf(one.port())));
        return sent.stream().map(one -> one.port() + " " + one.from() + " " + one.to() + " " + one.length() + " df "
            + one.df() + " fragment " + one.fragment()
            + (one.innerLength() == null ? "" : " with " + one.innerLength() + " " + one.innerFragment())).toList();
    }

    private static List<String> saidTold(ExplainView said) {
        ExplainView.Told told = said.outcome().told();
        return told == null ? List.of() : List.of("told " + told.from() + " " + told.to() + " " + told.type() + "/"
            + told.code() + " " + told.mtu() + " " + told.port() + " " + (told.tunnel() != null));
    }

    /** The other end of the tunnel: seals what comes by it, and opens what leaves by it. */
    private static final class Peer implements AutoCloseable {
        private final RandomGateway options;
        private final InMemoryPool pool = new InMemoryPool(8, LARGEST);
        private final Reassembly reassembly = new Reassembly(4, LARGEST, 1, 4);
        private final EspEncapsulator encapsulator = new EspEncapsulator(7);
        private final Transform sealing;
        private final Transform opening;
        private final OutboundSa outbound;
        private final Tunnel tunnel;
        /** Whether what went to the sender last was an error, to which later fragments belong. */
        private boolean isTold;

        Peer(RandomGateway options, LiveGateway gateway) {
            this.options = options;
            Endpoints ours = options.endpoints;
            OuterPath path = new OuterPath(0,
                new Endpoints(ours.remote(), ours.local(), ours.remotePort(), ours.localPort()), 65_535);
            tunnel = new Tunnel(0, options.settings.mode() == Mode.TRANSPORT
                ? TunnelSettings.transport() : TunnelSettings.tunnel(DfPolicy.CLEAR), path);
            try (KeyingMaterial in = options.key(false); KeyingMaterial out = options.key(true)) {
                sealing = gateway.engine.newTransform(options.algorithm, in, false);
                opening = gateway.engine.newTransform(options.algorithm, out, false);
            }
            outbound = new OutboundSa(1, RandomGateway.IN_SPI, tunnel, sealing,
                new EspOverhead(tunnel.addedHeadersLength(), options.algorithm), SequenceSpace.STANDARD, 0, 1 << 20);
        }

        byte[] seal(byte[] inner) {
            Packet packet = new Packet();
            packet.wrap(pool.allocate(inner));
            IpHeader header = new IpHeader();
            assertTrue(header.parse(packet.buffer(), packet.offset(), packet.length()));
            assertNull(encapsulator.encapsulate(packet, header, outbound, false));
            packet.store();
            byte[] sealed = pool.copy(packet.handle());
            pool.free(packet.handle());
            return sealed;
        }

        /** Says what left in the words that the test compares; fragments of what was sealed are put together first. */
        List<String> read(List<Left> left, IpAddress sender) {
            List<String> texts = new ArrayList<>();
            List<String> fragments = new ArrayList<>();
            for (Left frame : left) {
                String port = List.of("inside", "outside", "host").get(frame.port());
                IpHeader outer = new IpHeader();
                assertTrue(outer.parse(frame.frame(), Ethernet.HEADER_LENGTH, frame.length()));
                String text = port + " " + source(outer) + " " + destination(outer) + " " + frame.length() + " df "
                    + outer.dontFragment() + " fragment " + outer.isFragment();
                if (frame.port() != 1 || !isSealed(outer)) {
                    texts.add(clear(text, port, outer, sender, false));
                } else if (outer.isFragment()) {
                    fragments.add(text);
                    reassembly.accept(outer, 0);
                    if (reassembly.isComplete()) {
                        byte[] whole = new byte[LARGEST];
                        int length = reassembly.copyTo(new UnsafeBuffer(whole), 0);
                        String told = open(fragments.getFirst(), port, Arrays.copyOf(whole, length), sender);
                        fragments.set(0, told);
                        texts.addAll(told.startsWith("told") ? List.of(told) : fragments);
                        fragments.clear();
                    }
                } else {
                    byte[] packet = new byte[frame.length()];
                    frame.frame().getBytes(Ethernet.HEADER_LENGTH, packet);
                    texts.add(open(text, port, packet, sender));
                }
            }
            texts.addAll(fragments);
            return texts;
        }

        private boolean isSealed(IpHeader outer) {
            Endpoints ours = options.endpoints;
            return source(outer).equals(ours.local()) && destination(outer).equals(ours.remote())
                && (outer.protocol() == IpProtocol.ESP || (outer.protocol() == IpProtocol.UDP && ours.isUdp()
                    && (outer.isLaterFragment() || outer.sourcePort() == ours.localPort())));
        }

        private String open(String text, String port, byte[] sealed, IpAddress sender) {
            Packet packet = new Packet();
            packet.wrap(pool.allocate(sealed));
            try {
                IpHeader header = new IpHeader();
                assertTrue(header.parse(packet.buffer(), packet.offset(), packet.length()));
                int esp = header.payloadOffset() + (options.endpoints.isUdp() ? 8 : 0);
                EspDecapsulator decapsulator = new EspDecapsulator();
                assertNull(decapsulator.decapsulate(packet, header, esp,
                    new InboundSa(0, RandomGateway.OUT_SPI, tunnel, opening, Numbering.standard(64))));
                IpHeader inner = decapsulator.inner();
                String inside = tunnel.isTransport() ? "" : " with " + inner.totalLength() + " " + inner.isFragment();
                return clear(text + inside, port, inner, sender, true);
            } finally {
                pool.free(packet.handle());
            }
        }

        private String clear(String text, String port, IpHeader header, IpAddress sender, boolean isSealed) {
            int protocol = header.isIpv6() ? IpProtocol.ICMPV6 : IpProtocol.ICMP;
            if (!destination(header).equals(sender) || header.protocol() != protocol) {
                return text;
            }
            if (header.isLaterFragment()) {
                return isTold ? MORE_TOLD : text;
            }
            int type = header.sourcePort() >> Byte.SIZE;
            boolean isError = header.isIpv6() ? Icmpv6.isError(type) : Icmpv4.isError(type);
            int rest = header.isIpv6() ? new Icmpv6().wrap(header.buffer(), header.payloadOffset()).restOfHeader()
                : new Icmpv4().wrap(header.buffer(), header.payloadOffset()).nextHopMtu();
            isTold = isError;
            return !isError ? text : "told " + source(header) + " " + destination(header) + " " + type + "/"
                + (header.sourcePort() & 0xFF) + " " + (rest == 0 ? null : rest) + " " + port + " " + isSealed;
        }

        private static IpAddress source(IpHeader header) {
            return new IpAddress(header.sourceHigh(), header.sourceLow());
        }

        private static IpAddress destination(IpHeader header) {
            return new IpAddress(header.destinationHigh(), header.destinationLow());
        }

        @Override
        public void close() {
            sealing.close();
            opening.close();
            pool.close();
        }
    }
}
