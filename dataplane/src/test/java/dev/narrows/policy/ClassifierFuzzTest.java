package dev.narrows.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.narrows.sa.Tunnel;
import dev.narrows.stats.DropReason;
import dev.narrows.wire.FrameBuilder;
import dev.narrows.wire.IpHeader;
import dev.narrows.wire.IpProtocol;
import dev.narrows.wire.Ipv4;
import dev.narrows.wire.Ipv6FrameBuilder;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Random;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/**
 * Hostile packets in a buffer that ends where they do, with right IPv4 checksums, so that they get far. Whatever they
 * are, the classifier reads nothing beyond, and never lets a packet pass that shows its ports and that the policies,
 * looked up by themselves, do not let pass.
 *
 * <p>{@code -Dnarrows.fuzz.rounds=N} makes it longer.
 */
class ClassifierFuzzTest {
    private static final long SEED = 0x434C_4153_53L;
    private static final int ROUNDS = Integer.getInteger("narrows.fuzz.rounds", 60_000);

    private final Random random = new Random(SEED);
    private final TestPolicies policies = new TestPolicies();
    private final Tunnel tunnel = TestPolicies.tunnel(0);
    private final Classifier classifier = new Classifier(policies.table, 8);
    private final Map<DropReason, Integer> refused = new EnumMap<>(DropReason.class);
    private int passed;

    @Test
    void shouldNeverReadBeyondThePacketOrPassWhatNoPolicyPasses() {
        assertTrue(UnsafeBuffer.SHOULD_BOUNDS_CHECK, "without Agrona's bounds checks this test cannot fail");
        fill("10.0.0.0/30", "10.0.0.4/30");
        fill("2001:db8::/126", "2001:db8::4/126");
        for (int round = 0; round < ROUNDS; round++) {
            byte[] packet = random.nextBoolean() ? mutated(ipv4()) : mutated(ipv6());
            fixChecksum(packet);
            IpHeader header = new IpHeader();
            if (header.parse(new UnsafeBuffer(packet), 0, packet.length)) {
                classify(header, round, packet);
            }
        }
        assertTrue(passed > ROUNDS / 50, passed + " passed");
        for (DropReason reason : new DropReason[] {DropReason.NO_POLICY, DropReason.POLICY_DISCARD,
            DropReason.FRAGMENT_OPAQUE, DropReason.SELECTOR_MISMATCH, DropReason.CLEARTEXT_FROM_UNPROTECTED}) {
            assertTrue(refused.getOrDefault(reason, 0) > ROUNDS / 1000, reason + ": " + refused.get(reason));
        }
    }

    private void classify(IpHeader header, int round, byte[] packet) {
        long now = round * 1_000_000L;
        String where = "round " + round + ": " + HexFormat.of().formatHex(packet);
        Policy outbound = classifier.outbound(header, now);
        if (outbound == null) {
            count(classifier.reason());
        } else {
            passed++;
            assertNotEquals(PolicyAction.DISCARD, outbound.action(), where);
        }
        Policy plain = policies.table.lookup(header.sourceHigh(), header.sourceLow(), header.destinationHigh(),
            header.destinationLow(), header.protocol(), header.sourcePort(), header.destinationPort());
        if (header.protocol() == IpProtocol.UDP && header.sourcePort() != IpHeader.OPAQUE) {
            assertEquals(plain == null || plain.action() == PolicyAction.DISCARD ? null : plain, outbound, where);
        }
        count(classifier.inbound(header, tunnel, now));
        count(classifier.fromUnprotected(header, now));
        assertNotNull(classifier.reason());
    }

    private void count(DropReason reason) {
        if (reason == null) {
            passed++;
        } else {
            refused.merge(reason, 1, Integer::sum);
        }
    }

    private void fill(String local, String remote) {
        int icmp = local.indexOf(':') < 0 ? IpProtocol.ICMP : IpProtocol.ICMPV6;
        policies.add(PolicyAction.DISCARD, null, TestPolicies.selectors(local, remote, IpProtocol.UDP, "any", "3"));
        policies.add(PolicyAction.BYPASS, null, TestPolicies.selectors(local, remote, IpProtocol.UDP, "1-2", "any"));
        policies.add(PolicyAction.DISCARD, null, TestPolicies.selectors(local, remote, icmp, "any", "any"));
        policies.protect(tunnel, local, remote);
    }

    private byte[] ipv4() {
        FrameBuilder builder = new FrameBuilder()
            .addresses(0x0A000000 + random.nextInt(9), 0x0A000000 + random.nextInt(9))
            .identification(random.nextInt(4));
        if (random.nextInt(3) == 0) {
            builder.fragment(random.nextBoolean(), 8 * random.nextInt(3));
        }
        if (random.nextInt(3) > 0) {
            return builder.udp(random.nextInt(5), random.nextInt(5), new byte[random.nextInt(20)]).packet();
        }
        return builder.icmp(random.nextInt(13), 0, 0, random.nextInt(10) == 0 ? new byte[3] : ipv4()).packet();
    }

    private byte[] ipv6() {
        Ipv6FrameBuilder builder =
            new Ipv6FrameBuilder().addresses("2001:db8::" + random.nextInt(9), "2001:db8::" + random.nextInt(9));
        if (random.nextInt(3) == 0) {
            builder.fragment(random.nextBoolean(), 8 * random.nextInt(3), random.nextInt(4));
        }
        if (random.nextInt(3) > 0) {
            return builder.udp(random.nextInt(5), random.nextInt(5), new byte[random.nextInt(20)]).packet();
        }
        return builder.icmp(random.nextInt(140), 0, 0, random.nextInt(10) == 0 ? new byte[3] : ipv6()).packet();
    }

    /** Half of them as they are, the others with some bytes changed or the end cut off. */
    private byte[] mutated(byte[] packet) {
        int changes = random.nextBoolean() ? 0 : 1 + random.nextInt(4);
        for (int i = 0; i < changes; i++) {
            packet[random.nextInt(packet.length)] = (byte)random.nextInt(256);
        }
        return changes == 4 ? Arrays.copyOf(packet, random.nextInt(packet.length)) : packet;
    }

    private static void fixChecksum(byte[] packet) {
        if (packet.length >= Ipv4.MIN_HEADER_LENGTH && packet[0] >> 4 == 4) {
            Ipv4 ipv4 = new Ipv4().wrap(new UnsafeBuffer(packet), 0);
            if (ipv4.headerLength() >= Ipv4.MIN_HEADER_LENGTH && ipv4.headerLength() <= packet.length) {
                ipv4.computeChecksum();
            }
        }
    }
}
