package dev.narrows.crypto;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.agrona.concurrent.UnsafeBuffer;
import org.bouncycastle.crypto.Digest;
import org.bouncycastle.crypto.macs.HMac;
import org.bouncycastle.crypto.params.KeyParameter;

/**
 * ESP's ICV by Bouncy Castle's HMACs. What lies on the Java heap is as with {@link BouncyCastleAeadTransform}.
 */
final class BouncyCastleHmac implements EspIcv {
    private final KeyParameter key;
    private final int icvLength;
    private final boolean esn;
    private final byte[] digest;
    private final byte[] high = new byte[Integer.BYTES];
    private byte[] input = new byte[0];
    private HMac hmac;

    /**
     * A keyed HMAC.
     *
     * @param hash      the hash, whose state becomes this object's.
     * @param key       copied onto the heap.
     * @param icvLength bytes of the ICV.
     * @param esn       whether sequence numbers are extended.
     */
    BouncyCastleHmac(Digest hash, MemorySegment key, int icvLength, boolean esn) {
        byte[] keyBytes = key.toArray(ValueLayout.JAVA_BYTE);
        this.key = new KeyParameter(keyBytes);
        Arrays.fill(keyBytes, (byte)0);
        this.icvLength = icvLength;
        this.esn = esn;
        digest = new byte[hash.getDigestSize()];
        hmac = new HMac(hash);
        hmac.init(this.key);
    }

    @Override
    public void seal(UnsafeBuffer packet, int espOffset, int icvOffset, long sequence) {
        compute(packet, espOffset, icvOffset, sequence);
        packet.putBytes(icvOffset, digest, 0, icvLength);
    }

    @Override
    public boolean verify(UnsafeBuffer packet, int espOffset, int icvOffset, long sequence) {
        compute(packet, espOffset, icvOffset, sequence);
        return ConstantTime.isEqual(new UnsafeBuffer(digest), 0, packet, icvOffset, icvLength);
    }

    private void compute(UnsafeBuffer packet, int espOffset, int icvOffset, long sequence) {
        int length = icvOffset - espOffset;
        if (input.length < length) {
            Arrays.fill(input, (byte)0);
            input = new byte[length];
        }
        packet.getBytes(espOffset, input, 0, length);
        hmac.update(input, 0, length);
        if (esn) {
            ByteBuffer.wrap(high).putInt((int)(sequence >>> Integer.SIZE));
            hmac.update(high, 0, high.length);
        }
        hmac.doFinal(digest, 0);
    }

    /** Wipes what can be wiped and lets go of the rest. */
    @Override
    public void close() {
        Arrays.fill(key.getKey(), (byte)0);
        Arrays.fill(input, (byte)0);
        Arrays.fill(digest, (byte)0);
        hmac = null;
    }
}
