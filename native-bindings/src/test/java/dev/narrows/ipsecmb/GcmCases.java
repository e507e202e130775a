package dev.narrows.ipsecmb;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * AES-GCM backwards: the ciphertext that has a given tag, by arithmetic of its own (NIST SP 800-38D 6.3, 7.1). Tags of
 * all zeros or ones, which chance never shows, are how carries and comparisons are looked into.
 */
final class GcmCases {
    private static final int BLOCK = 16;
    private static final int BITS = 8 * BLOCK;
    /** x^128 = 1 + x + x^2 + x^7, where the first bit is that of x^0. */
    private static final BigInteger REDUCTION = BigInteger.valueOf(0xE1).shiftLeft(BITS - 8);

    private GcmCases() {
    }

    /** The one block of ciphertext with that tag, for at most a block of additional authenticated data. */
    static AeadCase withTag(byte[] key, byte[] iv, byte[] aad, byte[] tag) throws GeneralSecurityException {
        BigInteger hash = number(block(key, new byte[BLOCK]));
        BigInteger inverse = inverse(hash);
        BigInteger lengths = number(ByteBuffer.allocate(BLOCK).putLong(8L * aad.length).putLong(BITS).array());
        BigInteger sum = number(tag).xor(number(block(key, counter(iv, 1))));
        // sum = ((aad * hash + ciphertext) * hash + lengths) * hash
        BigInteger beforeLengths = multiply(multiply(sum, inverse).xor(lengths), inverse);
        BigInteger ciphertext = beforeLengths.xor(multiply(number(Arrays.copyOf(aad, BLOCK)), hash));
        return decrypted(key, iv, aad, bytes(ciphertext), tag);
    }

    private static AeadCase decrypted(byte[] key, byte[] iv, byte[] aad, byte[] ciphertext, byte[] tag)
            throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/CTR/NoPadding");
        cipher.init(Cipher.DECRYPT_MODE, new SecretKeySpec(key, "AES"), new IvParameterSpec(counter(iv, 2)));
        return new AeadCase(key, iv, aad, cipher.doFinal(ciphertext), ciphertext, tag);
    }

    private static byte[] counter(byte[] iv, int count) {
        return ByteBuffer.allocate(BLOCK).put(iv).putInt(count).array();
    }

    private static byte[] block(byte[] key, byte[] plain) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/ECB/NoPadding");
        cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"));
        return cipher.doFinal(plain);
    }

    /** In a group of 2^128 - 1 elements, the power 2^128 - 2. */
    private static BigInteger inverse(BigInteger element) {
        BigInteger square = element;
        BigInteger product = BigInteger.ONE.shiftLeft(BITS - 1);
        for (int i = 1; i < BITS; i++) {
            square = multiply(square, square);
            product = multiply(product, square);
        }
        return product;
    }

    private static BigInteger multiply(BigInteger left, BigInteger right) {
        BigInteger product = BigInteger.ZERO;
        BigInteger power = right;
        for (int bit = BITS - 1; bit >= 0; bit--) {
            product = left.testBit(bit) ? product.xor(power) : product;
            power = power.testBit(0) ? power.shiftRight(1).xor(REDUCTION) : power.shiftRight(1);
        }
        return product;
    }

    private static BigInteger number(byte[] block) {
        return new BigInteger(1, block);
    }

    private static byte[] bytes(BigInteger block) {
        byte[] signed = block.toByteArray();
        byte[] bytes = new byte[BLOCK];
        int length = Math.min(signed.length, BLOCK);
        System.arraycopy(signed, signed.length - length, bytes, BLOCK - length, length);
        return bytes;
    }
}
