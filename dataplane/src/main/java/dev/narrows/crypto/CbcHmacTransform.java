package dev.narrows.crypto;

import org.agrona.concurrent.UnsafeBuffer;

/**
 * AES-CBC and an HMAC (RFC 3602, RFC 4868) for ESP: encrypted, then authenticated with the IV; authenticated, then
 * decrypted (RFC 4303 3.3.2.1 and 3.4.4.1).
 */
final class CbcHmacTransform implements Transform {
    private static final int IV_OFFSET = 8;
    private static final int PAYLOAD_OFFSET = IV_OFFSET + EspCbc.BLOCK_LENGTH;

    private final Algorithm algorithm;
    private final String engine;
    private final EspCbc cbc;
    private final EspIcv icv;
    private final CbcIvs ivs;
    private final DirectHmac direct;

    /**
     * A keyed transform.
     *
     * @param algorithm what it computes.
     * @param engine    the engine's name.
     * @param cbc       encrypts; closed by this.
     * @param icv       protects; closed by this.
     * @param ivs       makes the IVs; closed by this.
     * @param direct    the same for many packets at a time, or null.
     */
    CbcHmacTransform(Algorithm algorithm, EngineChoice engine, EspCbc cbc, EspIcv icv, CbcIvs ivs, DirectHmac direct) {
        this.algorithm = algorithm;
        this.engine = engine.configName();
        this.cbc = cbc;
        this.icv = icv;
        this.ivs = ivs;
        this.direct = direct;
    }

    @Override
    public Algorithm algorithm() {
        return algorithm;
    }

    @Override
    public String engine() {
        return engine;
    }

    @Override
    public DirectHmac directHmac() {
        return direct;
    }

    @Override
    public void seal(UnsafeBuffer buffer, int espOffset, int length, long sequence) {
        ivs.put(buffer, espOffset + IV_OFFSET, sequence);
        cbc.encrypt(buffer, espOffset + IV_OFFSET, EspCbc.BLOCK_LENGTH + length);
        icv.seal(buffer, espOffset, espOffset + PAYLOAD_OFFSET + length, sequence);
    }

    @Override
    public boolean open(UnsafeBuffer buffer, int espOffset, int length, long sequence) {
        if (!icv.verify(buffer, espOffset, espOffset + PAYLOAD_OFFSET + length, sequence)) {
            return false;
        }
        cbc.decrypt(buffer, espOffset + PAYLOAD_OFFSET, length);
        return true;
    }

    /** Wipes both keys and what the IVs are made of. */
    @Override
    public void close() {
        cbc.close();
        icv.close();
        ivs.close();
    }
}
