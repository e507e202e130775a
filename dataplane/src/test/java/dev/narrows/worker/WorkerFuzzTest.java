package dev.narrows.worker;

import static dev.narrows.worker.GatewayFixture.A;
import static dev.narrows.worker.GatewayFixture.B_INSIDE;
import static dev.narrows.worker.GatewayFixture.B_OUTSIDE;
import static dev.narrows.worker.GatewayFixture.C_OUTSIDE;
import static dev.narrows.worker.GatewayFixture.D;
import static dev.narrows.worker.GatewayFixture.INSIDE_MAC;
import static dev.narrows.worker.GatewayFixture.OUTSIDE_MAC;
import static dev.narrows.worker.GatewayFixture.R1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.narrows.pmtu.DfPolicy;
import dev.narrows.stats.WorkerCounter;
import dev.narrows.wire.Ethernet;
import dev.narrows.wire.FrameBuilder;
import dev.narrows.wire.IpProtocol;
import dev.narrows.wire.Ipv4;
import dev.narrows.wire.TestPackets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Feeds a gateway what nobody should send: valid packets of every kind with bytes changed, cut or added. Whatever
 * comes, nothing is thrown, every packet ends in one place, nothing is written beyond a packet, and nothing of the
 * inside leaves in clear.
 */
class WorkerFuzzTest {
    private static final int ROUNDS = 4000;
    private static final int MOST_CHANGES = 4;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void shouldAccountForWhateverArrives(long seed) {
        Random random = new Random(seed);
        try (GatewayFixture b = GatewayFixture.b(DfPolicy.COPY); GatewayFixture c = GatewayFixture.c(DfPolicy.CLEAR)) {
            for (int round = 0; round < ROUNDS; round++) {
                boolean isInside = random.nextInt(3) == 0;
                byte[] frame = mutate(isInside ? insideFrame(random) : outsideFrame(c, random), random);
                b.deliver(isInside ? b.inside : b.outside, frame);
                assertOnlyEspOrOwnIcmp(b.outside.takeSent(), "seed " + seed + ", round " + round);
                b.inside.takeSent();
                if (random.nextInt(50) == 0) {
                    b.advance(random.nextInt(20), TimeUnit.SECONDS);
                }
            }
            assertTrue(b.counters.dropped() > ROUNDS / 4, "mutations are caught");
            assertTrue(b.count(WorkerCounter.DECAPSULATED) > 0 && b.count(WorkerCounter.ENCAPSULATED) > 0,
                "some packets are left whole");
        }
    }

    private static void assertOnlyEspOrOwnIcmp(List<byte[]> frames, String where) {
        for (byte[] frame : frames) {
            Ipv4 ipv4 = new Ipv4().wrap(new UnsafeBuffer(frame), Ethernet.HEADER_LENGTH);
            assertEquals(B_OUTSIDE, ipv4.source(), where);
            assertTrue(ipv4.protocol() == IpProtocol.ESP || ipv4.protocol() == IpProtocol.ICMP, where);
        }
    }

    private static byte[] insideFrame(Random random) {
        byte[] frame = switch (random.nextInt(6)) {
            case 0 -> TestPackets.icmpEcho(A, B_INSIDE, 1, 1, random.nextInt(100));
            case 1 -> TestPackets.arpRequest(GatewayFixture.HOST_MAC, A, B_INSIDE);
            case 2 -> new FrameBuilder().addresses(A, D).options(new byte[40])
                .udp(1, 2, new byte[random.nextInt(1400)]).frame();
            case 3 -> new FrameBuilder().addresses(A, D).fragment(true, 8 * random.nextInt(100))
                .payload(IpProtocol.UDP, new byte[8 * random.nextInt(180)]).frame();
            default -> TestPackets.ipv4OfLength(A, D, 28 + random.nextInt(1472), random.nextBoolean());
        };
        return addressed(frame, INSIDE_MAC);
    }

    private static byte[] outsideFrame(GatewayFixture c, Random random) {
        return switch (random.nextInt(6)) {
            case 0 -> {
                byte[] quoted = new byte[28 + random.nextInt(100)];
                random.nextBytes(quoted);
                System.arraycopy(TestPackets.packetOf(new FrameBuilder().addresses(B_OUTSIDE, C_OUTSIDE)
                    .payload(IpProtocol.ESP, new byte[8]).frame()), 0, quoted, 0, Ipv4.MIN_HEADER_LENGTH);
                yield addressed(
                    TestPackets.icmpFragmentationNeeded(R1, B_OUTSIDE, random.nextInt(2000), quoted), OUTSIDE_MAC);
            }
            case 1 -> addressed(TestPackets.icmpEcho(R1, B_OUTSIDE, 1, 1, random.nextInt(100)), OUTSIDE_MAC);
            case 2 -> {
                byte[] frame = sealed(c, random);
                List<byte[]> fragments = frame.length > 200 ? TestFragments.split(frame, 80) : List.of(frame);
                yield fragments.get(random.nextInt(fragments.size()));
            }
            default -> sealed(c, random);
        };
    }

    /** An authentic packet, of which one in three holds garbage. */
    private static byte[] sealed(GatewayFixture c, Random random) {
        byte[] inner = TestPackets.packetOf(TestPackets.ipv4OfLength(D, A, 28 + random.nextInt(1300), true));
        if (random.nextInt(3) == 0) {
            int from = random.nextInt(20);
            byte[] garbage = new byte[random.nextInt(20 - from + 1)];
            random.nextBytes(garbage);
            System.arraycopy(garbage, 0, inner, from, garbage.length);
        }
        return TestEsp.seal(c.outboundSa, inner, OUTSIDE_MAC);
    }

    private static byte[] mutate(byte[] frame, Random random) {
        byte[] mutated = switch (random.nextInt(4)) {
            case 0 -> Arrays.copyOf(frame, random.nextInt(frame.length + 1));
            case 1 -> Arrays.copyOf(frame, Math.min(2048, frame.length + random.nextInt(64)));
            default -> frame.clone();
        };
        int changes = random.nextInt(3) == 0 || mutated.length == 0 ? 0 : random.nextInt(MOST_CHANGES);
        for (int i = 0; i < changes; i++) {
            mutated[random.nextInt(Math.min(mutated.length, 80))] = (byte)random.nextInt();
        }
        return mutated;
    }

    private static byte[] addressed(byte[] frame, long macAddress) {
        new Ethernet().wrap(new UnsafeBuffer(frame), 0).destination(macAddress);
        return frame;
    }
}
