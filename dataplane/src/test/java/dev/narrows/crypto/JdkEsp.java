package dev.narrows.crypto;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.Mac;
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
        switch (algorithm.mode()) {
            case AES_GCM -> gcm(algorithm, material, nonce(algorithm, material, iv, sequence), aad, content, packet);
            case CHACHA20_POLY1305 ->
                chaCha(algorithm, material, nonce(algorithm, material, iv, sequence), aad, content, packet);
            case AES_GMAC -> {
                byte[] all = ByteBuffer.allocate(aad.length + iv.length + content.length)
                    .put(aad).put(iv).put(content).array();
                System.arraycopy(content, 0, packet, HEADER_LENGTH + iv.length, content.length);
                gcm(algorithm, material, nonce(algorithm, material, iv, sequence), all, new byte[0], packet);
            }
            case AES_CBC_HMAC -> {
                cbc(algorithm, material, iv, content, packet);
                hmac(algorithm, material, esn, sequence, packet);
            }
            case NULL_HMAC -> {
                System.arraycopy(content, 0, packet, HEADER_LENGTH, content.length);
                hmac(algorithm, material, esn, sequence, packet);
            }
        }
        return packet;
    }

    /** RFC 4106, RFC 4543: ciphertext, if any, and ICV end the packet. */
    private static void gcm(Algorithm algorithm, byte[] material, byte[] nonce, byte[] aad, byte[] content,
        byte[] packet) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(material, 0, algorithm.keyLength(), "AES"),
            new GCMParameterSpec(128, nonce));
        cipher.updateAAD(aad);
        cipher.doFinal(content, 0, content.length, packet, packet.length - algorithm.icvLength() - content.length);
    }

    /** RFC 7634 2: likewise. */
    private static void chaCha(Algorithm algorithm, byte[] material, byte[] nonce, byte[] aad, byte[] content,
        byte[] packet) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("ChaCha20-Poly1305");
        cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(material, 0, algorithm.keyLength(), "ChaCha20"),
            new IvParameterSpec(nonce));
        cipher.updateAAD(aad);
        cipher.doFinal(content, 0, content.length, packet, HEADER_LENGTH + algorithm.ivLength());
    }

    /** RFC 3602. */
    private static void cbc(Algorithm algorithm, byte[] material, byte[] iv, byte[] content, byte[] packet)
        throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/CBC/NoPadding");
        cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(material, 0, algorithm.keyLength(), "AES"),
            new IvParameterSpec(iv));
        cipher.doFinal(content, 0, content.length, packet, HEADER_LENGTH + iv.length);
    }

    /** RFC 4868, RFC 4303 2.2.1: over the packet as sent, then the high half that is not sent. */
    private static void hmac(Algorithm algorithm, byte[] material, boolean esn, long sequence, byte[] packet)
        throws GeneralSecurityException {
        String name = "HmacSHA" + algorithm.hmacKeyLength() * 8;
        Mac mac = Mac.getInstance(name);
        mac.init(new SecretKeySpec(material, algorithm.keyLength(), algorithm.hmacKeyLength(), name));
        int icvOffset = packet.length - algorithm.icvLength();
        mac.update(packet, 0, icvOffset);
        if (esn) {
            mac.update(ByteBuffer.allocate(4).putInt((int)(sequence >>> 32)).array());
        }
        System.arraycopy(mac.doFinal(), 0, packet, icvOffset, algorithm.icvLength());
    }

    /** RFC 4106 4, RFC 7634 2, RFC 8750 4: salt and IV, or salt and sequence number. */
    private static byte[] nonce(Algorithm algorithm, byte[] material, byte[] iv, long sequence) {
        ByteBuffer nonce = ByteBuffer.allocate(12).put(material, algorithm.keyLength(), 4);
        return (iv.length > 0 ? nonce.put(iv) : nonce.putLong(sequence)).array();
    }
}
