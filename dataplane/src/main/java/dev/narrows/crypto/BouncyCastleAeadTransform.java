package dev.narrows.crypto;

import static java.nio.ByteOrder.BIG_ENDIAN;

import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.function.Supplier;
import org.agrona.concurrent.UnsafeBuffer;
import org.bouncycastle.crypto.InvalidCipherTextException;
import org.bouncycastle.crypto.modes.AEADCipher;
import org.bouncycastle.crypto.params.AEADParameters;
import org.bouncycastle.crypto.params.KeyParameter;

/**
 * AES-GCM (RFC 4106), AES-GMAC (RFC 4543) and ChaCha20-Poly1305 (RFC 7634) for ESP by Bouncy Castle. It allocates for
 * each packet.
 *
 * <p>What lies on the Java heap, where the collector may leave copies: the key and the salt, wiped when this is
 * closed; the key schedules and hash keys inside Bouncy Castle, which cannot be wiped and are let go of; and the
 * packets' plaintext, in a scratch array that is wiped when this is closed.
 *
 * <p>Bouncy Castle itself refuses to seal twice in a row with one sequence number, by an exception.
 */
final class BouncyCastleAeadTransform implements Transform {
    private static final int ICV_BITS = AeadEsp.ICV_LENGTH * Byte.SIZE;

    private final Algorithm algorithm;
    private final int payloadOffset;
    private final KeyParameter key;
    private final byte[] salt;
    private final boolean esn;
    private byte[] input = new byte[0];
    private byte[] output = new byte[0];
    private AEADCipher sealing;
    private AEADCipher opening;

    /**
     * A keyed transform.
     *
     * @param algorithm what it computes.
     * @param material  key and salt, copied onto the heap.
     * @param esn       whether sequence numbers are extended.
     * @param ciphers   makes a cipher without a key, one for each direction.
     */
    BouncyCastleAeadTransform(
        Algorithm algorithm, KeyingMaterial material, boolean esn, Supplier<AEADCipher> ciphers) {
        this.algorithm = algorithm;
        this.esn = esn;
        payloadOffset = AeadEsp.IV_OFFSET + algorithm.ivLength();
        byte[] keyBytes = material.key(algorithm).toArray(ValueLayout.JAVA_BYTE);
        key = new KeyParameter(keyBytes);
        Arrays.fill(keyBytes, (byte)0);
        salt = material.salt(algorithm).toArray(ValueLayout.JAVA_BYTE);
        sealing = keyed(ciphers, true);
        opening = keyed(ciphers, false);
    }

    @Override
    public Algorithm algorithm() {
        return algorithm;
    }

    @Override
    public String engine() {
        return EngineChoice.BOUNCY_CASTLE.configName();
    }

    @Override
    public void seal(UnsafeBuffer buffer, int espOffset, int length, long sequence) {
        if (algorithm.ivLength() > 0) {
            buffer.putLong(espOffset + AeadEsp.IV_OFFSET, sequence, BIG_ENDIAN);
        }
        int encrypted = algorithm.encrypts() ? length : 0;
        start(sealing, true, buffer, espOffset, length, sequence);
        try {
            int from = espOffset + payloadOffset + length - encrypted;
            process(sealing, buffer, from, encrypted, encrypted + AeadEsp.ICV_LENGTH);
        } catch (InvalidCipherTextException e) {
            throw new IllegalStateException("encryption verifies nothing", e);
        }
    }

    @Override
    public boolean open(UnsafeBuffer buffer, int espOffset, int length, long sequence) {
        int encrypted = algorithm.encrypts() ? length : 0;
        start(opening, false, buffer, espOffset, length, sequence);
        try {
            int from = espOffset + payloadOffset + length - encrypted;
            process(opening, buffer, from, encrypted + AeadEsp.ICV_LENGTH, encrypted);
            return true;
        } catch (InvalidCipherTextException e) {
            return false;
        }
    }

    /** Expands the key once, with the nonce of the sequence number 0, which no packet has. */
    private AEADCipher keyed(Supplier<AEADCipher> ciphers, boolean encrypt) {
        AEADCipher cipher = ciphers.get();
        cipher.init(encrypt, new AEADParameters(key, ICV_BITS, Arrays.copyOf(salt, AeadEsp.NONCE_LENGTH)));
        return cipher;
    }

    /** Starts a packet under the key that the cipher has. Bouncy Castle keeps the arrays: they are fresh each time. */
    private void start(
        AEADCipher cipher, boolean encrypt, UnsafeBuffer buffer, int espOffset, int length, long sequence) {
        byte[] nonce = Arrays.copyOf(salt, AeadEsp.NONCE_LENGTH);
        if (algorithm.ivLength() > 0) {
            buffer.getBytes(espOffset + AeadEsp.IV_OFFSET, nonce, AeadEsp.NONCE_IV_OFFSET, algorithm.ivLength());
        } else {
            ByteBuffer.wrap(nonce).putLong(AeadEsp.NONCE_IV_OFFSET, sequence);
        }
        byte[] aad = aad(buffer, espOffset, algorithm.encrypts() ? 0 : algorithm.ivLength() + length, sequence);
        cipher.init(encrypt, new AEADParameters(null, ICV_BITS, nonce, aad));
    }

    /** SPI, sequence number, and as much as is authenticated alone of what follows. */
    private byte[] aad(UnsafeBuffer buffer, int espOffset, int following, long sequence) {
        int headerLength = esn ? AeadEsp.ESN_AAD_LENGTH : AeadEsp.AAD_LENGTH;
        byte[] aad = new byte[headerLength + following];
        buffer.getBytes(espOffset, aad, 0, AeadEsp.AAD_LENGTH);
        if (esn) {
            ByteBuffer.wrap(aad).putLong(AeadEsp.AAD_SEQUENCE_OFFSET, sequence);
        }
        buffer.getBytes(espOffset + AeadEsp.IV_OFFSET, aad, headerLength, following);
        return aad;
    }

    private void process(AEADCipher cipher, UnsafeBuffer buffer, int offset, int inputLength, int outputLength)
        throws InvalidCipherTextException {
        reserve(Math.max(inputLength, outputLength));
        buffer.getBytes(offset, input, 0, inputLength);
        int written = cipher.processBytes(input, 0, inputLength, output, 0);
        cipher.doFinal(output, written);
        buffer.putBytes(offset, output, 0, outputLength);
    }

    private void reserve(int length) {
        if (input.length < length) {
            wipeScratch();
            input = new byte[length];
            output = new byte[length];
        }
    }

    private void wipeScratch() {
        Arrays.fill(input, (byte)0);
        Arrays.fill(output, (byte)0);
    }

    /** Wipes what can be wiped and lets go of the rest. */
    @Override
    public void close() {
        Arrays.fill(key.getKey(), (byte)0);
        Arrays.fill(salt, (byte)0);
        wipeScratch();
        sealing = null;
        opening = null;
    }
}
