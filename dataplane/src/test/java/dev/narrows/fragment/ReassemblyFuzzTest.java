package dev.narrows.fragment;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.narrows.stats.DropReason;
import dev.narrows.wire.Ecn;
import dev.narrows.wire.FrameBuilder;
import dev.narrows.wire.IpAddress;
import dev.narrows.wire.IpHeader;
import dev.narrows.wire.IpProtocol;
import dev.narrows.wire.Ipv4;
import dev.narrows.wire.Ipv6;
import dev.narrows.wire.Ipv6FrameBuilder;
import dev.narrows.wire.TestPackets;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Random;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/** Reassembly under fragments as an attacker or a bad network makes them. */
class ReassemblyFuzzTest {
    private static final long SEED = 0x4655_5A5AL;
    private static final int SLOTS = 8;
    private static final int SLOT_LENGTH = 576;
    private static final int PER_SOURCE = 3;
    private static final long TIMEOUT = 50;

    private final Reassembly reassembly = new Reassembly(SLOTS, SLOT_LENGTH, TIMEOUT, PER_SOURCE);

    @Test
    void shouldDoWhatTheModelDoes() {
        Random random = new Random(SEED);
        ReassemblyModel model = new ReassemblyModel(SLOTS, SLOT_LENGTH, TIMEOUT, PER_SOURCE);
        Map<DropReason, Integer> ends = new EnumMap<>(DropReason.class);
        int completed = 0;
        int displaced = 0;
        long now = Long.MAX_VALUE - 1000;
        for (int i = 0; i < 80_000; i++) {
            String where = "seed " + SEED + ", fragment " + i;
            now += random.nextInt(3);
            assertEquals(model.expire(now), reassembly.expire(now), where);
            byte[] fragment = fragment(random);
            DropReason expected = model.accept(fragment, now);
            assertEquals(expected, reassembly.accept(Fragments.header(fragment), now), where);
            assertArrayEquals(model.completed(), completed(), where);
            assertEquals(model.inUse(), reassembly.inUse(), where);
            displaced += reassembly.takeDisplaced();
            assertEquals(model.displaced(), displaced, where);
            completed += reassembly.isComplete() ? 1 : 0;
            ends.merge(expected, 1, Integer::sum);
        }
        assertEquals(5, ends.size(), "every way to end was taken: " + ends);
        assertTrue(displaced > 500, displaced + " displaced");
        assertTrue(completed > 500, completed + " completed, " + ends);
        assertTrue(reassembly.expire(now + TIMEOUT) > 0);
        assertEquals(0, reassembly.inUse());
    }

    @Test
    void shouldSurviveAnyValidHeader() {
        Random random = new Random(SEED);
        int valid = 0;
        UnsafeBuffer target = new UnsafeBuffer(new byte[SLOT_LENGTH]);
        IpHeader header = new IpHeader();
        for (int i = 0; i < 200_000; i++) {
            byte[] bytes = new byte[20 + random.nextInt(100)];
            random.nextBytes(bytes);
            Ipv4 ipv4 = new Ipv4().wrap(new UnsafeBuffer(bytes), 0)
                .headerLength(20 + 4 * random.nextInt(11))
                .totalLength(random.nextInt(bytes.length + 1));
            if (random.nextBoolean()) {
                ipv4.fragment(false, random.nextBoolean(), 8 * random.nextInt(4)).source(1).destination(2);
            }
            if (ipv4.isValid(bytes.length)) {
                ipv4.computeChecksum();
            }
            if (header.parse(new UnsafeBuffer(bytes), 0, bytes.length)) {
                valid++;
                reassembly.accept(header, i / 100);
                assertTrue(!reassembly.isComplete() || reassembly.copyTo(target, 0) <= SLOT_LENGTH);
                assertTrue(reassembly.inUse() <= SLOTS);
            }
            reassembly.expire(i / 100);
        }
        assertTrue(valid > 10_000, valid + " valid");
        reassembly.expire(Integer.MAX_VALUE);
        assertEquals(0, reassembly.inUse());
    }

    @Test
    void shouldSurviveAnyValidIpv6Header() {
        Random random = new Random(SEED);
        int valid = 0;
        UnsafeBuffer target = new UnsafeBuffer(new byte[SLOT_LENGTH]);
        IpHeader header = new IpHeader();
        for (int i = 0; i < 200_000; i++) {
            byte[] bytes = new byte[40 + random.nextInt(100)];
            random.nextBytes(bytes);
            new Ipv6().wrap(new UnsafeBuffer(bytes), 0).start(random.nextInt(4), 0).source(1, 1).destination(2, 2)
                .payloadLength(random.nextInt(bytes.length - 39))
                .nextHeader(new int[] {0, 43, 44, 60}[random.nextInt(4)]);
            for (int start = 40; start + 8 <= bytes.length; start += 8) {
                bytes[start] = (byte)new int[] {43, 44, 44, 60, 50}[random.nextInt(5)];
                bytes[start + 1] = 0;
                bytes[start + 2] = 0;
                bytes[start + 7] &= 1;
            }
            if (header.parse(new UnsafeBuffer(bytes), 0, bytes.length)) {
                valid++;
                reassembly.accept(header, i / 100);
                assertTrue(!reassembly.isComplete() || reassembly.copyTo(target, 0) <= SLOT_LENGTH);
                assertTrue(reassembly.inUse() <= SLOTS);
            }
            reassembly.expire(i / 100);
        }
        assertTrue(valid > 10_000, valid + " valid");
        reassembly.expire(Integer.MAX_VALUE);
        assertEquals(0, reassembly.inUse());
    }

    /** Mostly a third of a datagram of 43 bytes, sometimes anything. */
    private static byte[] fragment(Random random) {
        boolean isWild = random.nextInt(12) == 0;
        int start = isWild ? 8 * random.nextInt(random.nextInt(5) == 0 ? 100 : 5) : 16 * random.nextInt(3);
        int length = isWild ? random.nextInt(40) : start < 32 ? 16 : 11;
        byte[] data = Arrays.copyOfRange(TestPackets.pattern(start + length), start, start + length);
        if (length > 0 && random.nextInt(50) == 0) {
            data[random.nextInt(length)] ^= 1;
        }
        boolean isFollowed = isWild ? random.nextBoolean() : start < 32;
        int place = random.nextInt(300) == 0 ? 65520 : start;
        int ecn = random.nextInt(4) == 0 ? random.nextInt(4) : Ecn.ECT_0;
        if (random.nextBoolean()) {
            Ipv6FrameBuilder builder = new Ipv6FrameBuilder()
                .addresses(new IpAddress(0x2001 + random.nextInt(4), 1), new IpAddress(5, 6)).trafficClass(ecn);
            if (random.nextInt(10) == 0) {
                builder.options(IpProtocol.HOP_BY_HOP, 8 * (1 + random.nextInt(20)));
            }
            return builder.fragment(isFollowed, place, random.nextInt(4)).payload(50, data).packet();
        }
        return new FrameBuilder()
            .addresses(1 + random.nextInt(4), 9)
            .identification(random.nextInt(4))
            .tos(ecn)
            .options(new byte[random.nextInt(10) == 0 ? 4 * random.nextInt(11) : 0])
            .fragment(isFollowed, place)
            .payload(50, data)
            .packet();
    }

    private byte[] completed() {
        if (!reassembly.isComplete()) {
            return null;
        }
        byte[] whole = new byte[reassembly.completedLength()];
        reassembly.copyTo(new UnsafeBuffer(whole), 0);
        return whole;
    }
}
