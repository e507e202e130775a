package dev.narrows.esp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.narrows.crypto.Algorithm;
import dev.narrows.crypto.BouncyCastleEngine;
import dev.narrows.fuzz.FuzzTarget;
import dev.narrows.fuzz.Mutator;
import dev.narrows.stats.DropReason;
import dev.narrows.wire.IpHeader;
import dev.narrows.wire.IpProtocol;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Decapsulation in every shape and with every algorithm, of what authenticates and what does not. Either there is a
 * reason, or what came out is one valid packet; what did not authenticate has changed nothing.
 */
public final class EspFuzzTarget implements FuzzTarget {
    private static final List<Algorithm> ALGORITHMS = List.of(Algorithm.values());
    private static final List<Shape> SHAPES = List.of(Shape.values());
    private static final int PACKETS = 12;
    private static final int LONGEST = 200;
    private static final Set<DropReason> BEFORE_AUTHENTICATION = EnumSet.of(DropReason.SHORT_ESP,
        DropReason.WRONG_OUTER_ADDRESS, DropReason.STALE_SEQUENCE, DropReason.REPLAYED, DropReason.BAD_ICV);
    private static final Set<DropReason> AFTER_AUTHENTICATION = EnumSet.of(DropReason.BAD_PADDING, DropReason.DUMMY,
        DropReason.BAD_NEXT_HEADER, DropReason.BAD_INNER, DropReason.CONGESTION_UNMARKABLE);

    private final Set<String> reached = new TreeSet<>();

    @Override
    public Set<String> reached() {
        return reached;
    }

    @Override
    public String name() {
        return "esp";
    }

    @Override
    public List<String> generate(Random random) {
        Algorithm algorithm = ALGORITHMS.get(random.nextInt(ALGORITHMS.size()));
        Shape shape = SHAPES.get(random.nextInt(SHAPES.size()));
        Mutator mutator = new Mutator(random);
        List<String> input = new ArrayList<>();
        input.add(algorithm.configName() + " " + shape.name());
        try (TestTunnel tunnel = new TestTunnel(new BouncyCastleEngine(), algorithm, shape)) {
            for (int i = 2; i < PACKETS; i++) {
                byte[] content = content(tunnel, shape, random, mutator);
                // Out of order by one now and then; a number is never used twice.
                byte[] outer = tunnel.seal(content, i ^ 1, random.nextInt(256));
                input.add(HexFormat.of().formatHex(random.nextInt(3) == 0 ? mutator.mutate(outer) : outer));
            }
        }
        return input;
    }

    private static byte[] content(TestTunnel tunnel, Shape shape, Random random, Mutator mutator) {
        boolean isIpv6 = random.nextBoolean();
        byte[] payload = mutator.mutate(
            shape.inner(shape.isTransport ? shape.isIpv6 : isIpv6, 60 + random.nextInt(LONGEST)));
        int next = switch (random.nextInt(8)) {
            case 0 -> random.nextInt(256);
            case 1 -> IpProtocol.NONE;
            default -> isIpv6 ? IpProtocol.IPV6 : IpProtocol.IPIP;
        };
        byte[] content = tunnel.aligned(payload, next);
        if (random.nextInt(6) == 0) {
            content[content.length - 2] = (byte)random.nextInt(256);
        }
        if (random.nextInt(6) == 0) {
            content[Math.max(0, content.length - 1 - random.nextInt(8))] ^= (byte)(1 << random.nextInt(8));
        }
        return content;
    }

    @Override
    public void run(List<String> input) {
        String[] kind = input.get(0).split(" ", 2);
        Algorithm algorithm = Algorithm.named(kind[0]).orElseThrow();
        try (TestTunnel tunnel = new TestTunnel(new BouncyCastleEngine(), algorithm, Shape.valueOf(kind[1]))) {
            for (String line : input.subList(1, input.size())) {
                feed(tunnel, HexFormat.of().parseHex(line));
            }
        }
    }

    private void feed(TestTunnel tunnel, byte[] outer) {
        IpHeader header = new IpHeader();
        int udpLength = tunnel.inbound.tunnel().path().udpLength();
        // What the stages before decapsulation see to: one whole packet with an ESP header.
        if (!header.parse(new UnsafeBuffer(outer), 0, outer.length) || header.isFragment()
            || header.payloadLength() < udpLength + 8) {
            return;
        }
        long highest = tunnel.inbound.replayWindow().highestSequence();
        long charged = tunnel.inbound.packetsCharged();
        long packets = tunnel.inbound.packets();
        DropReason reason = tunnel.decapsulate(outer);
        reached.add(reason == null ? "PASSED" : reason.name());
        boolean isAuthentic = reason == null || AFTER_AUTHENTICATION.contains(reason);
        assertTrue(isAuthentic || BEFORE_AUTHENTICATION.contains(reason), () -> "reason " + reason);
        assertEquals(isAuthentic ? charged + 1 : charged, tunnel.inbound.packetsCharged());
        assertEquals(reason == null ? packets + 1 : packets, tunnel.inbound.packets());
        if (!isAuthentic) {
            assertEquals(highest, tunnel.inbound.replayWindow().highestSequence());
        }
        if (reason == null) {
            byte[] inner = tunnel.lastInner;
            assertNotNull(inner);
            assertTrue(header.parse(new UnsafeBuffer(inner), 0, inner.length), "what came out is no valid packet");
            assertEquals(inner.length, header.totalLength());
            assertEquals(DropReason.REPLAYED, tunnel.decapsulate(outer), "it passes once");
        }
    }
}
