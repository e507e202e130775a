package dev.narrows.crypto;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** ESP as the JDK's own cryptography makes it: the judge of both engines. */
final class JdkEsp {
    private static final int HEADER_LENGTH = 8;

    private JdkEsp() {
    }

    /** {@return an ESP header} */
    static byte[] header(int spi, long sequence) {
        return ByteBuffer.allocate(HEADER_LENGTH).putInt(spi).putInt((int)sequence).array();
    }

    /** {@return the IV of an ESP packet} */
    static byte[] iv(Algorithm algorithm, byte[] packet) {
        return Arrays.copyOfRange(packet, HEADER_LENGTH, HEADER_LENGTH + algorithm.ivLength());
    }

    /**
     * Seals.
     *
     * @param algorithm with this.
     * @param material  its keying material.
     * @param esn       whether sequence numbers are extended.
     * @param spi       the packet's SPI.
     * @param sequence  its sequence number, all 64 bits.
     * @param iv        the IV, of the algorithm's length.
     * @param content   what is encrypted.
     * @return the ESP packet.
     */
    static byte[] seal(Algorithm algorithm, byte[] material, boolean esn, int spi, long sequence, byte[] iv,
        byte[] content)
        throws GeneralSecurityException {
        byte[] aad = esn ? ByteBuffer.allocate(12).putInt(spi).putLong(sequence).array() : header(spi, sequence);
        byte[] packet =
            Arrays.copyOf(header(spi, sequence), HEADER_LENGTH + iv.length + content.length + algorithm.icvLength());
        System.arraycopy(iv, 0, packet, HEADER_LENGTH, iv.length);
        switch (algorithm) {
            case AES_128_GCM_16, AES_192_GCM_16, AES_256_GCM_16 -> gcm(algorithm, material, aad, content, packet);
            case CHACHA20_POLY1305 -> chaCha(material, aad, content, packet);
        }
        return packet;
    }

    /** RFC 4106: the nonce is salt and IV; SPI and sequence number are authenticated. */
    private static void gcm(Algorithm algorithm, byte[] material, byte[] aad, byte[] content, byte[] packet)
        throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(material, 0, algorithm.keyLength(), "AES"),
            new GCMParameterSpec(128, nonce(algorithm, material, packet)));
        cipher.updateAAD(aad);
        cipher.doFinal(content, 0, content.length, packet, HEADER_LENGTH + algorithm.ivLength());
    }

    /** RFC 7634 2: likewise. */
    private static void chaCha(byte[] material, byte[] aad, byte[] content, byte[] packet)
        throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("ChaCha20-Poly1305");
        cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(material, 0, 32, "ChaCha20"),
            new IvParameterSpec(nonce(Algorithm.CHACHA20_POLY1305, material, packet)));
        cipher.updateAAD(aad);
        cipher.doFinal(content, 0, content.length, packet, HEADER_LENGTH + 8);
    }

    private static byte[] nonce(Algorithm algorithm, byte[] material, byte[] packet) {
        byte[] nonce = new byte[12];
        System.arraycopy(material, algorithm.keyLength(), nonce, 0, 4);
        System.arraycopy(packet, HEADER_LENGTH, nonce, 4, 8);
        return nonce;
    }
}
