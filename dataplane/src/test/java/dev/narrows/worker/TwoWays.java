package dev.narrows.worker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.narrows.channel.Command;
import dev.narrows.crypto.Algorithm;
import dev.narrows.policy.IpPrefix;
import dev.narrows.policy.Policy;
import dev.narrows.policy.PolicyAction;
import dev.narrows.policy.Selectors;
import dev.narrows.sa.InboundSa;
import dev.narrows.sa.OutboundSa;
import dev.narrows.sa.RuntimeSa;
import dev.narrows.stats.WorkerCounter;
import dev.narrows.wire.Ethernet;
import dev.narrows.wire.IpAddress;
import dev.narrows.wire.IpProtocol;
import dev.narrows.wire.Ipv6;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Two gateways of the same options, one with the fast path and one without, and a third that seals what they receive.
 * Whatever happens to both, what they send, count, tell and keep must be the same.
 */
final class TwoWays implements AutoCloseable {
    private static final int BURST = 40;
    /** Of a second inbound SA of the same tunnel. */
    private static final int OTHER_SPI = 0x3333;
    private static final int PORT_INSIDE = 0;
    private static final int PORT_OUTSIDE = 1;
    private static final int FLOW_LABEL_BYTES = 3;
    private static final int IDENTIFICATION = Ethernet.HEADER_LENGTH + Ipv6.HEADER_LENGTH + 4;
    /** Requests for ICMP errors in one round: fewer than one sender may cause. */
    private static final int MOST_REPORTED = 3;

    private final GatewayFixture fast;
    private final GatewayFixture slow;
    private final GatewayFixture peer;
    private final Random random;
    private final RandomFrames frames;
    private final List<byte[]> sealedBefore = new ArrayList<>();
    private OutboundSa fastOut;
    private OutboundSa slowOut;
    private InboundSa fastIn;
    private InboundSa slowIn;
    private int ids = 100;
    private int policies = 100;
    private long lease = 1L << 22;
    private final OutboundSa peersOther;

    TwoWays(Supplier<GatewayOptions> options, Supplier<GatewayOptions> peersOptions, long seed) {
        random = new Random(seed);
        fast = options.get().start();
        slow = options.get().withoutFastPath().start();
        peer = peersOptions.get().start();
        frames = new RandomFrames(random);
        fastOut = fast.outboundSa;
        slowOut = slow.outboundSa;
        fastIn = fast.inboundSa;
        slowIn = slow.inboundSa;
        Algorithm other = options.get().spokeAlgorithm();
        peersOther = peer.outboundSa(90, OTHER_SPI, other);
        fast.order(worker -> worker.onAddInboundSa(fast.inboundSa(90, OTHER_SPI, other)));
        slow.order(worker -> worker.onAddInboundSa(slow.inboundSa(90, OTHER_SPI, other)));
    }

    /** One burst at each port, and then maybe a change. */
    void round() {
        int reported = 0;
        for (int i = random.nextInt(BURST); i > 0; i--) {
            boolean mayReport = reported < MOST_REPORTED;
            if (random.nextBoolean()) {
                byte[] frame = frames.fromInside(mayReport);
                reported += frames.isReported() ? 1 : 0;
                fast.inside.inject(frame);
                slow.inside.inject(frame);
            } else {
                byte[] frame = fromOutside(mayReport);
                reported += frames.isReported() ? 1 : 0;
                fast.outside.inject(frame);
                slow.outside.inject(frame);
            }
        }
        fast.cycle();
        slow.cycle();
        compare();
        if (random.nextInt(4) == 0) {
            change();
            compare();
        }
        fast.advance(1, TimeUnit.SECONDS);
        slow.advance(1, TimeUnit.SECONDS);
    }

    private byte[] fromOutside(boolean mayReport) {
        frames.notReported();
        byte[] frame = switch (random.nextInt(16)) {
            case 0 -> old();
            case 1 -> frames.damage(old());
            case 2 -> frames.damage(sealed(mayReport));
            case 3 -> {
                byte[] whole = sealed(mayReport);
                List<byte[]> parts = peer.path.isIpv6() || whole.length < 200 ? List.of(whole)
                    : TestFragments.split(whole, 80);
                yield parts.get(random.nextInt(parts.size()));
            }
            case 4 -> frames.toUs(peer.path.isIpv6());
            default -> sealed(mayReport);
        };
        sealedBefore.add(frame);
        if (sealedBefore.size() > 200) {
            sealedBefore.removeFirst();
        }
        return frame;
    }

