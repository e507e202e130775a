package dev.narrows.crypto;

/**
 * Makes transforms. Each worker has an engine of its own, since transforms of one engine may share scratch memory;
 * {@link #newTransform} itself may be called on the control plane's thread while the worker runs.
 */
public interface CryptoEngine extends AutoCloseable {
    /** {@return the engine's name, as in the configuration: {@code ipsec-mb} or {@code bouncy-castle}} */
    String name();

    /** {@return a line for people: the library's version, the instruction set, and why where it is second choice} */
    String description();

    /**
     * Expands a key.
     *
     * @param algorithm what to compute.
     * @param material  keys and salt, of the algorithm's length; not kept.
     * @param esn       whether sequence numbers are extended: all 64 bits are then authenticated (RFC 4303 2.2.1).
     * @return the keyed transform, which the caller closes before this engine.
     * @throws IllegalArgumentException where the material is of another length; the message tells the lengths alone.
     */
    Transform newTransform(Algorithm algorithm, KeyingMaterial material, boolean esn);

    /** Gives back what the engine's transforms share: none of them may be used any more. */
    @Override
    void close();
}
