package dev.narrows.crypto;

import org.agrona.concurrent.UnsafeBuffer;

/**
 * No encryption (RFC 2410) and an HMAC (RFC 4868) for ESP.
 */
final class NullHmacTransform implements Transform {
    private static final int PAYLOAD_OFFSET = 8;

    private final Algorithm algorithm;
    private final String engine;
    private final EspIcv icv;
    private final DirectHmac direct;

    /**
     * A keyed transform.
     *
     * @param algorithm what it computes.
     * @param engine    the engine's name.
     * @param icv       protects; closed by this.
     * @param direct    the same for many packets at a time, or null.
     */
    NullHmacTransform(Algorithm algorithm, EngineChoice engine, EspIcv icv, DirectHmac direct) {
        this.algorithm = algorithm;
        this.engine = engine.configName();
        this.icv = icv;
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
        icv.seal(buffer, espOffset, espOffset + PAYLOAD_OFFSET + length, sequence);
    }

    @Override
    public boolean open(UnsafeBuffer buffer, int espOffset, int length, long sequence) {
        return icv.verify(buffer, espOffset, espOffset + PAYLOAD_OFFSET + length, sequence);
    }

    /** Wipes the key. */
    @Override
    public void close() {
        icv.close();
    }
}