    private byte[] old() {
        return sealedBefore.isEmpty() ? sealed(false) : sealedBefore.get(random.nextInt(sealedBefore.size())).clone();
    }

    private byte[] sealed(boolean mayReport) {
        return TestEsp.seal(random.nextBoolean() ? peer.outboundSa : peersOther, frames.inner(mayReport),
            GatewayFixture.OUTSIDE_MAC);
    }

    private void change() {
        switch (random.nextInt(9)) {
            case 0 -> {
                int mtu = 600 + random.nextInt(901);
                boolean clear = random.nextInt(4) == 0;
                int allowed = fast.path.isIpv6() ? Math.max(mtu, 1280) : mtu;
                both(worker -> worker.onSetPathMtu(0, allowed, clear));
            }
            case 1 -> setNeighbour(PORT_INSIDE, GatewayFixture.host(true, random.nextBoolean()),
                GatewayFixture.HOST_MAC + random.nextInt(3));
            case 2 -> {
                IpAddress host = GatewayFixture.host(true, random.nextBoolean());
                both(worker -> worker.onRemoveNeighbour(PORT_INSIDE, host));
            }
            case 3 -> setNeighbour(PORT_OUTSIDE, IpAddress.parse(random.nextBoolean() ? "192.0.1.1" : "2001:db8:1::1"),
                GatewayFixture.ROUTER_MAC + random.nextInt(3));
            case 4 -> rekeyOut();
            case 5 -> rekeyIn();
            case 6 -> {
                Policy policy = policy();
                both(worker -> worker.onAddPolicy(policy));
            }
            case 7 -> {
                lease += random.nextInt(1000);
                fast.order(worker -> worker.onExtendLease(fastOut, lease));
                slow.order(worker -> worker.onExtendLease(slowOut, lease));
            }
            default -> {
                int mtu = 1300 + random.nextInt(200);
                fast.order(worker -> worker.onSetTunnelMtu(fast.tunnel, mtu));
                slow.order(worker -> worker.onSetTunnelMtu(slow.tunnel, mtu));
            }
        }
    }

    private void both(Command command) {
        fast.order(command);
        slow.order(command);
    }

    private void setNeighbour(int port, IpAddress address, long mac) {
        both(worker -> worker.onSetNeighbour(port, address, mac));
    }

    private Policy policy() {
        String remote = "10.2.0." + (2 + random.nextInt(3)) + "/32";
        Selectors selectors = Selectors.of(IpPrefix.parse("10.1.0.0/24"), IpPrefix.parse(remote));
        return new Policy(++policies, -policies, selectors,
            random.nextBoolean() ? PolicyAction.DISCARD : PolicyAction.BYPASS, null);
    }

    /** Sometimes the old one is only taken away for a while. */
    private void rekeyOut() {
        int spi = 0x4000 + ids;
        long start = random.nextInt(3);
        // Now and then few numbers are left, so that the lease runs low and ends.
        lease = start + (random.nextBoolean() ? random.nextInt(60) : 1L << 22);
        OutboundSa fastNew = fast.outboundSa(ids, spi, start, lease);
        OutboundSa slowNew = slow.outboundSa(ids, spi, start, lease);
        ids++;
        fastNew.lifetime(fastOut.lifetime());
        slowNew.lifetime(slowOut.lifetime());
        fast.order(worker -> worker.onAddOutboundSa(fastNew));
        slow.order(worker -> worker.onAddOutboundSa(slowNew));
        fast.order(worker -> worker.onRemoveOutboundSa(fastOut));
        slow.order(worker -> worker.onRemoveOutboundSa(slowOut));
        fastOut = fastNew;
        slowOut = slowNew;
    }

