package dev.narrows.neighbor;

import dev.narrows.wire.Arp;
import dev.narrows.wire.Ethernet;
import dev.narrows.wire.MacAddress;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * ARP frames that we send, padded to Ethernet's smallest frame (RFC 894).
 */
final class ArpFrame {
    /** Bytes of the smallest Ethernet frame, without its check sequence. */
    static final int LENGTH = 60;

    private ArpFrame() {
    }

    /**
     * Makes the question who has an address.
     *
     * @param from        the port that asks.
     * @param destination the frame's: broadcast, or the one station that is asked.
     * @param target      the IPv4 address; our own one announces it (RFC 5227 2.3).
     * @return the frame.
     */
    static byte[] request(PortAddress from, long destination, int target) {
        return frame(from, Arp.REQUEST, destination, 0, target);
    }

    /**
     * Makes an answer.
     *
     * @param from   the port that has the address that was asked for.
     * @param mac    who asked.
     * @param target its IPv4 address.
     * @return the frame.
     */
    static byte[] reply(PortAddress from, long mac, int target) {
        return frame(from, Arp.REPLY, mac, mac, target);
    }

    /**
     * Makes the announcement of a port's address (RFC 5227 2.3).
     *
     * @param from the port.
     * @return the frame.
     */
    static byte[] announcement(PortAddress from) {
        return request(from, MacAddress.BROADCAST, from.address());
    }

    private static byte[] frame(PortAddress from, int operation, long destination, long targetMac, int target) {
        byte[] frame = new byte[LENGTH];
        UnsafeBuffer buffer = new UnsafeBuffer(frame);
        new Ethernet().wrap(buffer, 0).destination(destination).source(from.mac()).type(Ethernet.TYPE_ARP);
        new Arp().wrap(buffer, Ethernet.HEADER_LENGTH).ipv4OverEthernet().operation(operation)
            .senderMac(from.mac()).senderAddress(from.address()).targetMac(targetMac).targetAddress(target);
        return frame;
    }
}
