package dev.narrows.wire;

import static java.nio.ByteOrder.BIG_ENDIAN;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

class InternetChecksumTest {
    private static final long SEED = 1071;
    private static final int[] EDGES = {0, 1, 0x00FF, 0x0100, 0x7FFF, 0x8000, 0xFFFE, 0xFFFF};

    @Test
    void shouldSumTheExampleOfRfc1071() {
        // RFC 1071 3: 00 01 f2 03 f4 f5 f6 f7 sums to ddf2.
        assertEquals(0xDDF2, InternetChecksum.sum(hex("0001f203f4f5f6f7"), 0, 8));
        assertEquals(0x220D, InternetChecksum.compute(hex("0001f203f4f5f6f7"), 0, 8));
    }

    @Test
    void shouldCountLastOddByteAsUpperHalfOfAWord() {
        assertEquals(0xF203, InternetChecksum.sum(hex("f203"), 0, 2));
        assertEquals(0xF200, InternetChecksum.sum(hex("f2"), 0, 1));
        assertEquals(0, InternetChecksum.sum(hex("f2"), 0, 0));
    }

    @Test
    void shouldSumAsWordByWordAtEveryOffsetAndLength() {
        Random random = new Random(SEED);
        byte[] bytes = new byte[160];
        for (int round = 0; round < 20; round++) {
            random.nextBytes(bytes);
            if (round % 4 == 0) {
                Arrays.fill(bytes, (byte)(round % 8 == 0 ? 0xFF : 0));
            }
            UnsafeBuffer buffer = new UnsafeBuffer(bytes);
            for (int offset = 0; offset < 9; offset++) {
                for (int length = 0; length <= bytes.length - offset; length++) {
                    assertEquals(wordByWord(bytes, offset, length), InternetChecksum.sum(buffer, offset, length),
                        "offset " + offset + ", length " + length + ", round " + round + ", seed " + SEED);
                }
            }
        }
    }

    @Test
    void shouldSumTheLongestPacketOfOnesWithoutOverflow() {
        byte[] bytes = new byte[65535];
        Arrays.fill(bytes, (byte)0xFF);
        assertEquals(wordByWord(bytes, 0, bytes.length),
            InternetChecksum.sum(new UnsafeBuffer(bytes), 0, bytes.length));
    }

    @Test
    void shouldFoldEveryCarry() {
        assertEquals(0, InternetChecksum.fold(0));
        assertEquals(0xFFFF, InternetChecksum.fold(0xFFFF));
        assertEquals(1, InternetChecksum.fold(0x10000));
        assertEquals(0xFFFF, InternetChecksum.fold(0x1FFFE));
        assertEquals(0xFFFF, InternetChecksum.fold(0xFFFF_FFFFL));
        assertEquals(0x7FFF, InternetChecksum.fold(Long.MAX_VALUE));
        Random random = new Random(SEED);
        for (int i = 0; i < 100_000; i++) {
            long sum = random.nextLong() >>> (1 + random.nextInt(48));
            long residue = sum % 0xFFFF;
            int expected = residue == 0 && sum != 0 ? 0xFFFF : (int)residue;
            assertEquals(expected, InternetChecksum.fold(sum), "sum " + sum + ", seed " + SEED);
        }
    }

    @Test
    void shouldSumPseudoHeader() {
        byte[] pseudo = HexFormat.of().parseHex("c0a80001c0a800c700111234");
        assertEquals(wordByWord(pseudo, 0, pseudo.length),
            InternetChecksum.pseudoHeaderSum(0xC0A80001, 0xC0A800C7, 0x11, 0x1234));
    }

    @Test
    void shouldSumPseudoHeaderOfIpv6WordByWord() {
        Random random = new Random(SEED);
        for (int i = 0; i < 10_000; i++) {
            UnsafeBuffer pseudo = new UnsafeBuffer(new byte[40]);
            for (int position = 0; position < 32; position += 2) {
                pseudo.putShort(position, (short)edgeOrRandom(random), BIG_ENDIAN);
            }
            int length = random.nextInt(0x10000);
            pseudo.putInt(32, length, BIG_ENDIAN);
            pseudo.putInt(36, IpProtocol.ICMPV6, BIG_ENDIAN);
            assertEquals(wordByWord(pseudo.byteArray(), 0, 40), InternetChecksum.pseudoHeaderSum(
                pseudo.getLong(0, BIG_ENDIAN), pseudo.getLong(8, BIG_ENDIAN), pseudo.getLong(16, BIG_ENDIAN),
                pseudo.getLong(24, BIG_ENDIAN), IpProtocol.ICMPV6, length), "case " + i + ", seed " + SEED);
        }
    }

