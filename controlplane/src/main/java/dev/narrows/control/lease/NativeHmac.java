package dev.narrows.control.lease;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.math.BigInteger;
import java.nio.ByteOrder;
import java.util.stream.IntStream;

/**
 * HMAC-SHA-256 (RFC 2104, FIPS 180-4) of a secret that must not come to the Java heap: whatever is made of it stands in
 * native memory, and is wiped. Slow; for what is done once a key.
 */
final class NativeHmac implements AutoCloseable {
    /** Bytes of a result. */
    static final int LENGTH = 32;

    private static final int BLOCK_LENGTH = 64;
    private static final int ROUNDS = 64;
    private static final byte INNER_PAD = 0x36;
    private static final byte OUTER_PAD = 0x5c;
    private static final byte END = (byte)0x80;
    private static final ValueLayout.OfInt WORD = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfLong BITS = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final int[] CONSTANTS = constants();
    /** The fractional parts of the square roots of the first primes (FIPS 180-4 5.3.3). */
    private static final int[] INITIAL = {
        0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};

    private final Arena arena = Arena.ofConfined();
    private final MemorySegment memory = arena.allocate(2 * BLOCK_LENGTH + LENGTH + ROUNDS * Integer.BYTES);
    private final MemorySegment key = memory.asSlice(0, BLOCK_LENGTH);
    private final MemorySegment block = memory.asSlice(BLOCK_LENGTH, BLOCK_LENGTH);
    private final MemorySegment state = memory.asSlice(2 * BLOCK_LENGTH, LENGTH);
    private final MemorySegment schedule = memory.asSlice(2 * BLOCK_LENGTH + LENGTH);
    private long length;

    /**
     * Computes the HMAC of a message.
     *
     * @param secret  the key, of any length.
     * @param message the message.
     * @return its {@value #LENGTH} bytes, in native memory until this is closed.
     */
    MemorySegment compute(MemorySegment secret, byte[] message) {
        key.fill((byte)0);
        if (secret.byteSize() > BLOCK_LENGTH) {
            begin();
            update(secret);
            end();
            key.copyFrom(state);
        } else {
            key.copyFrom(secret);
        }
        begin();
        pad(INNER_PAD);
        update(MemorySegment.ofArray(message));
        end();
        try (Arena temporary = Arena.ofConfined()) {
            MemorySegment inner = temporary.allocate(LENGTH).copyFrom(state);
            begin();
            pad(OUTER_PAD);
            update(inner);
            inner.fill((byte)0);
        }
        end();
        return state;
    }

    /** Wipes everything. */
    @Override
    public void close() {
        memory.fill((byte)0);
        arena.close();
    }

    private void begin() {
        length = 0;
        for (int i = 0; i < INITIAL.length; i++) {
            state.setAtIndex(WORD, i, INITIAL[i]);
        }
    }

    private void pad(byte with) {
        for (int i = 0; i < BLOCK_LENGTH; i++) {
            update((byte)(key.get(JAVA_BYTE, i) ^ with));
        }
    }

    private void update(MemorySegment bytes) {
        for (long i = 0; i < bytes.byteSize(); i++) {
            update(bytes.get(JAVA_BYTE, i));
        }
    }

    private void update(byte next) {
        block.set(JAVA_BYTE, length % BLOCK_LENGTH, next);
        length++;
        if (length % BLOCK_LENGTH == 0) {
            compress();
        }
    }

    private void end() {
        long bits = length * Byte.SIZE;
        update(END);
        while (length % BLOCK_LENGTH != BLOCK_LENGTH - Long.BYTES) {
            update((byte)0);
        }
        block.set(BITS, BLOCK_LENGTH - Long.BYTES, bits);
        compress();
    }

    /** FIPS 180-4 6.2.2. */
    private void compress() {
        for (int t = 0; t < ROUNDS; t++) {
            schedule.setAtIndex(WORD, t, t < 16 ? block.getAtIndex(WORD, t)
                : small(word(t - 2), 17, 19, 10) + word(t - 7) + small(word(t - 15), 7, 18, 3) + word(t - 16));
        }
        int a = state(0);
        int b = state(1);
        int c = state(2);
        int d = state(3);
        int e = state(4);
        int f = state(5);
        int g = state(6);
        int h = state(7);
        for (int t = 0; t < ROUNDS; t++) {
            int first = h + big(e, 6, 11, 25) + ((e & f) ^ (~e & g)) + CONSTANTS[t] + word(t);
            int second = big(a, 2, 13, 22) + ((a & b) ^ (a & c) ^ (b & c));
            h = g;
            g = f;
            f = e;
            e = d + first;
            d = c;
            c = b;
            b = a;
            a = first + second;
        }
        add(0, a);
        add(1, b);
        add(2, c);
        add(3, d);
        add(4, e);
        add(5, f);
        add(6, g);
        add(7, h);
    }

    private void add(int i, int value) {
        state.setAtIndex(WORD, i, state(i) + value);
    }

    private int word(int t) {
        return schedule.getAtIndex(WORD, t);
    }

    private int state(int i) {
        return state.getAtIndex(WORD, i);
    }

    private static int small(int x, int first, int second, int shift) {
        return Integer.rotateRight(x, first) ^ Integer.rotateRight(x, second) ^ (x >>> shift);
    }

    private static int big(int x, int first, int second, int third) {
        return Integer.rotateRight(x, first) ^ Integer.rotateRight(x, second) ^ Integer.rotateRight(x, third);
    }

    /** The fractional parts of the cube roots of the first 64 primes, exactly (FIPS 180-4 4.2.2). */
    private static int[] constants() {
        int[] parts = new int[ROUNDS];
        int count = 0;
        for (int candidate = 2; count < ROUNDS; candidate++) {
            int number = candidate;
            if (IntStream.rangeClosed(2, (int)Math.sqrt(number)).noneMatch(i -> number % i == 0)) {
                parts[count++] = cubeRootFraction(number);
            }
        }
        return parts;
    }

    /** The cube root of n 2^96 is that of n with 32 bits behind the point. */
    private static int cubeRootFraction(int n) {
        BigInteger scaled = BigInteger.valueOf(n).shiftLeft(96);
        long root = 0;
        for (int bit = 35; bit >= 0; bit--) {
            long next = root | 1L << bit;
            if (BigInteger.valueOf(next).pow(3).compareTo(scaled) <= 0) {
                root = next;
            }
        }
        return (int)root;
    }
}
