package dev.narrows.path;

/**
 * A packet that a router says it dropped, of which the ledger of sent packets kept the start.
 */
public interface LostPacket {
    /** {@return the bytes that it had outside} */
    int outerLength();

    /**
     * Tells its sender what fits.
     *
     * @param effectiveMtu the path's MTU, in bytes, less than {@link #outerLength()}.
     */
    void tellSender(int effectiveMtu);
}
