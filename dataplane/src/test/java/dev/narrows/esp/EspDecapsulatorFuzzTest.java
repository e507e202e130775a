package dev.narrows.esp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.narrows.crypto.Algorithm;
import dev.narrows.crypto.BouncyCastleEngine;
import dev.narrows.stats.DropReason;
import dev.narrows.wire.Esp;
import dev.narrows.wire.FrameBuilder;
import dev.narrows.wire.IpProtocol;
import dev.narrows.wire.Ipv4;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Whatever arrives, there is a reason or a valid packet, and never an exception. */
class EspDecapsulatorFuzzTest {
    private static final long SEED = Long.getLong("narrows.seed", 4303);
    private static final int ROUNDS = 20_000;
    private static final Set<DropReason> BEFORE_AUTHENTICATION = EnumSet.of(DropReason.SHORT_ESP,
        DropReason.WRONG_OUTER_ADDRESS, DropReason.STALE_SEQUENCE, DropReason.REPLAYED, DropReason.BAD_ICV);
    private static final Set<DropReason> AFTER_AUTHENTICATION = EnumSet.of(DropReason.BAD_PADDING, DropReason.DUMMY,
        DropReason.BAD_NEXT_HEADER, DropReason.BAD_INNER, DropReason.CONGESTION_UNMARKABLE);

    private final Random random = new Random(SEED);
    private final TestTunnel tunnel = new TestTunnel(new BouncyCastleEngine(), Algorithm.AES_128_GCM_16);
    private final Map<DropReason, Integer> drops = new EnumMap<>(DropReason.class);
    private int passed;

    @AfterEach
    void close() {
        tunnel.close();
    }

    @Test
    void shouldRefuseRandomBytes() {
        for (int round = 0; round < ROUNDS; round++) {
            byte[] esp = new byte[random.nextInt(120)];
            random.nextBytes(esp);
            if (esp.length >= 8 && random.nextBoolean()) {
                new Esp().wrap(new UnsafeBuffer(esp), 0).spi(TestTunnel.SPI).sequence(random.nextInt(10));
            }
            boolean addressed = random.nextInt(8) != 0;
            receive(round, new FrameBuilder()
                .addresses(addressed ? TestTunnel.SENDER : random.nextInt(), TestTunnel.RECEIVER)
                .tos(random.nextInt(256))
                .payload(IpProtocol.ESP, esp)
                .packet());
        }
        assertEquals(0, passed);
        assertEquals(EnumSet.of(DropReason.SHORT_ESP, DropReason.WRONG_OUTER_ADDRESS, DropReason.STALE_SEQUENCE,
            DropReason.BAD_ICV), drops.keySet());
        assertEquals(0, tunnel.inbound.replayWindow().highestSequence());
    }

    @Test
    void shouldRefuseGoodPacketsWithBytesChanged() {
        for (int round = 0; round < ROUNDS; round++) {
            byte[] packet = tunnel.encapsulate(TestTunnel.inner(20 + random.nextInt(100)));
            int changes = random.nextInt(4);
            for (int i = 0; i < changes; i++) {
                packet[24 + random.nextInt(packet.length - 24)] ^= (byte)(1 + random.nextInt(255));
            }
            receive(round, packet);
        }
        assertTrue(passed > ROUNDS / 8 && passed < ROUNDS / 2, "passed: " + passed);
        assertTrue(BEFORE_AUTHENTICATION.containsAll(drops.keySet()), drops::toString);
    }

    @Test
    void shouldRefuseOrTakeRandomContentThatIsAuthentic() {
        for (int round = 0; round < ROUNDS; round++) {
            byte[] content = new byte[4 * (1 + random.nextInt(30))];
            random.nextBytes(content);
            receive(round, tunnel.seal(content, round + 1L, random.nextInt(256)));
        }
        assertTrue(AFTER_AUTHENTICATION.containsAll(drops.keySet()), drops::toString);
        assertEquals(ROUNDS, tunnel.inbound.replayWindow().highestSequence());
    }

    @Test
    void shouldRefuseOrTakeAlmostRightContentThatIsAuthentic() {
        for (int round = 0; round < ROUNDS; round++) {
            byte[] inner = TestTunnel.inner(20 + random.nextInt(60), random.nextInt(256), random.nextBoolean(), random);
            byte[] content = TestTunnel.content(inner);
            corrupt(content);
            receive(round, tunnel.seal(content, round + 1L, random.nextInt(256)));
        }
        assertEquals(AFTER_AUTHENTICATION, drops.keySet());
        assertTrue(passed > ROUNDS / 8 && passed < ROUNDS * 7 / 8, "passed: " + passed);
        assertEquals(ROUNDS, tunnel.inbound.replayWindow().highestSequence());
    }

    /** Changes one field, often to a plausible value, and keeps the inner checksum right half of the time. */
    private void corrupt(byte[] content) {
        switch (random.nextInt(6)) {
            case 0 -> content[content.length - 1] = (byte)(random.nextBoolean() ? IpProtocol.NONE : random.nextInt());
            case 1 -> content[content.length - 2] = (byte)random.nextInt(random.nextBoolean() ? 4 : 256);
            case 2 -> content[0] = (byte)(0x40 | random.nextInt(16));
            case 3 -> new Ipv4().wrap(new UnsafeBuffer(content), 0).totalLength(random.nextInt(120));
            case 4 -> content[random.nextInt(content.length)] = (byte)random.nextInt();
            default -> {
                return;
            }
        }
        Ipv4 inner = new Ipv4().wrap(new UnsafeBuffer(content), 0);
        if (random.nextBoolean() && inner.headerLength() <= content.length) {
            inner.computeChecksum();
        }
    }

    private void receive(int round, byte[] packet) {
        DropReason reason = tunnel.decapsulate(packet);
        if (reason == null) {
            passed++;
            byte[] inner = tunnel.lastInner;
            Ipv4 header = new Ipv4().wrap(new UnsafeBuffer(inner), 0);
            assertTrue(header.isValid(inner.length) && header.isChecksumRight(), () -> at(round));
            assertEquals(inner.length, header.totalLength(), () -> at(round));
        } else {
            drops.merge(reason, 1, Integer::sum);
        }
        assertEquals(passed, tunnel.inbound.packets(), () -> at(round));
        assertEquals(round + 1, passed + drops.values().stream().mapToInt(Integer::intValue).sum(), () -> at(round));
    }

    private static String at(int round) {
        return "seed " + SEED + " round " + round;
    }
}
