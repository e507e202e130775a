package dev.narrows.ipsecmb;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import javax.crypto.Cipher;
import javax.crypto.spec.ChaCha20ParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * ChaCha20-Poly1305 backwards, by arithmetic of its own (RFC 8439 2.5, 2.8): a ciphertext on whose way Poly1305's sum
 * has a given value, or at whose end stands a given tag. Sums near the ends of the words that code works in, which
 * chance never shows, are where carries get lost.
 */
final class PolyCases {
    static final BigInteger PRIME = power(130).subtract(BigInteger.valueOf(5));
    /** Words of 26, 32, 44, 52 and 64 bits, and where two or three of them end. */
    private static final int[] WORD_ENDS = {26, 32, 44, 52, 64, 78, 88, 96, 104, 128, 129};
    private static final int BLOCK = 16;
    /** Poly1305's key is the first block of the key stream, so that text begins with the second. */
    private static final int TEXT_COUNTER = 1;

    private PolyCases() {
    }

    /** Sums to pass through: about zero, about the prime, and about each end of a word. */
    static List<BigInteger> sums() {
        List<BigInteger> sums = new ArrayList<>();
        for (int i = 0; i <= 20; i++) {
            sums.add(BigInteger.valueOf(i));
            sums.add(PRIME.subtract(BigInteger.valueOf(1 + i)));
        }
        for (int end : WORD_ENDS) {
            for (int i = -2; i <= 5; i++) {
                sums.add(power(end).add(BigInteger.valueOf(i)));
            }
        }
        sums.add(new BigInteger("ffffffff00000000ffffffff00000000", 16));
        sums.add(new BigInteger("00000000ffffffff00000000ffffffff", 16));
        return sums;
    }

    /** Whole blocks of ciphertext, random but for the one with which the sum becomes that. */
    static AeadCase withSum(byte[] key, byte[] iv, byte[] aad, int blocks, int at, BigInteger sum, Random random)
            throws GeneralSecurityException {
        BigInteger r = multiplier(key, iv);
        BigInteger inverse = r.modInverse(PRIME);
        while (true) {
            byte[] ciphertext = new byte[BLOCK * blocks];
            random.nextBytes(ciphertext);
            BigInteger before = sum(r, BigInteger.ZERO, padded(aad));
            before = sum(r, before, Arrays.copyOf(ciphertext, BLOCK * at));
            // A block counts as 2^128 and its number, so that one try of four finds one.
            BigInteger block = sum.multiply(inverse).subtract(before).mod(PRIME).subtract(power(8 * BLOCK));
            if (block.signum() >= 0 && block.bitLength() <= 8 * BLOCK) {
                System.arraycopy(bytes(block), 0, ciphertext, BLOCK * at, BLOCK);
                return of(key, iv, aad, ciphertext);
            }
        }
    }

    /** Whole blocks of ciphertext with that tag. */
    static AeadCase withTag(byte[] key, byte[] iv, byte[] aad, int blocks, byte[] tag, Random random)
            throws GeneralSecurityException {
        BigInteger r = multiplier(key, iv);
        BigInteger lengths = number(lengths(aad.length, (long)BLOCK * blocks)).add(power(8 * BLOCK));
        BigInteger end = number(tag).subtract(addend(key, iv)).mod(power(8 * BLOCK));
        BigInteger beforeLengths = end.multiply(r.modInverse(PRIME)).subtract(lengths).mod(PRIME);
        return withSum(key, iv, aad, blocks, blocks - 1, beforeLengths, random);
    }

    /** That ciphertext. */
    static AeadCase of(byte[] key, byte[] iv, byte[] aad, byte[] ciphertext) throws GeneralSecurityException {
        BigInteger r = multiplier(key, iv);
        BigInteger sum = sum(r, BigInteger.ZERO, padded(aad));
        sum = sum(r, sum, padded(ciphertext));
        sum = sum(r, sum, lengths(aad.length, ciphertext.length));
        byte[] tag = bytes(sum.add(addend(key, iv)).mod(power(8 * BLOCK)));
        return new AeadCase(key, iv, aad, stream(key, iv, TEXT_COUNTER, ciphertext), ciphertext, tag);
    }

    /** RFC 8439 2.5: some bits of r are clear. */
    static BigInteger multiplier(byte[] key, byte[] iv) throws GeneralSecurityException {
        return number(Arrays.copyOf(stream(key, iv, 0, new byte[2 * BLOCK]), BLOCK))
                .and(new BigInteger("0ffffffc0ffffffc0ffffffc0fffffff", 16));
    }

    private static BigInteger addend(byte[] key, byte[] iv) throws GeneralSecurityException {
        return number(Arrays.copyOfRange(stream(key, iv, 0, new byte[2 * BLOCK]), BLOCK, 2 * BLOCK));
    }

    private static BigInteger sum(BigInteger r, BigInteger before, byte[] blocks) {
        BigInteger sum = before;
        for (int i = 0; i < blocks.length; i += BLOCK) {
            BigInteger block = number(Arrays.copyOfRange(blocks, i, i + BLOCK)).add(power(8 * BLOCK));
            sum = sum.add(block).multiply(r).mod(PRIME);
        }
        return sum;
    }

    private static byte[] stream(byte[] key, byte[] iv, int counter, byte[] text) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("ChaCha20");
        cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "ChaCha20"), new ChaCha20ParameterSpec(iv, counter));
        return cipher.doFinal(text);
    }

    private static byte[] padded(byte[] bytes) {
        return Arrays.copyOf(bytes, (bytes.length + BLOCK - 1) / BLOCK * BLOCK);
    }

    private static byte[] lengths(long aad, long ciphertext) {
        return ByteBuffer.allocate(BLOCK).order(ByteOrder.LITTLE_ENDIAN).putLong(aad).putLong(ciphertext).array();
    }

    private static BigInteger power(int exponent) {
        return BigInteger.ONE.shiftLeft(exponent);
    }

    private static BigInteger number(byte[] littleEndian) {
        return new BigInteger(1, reversed(littleEndian));
    }

    private static byte[] bytes(BigInteger number) {
        return Arrays.copyOf(reversed(number.toByteArray()), BLOCK);
    }

    private static byte[] reversed(byte[] bytes) {
        byte[] reversed = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            reversed[i] = bytes[bytes.length - 1 - i];
        }
        return reversed;
    }
}
