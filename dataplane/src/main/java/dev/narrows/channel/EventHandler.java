package dev.narrows.channel;

import dev.narrows.wire.IpAddress;
import org.agrona.DirectBuffer;

/**
 * The conductor's side of a worker's events. Buffers are only good until a method returns.
 */
public interface EventHandler {
    /**
     * A frame of ARP or neighbour discovery arrived.
     *
     * @param port   where.
     * @param buffer holds the whole Ethernet frame.
     * @param offset where it starts.
     * @param length its bytes.
     */
    void onLinkFrame(int port, DirectBuffer buffer, int offset, int length);

    /**
     * A packet has a next hop whose hardware address is not known. The conductor keeps the packet, resolves the
     * address, writes it into the frame and sends the frame.
     *
     * @param port    by which port it leaves.
     * @param address the next hop's address.
     * @param buffer  holds the whole Ethernet frame, complete but for the destination's hardware address.
     * @param offset  where it starts.
     * @param length  its bytes.
     */
    void onNeighbourNeeded(int port, IpAddress address, DirectBuffer buffer, int offset, int length);

    /**
     * An ICMP "fragmentation needed" about one of our ESP packets arrived. Nothing of it has been believed; the
     * worker has only looked up what its ledger holds of the quoted packet.
     *
     * @param claim what it says and what the ledger knows.
     */
    void onTooBigClaim(TooBigClaim claim);

    /**
     * An outbound SA has used half of its lease.
     *
     * @param saId     the SA.
     * @param sequence the last sequence number that it used.
     */
    void onLeaseLow(int saId, long sequence);

    /**
     * The worker has let go of an SA and will not touch it again: its keys may be wiped.
     *
     * @param saId the SA.
     */
    void onSaReleased(int saId);

    /**
     * The answer to a path probe came out of a tunnel's inbound SA, from the address that was probed.
     *
     * @param tunnelId the tunnel.
     * @param token    what the answer brought back. Whether such a probe was sent, and of which length, is for the
     *                 control plane to know.
     */
    void onProbeAnswered(int tunnelId, long token);
}
