package dev.narrows.fastpath;

import dev.narrows.sa.InboundSa;
import dev.narrows.stats.DropReason;

/**
 * What the fast path asks of the stages: what becomes of flows that it does not know, and to take what is not plain.
 * Worker's thread only.
 */
public interface SlowPath {
    /**
     * Takes a packet as if it had just been received.
     *
     * @param handle the packet.
     * @param port   number of the port of arrival.
     */
    void take(long handle, int port);

    /**
     * Decides about the flow of a cleartext packet, as the stages would about the packet itself, and prepares its SA.
     *
     * @param handle      the packet: a frame that is plain.
     * @param preparation prepares the SA,
     * @param generation  for the present one.
     * @return the address of the state of the SA that seals it, or 0 where the stages must see to such packets.
     */
    long resolve(long handle, SaPreparation preparation, long generation);

    /** {@return the flow label that the packet of the last {@link #resolve} gets outside, 20 bits} */
    int flowLabel();

    /**
     * Finds an inbound SA and prepares it.
     *
     * @param spi         unsigned.
     * @param preparation prepares the SA,
     * @param generation  for the present one.
     * @return the address of its state, or 0 where the stages must see to its packets.
     */
    long resolveInbound(int spi, SaPreparation preparation, long generation);

    /**
     * Decides about an inner flow that comes by an SA, as the stages would.
     *
     * @param inner  the address of the inner packet's header, whole and valid.
     * @param length its bytes.
     * @param sa     the SA.
     * @param next   receives where it goes.
     * @return whether it goes out by a port inside.
     */
    boolean resolveInner(long inner, int length, InboundSa sa, NextLink next);

    /**
     * Takes a packet that has authenticated, been decrypted and charged, and goes on with it behind that step.
     *
     * @param handle the packet: the frame as it came but for the decrypted payload.
     * @param sa     the SA.
     */
    void takeOpened(long handle, InboundSa sa);

    /**
     * Drops a packet.
     *
     * @param handle the packet.
     * @param reason why.
     */
    void drop(long handle, DropReason reason);

    /**
     * Sends frames whose descriptors are complete.
     *
     * @param port   number of the port.
     * @param from   address of the first handle.
     * @param to     behind the last.
     * @param stride bytes from one handle to the next.
     */
    void send(int port, long from, long to, int stride);
}
