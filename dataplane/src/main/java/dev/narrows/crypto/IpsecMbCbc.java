package dev.narrows.crypto;

import dev.narrows.ipsecmb.AesCbc;
import java.lang.foreign.Arena;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * AES-CBC for ESP by ipsec-mb: one native call a packet, in place, and nothing allocated.
 */
final class IpsecMbCbc implements EspCbc {
    static final long ZERO_IV = Arena.global().allocate(BLOCK_LENGTH, BLOCK_LENGTH).address();

    private final AesCbc cipher;

    /**
     * A keyed cipher.
     *
     * @param cipher closed by this.
     */
    IpsecMbCbc(AesCbc cipher) {
        this.cipher = cipher;
    }

    @Override
    public void encrypt(UnsafeBuffer packet, int offset, int length) {
        cipher.encrypt(packet.addressOffset() + offset, length, ZERO_IV);
    }

    @Override
    public void decrypt(UnsafeBuffer packet, int offset, int length) {
        if (length > 0) {
            long text = packet.addressOffset() + offset;
            cipher.decrypt(text, length, text - BLOCK_LENGTH);
        }
    }

    @Override
    public void close() {
        cipher.close();
    }
}