    /** The peer goes on with the same key under the same SPI: its numbers go on, and the window begins anew. */
    private void rekeyIn() {
        fast.order(worker -> worker.onRemoveInboundSa(fastIn));
        slow.order(worker -> worker.onRemoveInboundSa(slowIn));
        int spi = fastIn.spi();
        fastIn = fast.inboundSa(ids, spi);
        slowIn = slow.inboundSa(ids, spi);
        ids++;
        fastIn.lifetime(fast.inboundSa.lifetime());
        slowIn.lifetime(slow.inboundSa.lifetime());
        fast.order(worker -> worker.onAddInboundSa(fastIn));
        slow.order(worker -> worker.onAddInboundSa(slowIn));
    }

    private void compare() {
        assertSame(slow.inside.takeSent(), fast.inside.takeSent(), "to the inside");
        assertSame(slow.outside.takeSent(), fast.outside.takeSent(), "to the outside");
        assertEquals(slow.allCounters(), fast.allCounters());
        assertEquals(slow.seen, fast.seen);
        slow.seen.clear();
        fast.seen.clear();
        assertEquals(state(slowOut), state(fastOut));
        assertEquals(slowOut.sequence(), fastOut.sequence());
        assertEquals(state(slowIn), state(fastIn));
        assertEquals(slowIn.replayWindow().highestSequence(), fastIn.replayWindow().highestSequence());
        assertEquals(slow.path.largePackets(), fast.path.largePackets());
        fast.assertBalanced();
    }

    /** Every entry of the ledger, as what a claim about each number finds. */
    void compareLedgers() {
        for (long sequence = Math.max(1, slowOut.sequence() - 200); sequence <= slowOut.sequence() + 1; sequence++) {
            byte[] claim = frames.claim(slowOut.spi(), (int)sequence, peer.path.isIpv6());
            fast.deliver(fast.outside, claim);
            slow.deliver(slow.outside, claim);
            fast.advance(1, TimeUnit.SECONDS);
            slow.advance(1, TimeUnit.SECONDS);
        }
        assertTrue(slow.seen.stream().anyMatch(event -> event.startsWith("claim")) || slowOut.sequence() == 0
            || slow.count(WorkerCounter.ENCAPSULATED) < 500, "some packet is in the ledger");
        compare();
    }

    private static String state(RuntimeSa sa) {
        return "packets " + sa.packets() + " bytes " + sa.bytes() + " charged " + sa.packetsCharged() + ", "
            + sa.bytesCharged() + " spent " + sa.isSpent();
    }

    private static void assertSame(List<byte[]> expected, List<byte[]> actual, String where) {
        assertEquals(expected.size(), actual.size(), () -> "packets " + where);
        for (int i = 0; i < expected.size(); i++) {
            byte[] one = withoutSecrets(expected.get(i));
            byte[] other = withoutSecrets(actual.get(i));
            if (!Arrays.equals(one, other)) {
                int number = i;
                assertEquals(HexFormat.of().formatHex(one), HexFormat.of().formatHex(other),
                    () -> "packet " + number + " " + where);
            }
        }
    }

    /** Labels (RFC 6438) and identifications of IPv6 fragments (RFC 7739) come of secrets that each gateway draws. */
    private static byte[] withoutSecrets(byte[] frame) {
        byte[] copy = frame.clone();
        boolean isIpv6 = copy.length >= Ethernet.HEADER_LENGTH + Ipv6.HEADER_LENGTH && copy[12] == (byte)0x86;
        if (isIpv6) {
            copy[Ethernet.HEADER_LENGTH + 1] &= (byte)0xF0;
            Arrays.fill(copy, Ethernet.HEADER_LENGTH + 2, Ethernet.HEADER_LENGTH + 1 + FLOW_LABEL_BYTES, (byte)0);
            if (copy[Ethernet.HEADER_LENGTH + Ipv6.NEXT_HEADER_OFFSET] == IpProtocol.FRAGMENT) {
                Arrays.fill(copy, IDENTIFICATION, IDENTIFICATION + Integer.BYTES, (byte)0);
            }
        }
        return copy;
    }

    /** {@return packets that went by the fast path: that it had a part in the test at all} */
    long carried() {
        return fast.count(WorkerCounter.FAST_PATH);
    }

    @Override
    public void close() {
        try (peer; slow; fast) {
            peer.outside.takeSent();
        }
    }
}
