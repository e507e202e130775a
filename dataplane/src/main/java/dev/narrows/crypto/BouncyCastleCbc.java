package dev.narrows.crypto;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import org.agrona.concurrent.UnsafeBuffer;
import org.bouncycastle.crypto.engines.AESEngine;
import org.bouncycastle.crypto.modes.CBCBlockCipher;
import org.bouncycastle.crypto.modes.CBCModeCipher;
import org.bouncycastle.crypto.params.KeyParameter;
import org.bouncycastle.crypto.params.ParametersWithIV;

/**
 * AES-CBC for ESP by Bouncy Castle. What lies on the Java heap is as with {@link BouncyCastleAeadTransform}.
 */
final class BouncyCastleCbc implements EspCbc {
    private final KeyParameter key;
    private final byte[] iv = new byte[BLOCK_LENGTH];
    private final byte[] block = new byte[BLOCK_LENGTH];
    private CBCModeCipher encrypting = CBCBlockCipher.newInstance(AESEngine.newInstance());
    private CBCModeCipher decrypting = CBCBlockCipher.newInstance(AESEngine.newInstance());

    /**
     * A keyed cipher.
     *
     * @param key copied onto the heap.
     */
    BouncyCastleCbc(MemorySegment key) {
        byte[] keyBytes = key.toArray(ValueLayout.JAVA_BYTE);
        this.key = new KeyParameter(keyBytes);
        Arrays.fill(keyBytes, (byte)0);
        encrypting.init(true, new ParametersWithIV(this.key, iv));
        decrypting.init(false, new ParametersWithIV(this.key, iv));
    }

    @Override
    public void encrypt(UnsafeBuffer packet, int offset, int length) {
        Arrays.fill(iv, (byte)0);
        encrypting.init(true, new ParametersWithIV(null, iv));
        process(encrypting, packet, offset, length);
    }

    @Override
    public void decrypt(UnsafeBuffer packet, int offset, int length) {
        packet.getBytes(offset - BLOCK_LENGTH, iv);
        decrypting.init(false, new ParametersWithIV(null, iv));
        process(decrypting, packet, offset, length);
    }

    private void process(CBCModeCipher cipher, UnsafeBuffer packet, int offset, int length) {
        for (int i = 0; i < length; i += BLOCK_LENGTH) {
            packet.getBytes(offset + i, block);
            cipher.processBlock(block, 0, block, 0);
            packet.putBytes(offset + i, block);
        }
    }

    /** Wipes what can be wiped and lets go of the rest. */
    @Override
    public void close() {
        Arrays.fill(key.getKey(), (byte)0);
        Arrays.fill(block, (byte)0);
        encrypting = null;
        decrypting = null;
    }
}
