package dev.narrows.crypto;

import static java.nio.ByteOrder.BIG_ENDIAN;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import org.agrona.concurrent.UnsafeBuffer;
import org.bouncycastle.crypto.InvalidCipherTextException;
import org.bouncycastle.crypto.engines.AESEngine;
import org.bouncycastle.crypto.modes.GCMBlockCipher;
import org.bouncycastle.crypto.modes.GCMModeCipher;
import org.bouncycastle.crypto.params.AEADParameters;
import org.bouncycastle.crypto.params.KeyParameter;

/**
 * AES-GCM for ESP (RFC 4106) by Bouncy Castle. It allocates for each packet.
 *
 * <p>What lies on the Java heap, where the collector may leave copies: the key and the salt, wiped when this is
 * closed; the key schedules and GCM's hash key inside Bouncy Castle, which cannot be wiped and are let go of; and the
 * packets' plaintext, in a scratch array that is wiped when this is closed.
 *
 * <p>Bouncy Castle itself refuses to seal twice in a row with one sequence number, by an exception.
 */
final class BouncyCastleGcmTransform implements Transform {
    private static final int ICV_BITS = GcmEsp.ICV_LENGTH * Byte.SIZE;

    private final Algorithm algorithm;
    private final KeyParameter key;
    private final byte[] salt;
    private byte[] input = new byte[0];
    private byte[] output = new byte[0];
    private GCMModeCipher sealing;
    private GCMModeCipher opening;

    /**
     * A keyed transform.
     *
     * @param algorithm what it computes.
     * @param material  key and salt, copied onto the heap.
     */
    BouncyCastleGcmTransform(Algorithm algorithm, MemorySegment material) {
        this.algorithm = algorithm;
        byte[] keyBytes = material.asSlice(0, algorithm.keyLength()).toArray(ValueLayout.JAVA_BYTE);
        key = new KeyParameter(keyBytes);
        Arrays.fill(keyBytes, (byte)0);
        salt = material.asSlice(algorithm.keyLength(), algorithm.saltLength()).toArray(ValueLayout.JAVA_BYTE);
        sealing = keyed(true);
        opening = keyed(false);
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
        buffer.putLong(espOffset + GcmEsp.IV_OFFSET, sequence, BIG_ENDIAN);
        start(sealing, true, buffer, espOffset);
        int payload = espOffset + GcmEsp.PAYLOAD_OFFSET;
        try {
            process(sealing, buffer, payload, length, length + GcmEsp.ICV_LENGTH);
        } catch (InvalidCipherTextException e) {
            throw new IllegalStateException("encryption verifies nothing", e);
        }
    }

    @Override
    public boolean open(UnsafeBuffer buffer, int espOffset, int length) {
        start(opening, false, buffer, espOffset);
        int payload = espOffset + GcmEsp.PAYLOAD_OFFSET;
        try {
            process(opening, buffer, payload, length + GcmEsp.ICV_LENGTH, length);
            return true;
        } catch (InvalidCipherTextException e) {
            return false;
        }
    }

    /** Expands the key once, with the nonce of the sequence number 0, which no packet has. */
    private GCMModeCipher keyed(boolean encrypt) {
        GCMModeCipher cipher = GCMBlockCipher.newInstance(AESEngine.newInstance());
        cipher.init(encrypt, new AEADParameters(key, ICV_BITS, Arrays.copyOf(salt, GcmEsp.NONCE_LENGTH)));
        return cipher;
    }

    /** Starts a packet under the key that the cipher has. Bouncy Castle keeps the arrays: they are fresh each time. */
    private void start(GCMModeCipher cipher, boolean encrypt, UnsafeBuffer buffer, int espOffset) {
        byte[] nonce = Arrays.copyOf(salt, GcmEsp.NONCE_LENGTH);
        buffer.getBytes(espOffset + GcmEsp.IV_OFFSET, nonce, GcmEsp.NONCE_IV_OFFSET, algorithm.ivLength());
        byte[] header = new byte[GcmEsp.AAD_LENGTH];
        buffer.getBytes(espOffset, header);
        cipher.init(encrypt, new AEADParameters(null, ICV_BITS, nonce, header));
    }

    private void process(GCMModeCipher cipher, UnsafeBuffer buffer, int offset, int inputLength, int outputLength)
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