    @Test
    void shouldSumPseudoHeaderOfMappedIpv4AsOfIpv4() {
        Random random = new Random(SEED);
        for (int i = 0; i < 10_000; i++) {
            int source = edgeOrRandom(random) << 16 | edgeOrRandom(random);
            int destination = edgeOrRandom(random) << 16 | edgeOrRandom(random);
            int protocol = 1 + random.nextInt(255);
            int length = edgeOrRandom(random);
            assertEquals(InternetChecksum.pseudoHeaderSum(source, destination, protocol, length),
                InternetChecksum.pseudoHeaderSum(
                    0, IpAddress.mapped(source), 0, IpAddress.mapped(destination), protocol, length),
                "case " + i + ", seed " + SEED);
        }
    }

    @Test
    void shouldGiveTheExampleOfRfc1624() {
        // RFC 1624 4: equation 2 gave FFFF here, equation 3 gives 0000, as a full computation does.
        assertEquals(0x0000, InternetChecksum.update(0xDD2F, 0x5555, 0x3285));
    }

    @Test
    void shouldUpdateAWordAsIfComputedInFull() {
        Random random = new Random(SEED);
        for (int i = 0; i < 100_000; i++) {
            UnsafeBuffer header = randomHeader(random);
            int position = 2 * random.nextInt(5);
            int oldWord = header.getShort(position, BIG_ENDIAN) & 0xFFFF;
            int newWord = edgeOrRandom(random);
            int before = InternetChecksum.compute(header, 0, 20);
            header.putShort(position, (short)newWord, BIG_ENDIAN);
            assertEquals(InternetChecksum.compute(header, 0, 20), InternetChecksum.update(before, oldWord, newWord),
                "case " + i + ", seed " + SEED);
        }
    }

    @Test
    void shouldUpdateAnAddressAsIfComputedInFull() {
        Random random = new Random(SEED);
        for (int i = 0; i < 100_000; i++) {
            UnsafeBuffer header = randomHeader(random);
            int position = 2 * random.nextInt(5);
            int oldField = header.getInt(position, BIG_ENDIAN);
            int newField = edgeOrRandom(random) << 16 | edgeOrRandom(random);
            int before = InternetChecksum.compute(header, 0, 20);
            header.putInt(position, newField, BIG_ENDIAN);
            assertEquals(InternetChecksum.compute(header, 0, 20),
                InternetChecksum.update32(before, oldField, newField), "case " + i + ", seed " + SEED);
        }
    }

    @Test
    void shouldTestTwentyBytesAsItTestsAnyRange() {
        Random random = new Random(20);
        UnsafeBuffer buffer = new UnsafeBuffer(new byte[24]);
        int right = 0;
        for (int run = 0; run < 100_000; run++) {
            int offset = random.nextInt(5);
            for (int i = 0; i < buffer.capacity(); i++) {
                // Zeros and all ones are where ones' complement is special.
                buffer.putByte(i, (byte)(random.nextInt(3) - 1 + (random.nextInt(4) == 0 ? random.nextInt(256) : 0)));
            }
            if (random.nextBoolean()) {
                buffer.putShort(offset + 10, (short)0);
                buffer.putShort(offset + 10, (short)InternetChecksum.compute(buffer, offset, 20), BIG_ENDIAN);
            }
            boolean expected = InternetChecksum.isRight(buffer, offset, 20);
            assertEquals(expected, InternetChecksum.isRightOver20(buffer, offset));
            right += expected ? 1 : 0;
        }
        assertTrue(right > 40_000 && right < 60_000, right + " were right");
    }

    @Test
    void shouldTellRightFromWrong() {
        assertTrue(InternetChecksum.isRight(hex("0001f203f4f5f6f7220d"), 0, 10));
        assertFalse(InternetChecksum.isRight(hex("0001f203f4f5f6f7220c"), 0, 10));
        assertFalse(InternetChecksum.isRight(hex("0000"), 0, 2));
    }

    /** Words are random or at the edges; the last word is never zero, as no header is all zero. */
    private static UnsafeBuffer randomHeader(Random random) {
        UnsafeBuffer header = new UnsafeBuffer(new byte[20]);
        for (int position = 0; position < 18; position += 2) {
            header.putShort(position, (short)edgeOrRandom(random), BIG_ENDIAN);
        }
        header.putShort(18, (short)(1 + random.nextInt(0xFFFF)), BIG_ENDIAN);
        return header;
    }

    private static int edgeOrRandom(Random random) {
        return random.nextBoolean() ? EDGES[random.nextInt(EDGES.length)] : random.nextInt(0x10000);
    }

    private static int wordByWord(byte[] bytes, int offset, int length) {
        int sum = 0;
        for (int i = 0; i < length; i++) {
            int octet = bytes[offset + i] & 0xFF;
            sum += i % 2 == 0 ? octet << 8 : octet;
            sum = (sum & 0xFFFF) + (sum >>> 16);
        }
        return sum;
    }

    private static UnsafeBuffer hex(String text) {
        return new UnsafeBuffer(HexFormat.of().parseHex(text));
    }
}
