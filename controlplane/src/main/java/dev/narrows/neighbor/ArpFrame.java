package dev.narrows.neighbor;

import dev.narrows.wire.Arp;
import dev.narrows.wire.Ethernet;
import dev.narrows.wire.IpAddress;
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
     * @param mac         our hardware address.
     * @param source      our IPv4 address.
     * @param destination the frame's: broadcast, or the one station that is asked.
     * @param target      the IPv4 address asked for; our own one announces it (RFC 5227 2.3).
     * @return the frame.
     */
    static byte[] request(long mac, IpAddress source, long destination, IpAddress target) {
        return frame(mac, source, Arp.REQUEST, destination, 0, target);
    }

    /**
     * Makes an answer.
     *
     * @param mac    our hardware address.
     * @param source our IPv4 address, which was asked for.
     * @param asker  who asked.
     * @param target its IPv4 address.
     * @return the frame.
     */
    static byte[] reply(long mac, IpAddress source, long asker, IpAddress target) {
        return frame(mac, source, Arp.REPLY, asker, asker, target);
    }

    /**
     * Makes the announcement of an address (RFC 5227 2.3).
     *
     * @param mac     our hardware address.
     * @param address our IPv4 address.
     * @return the frame.
     */
    static byte[] announcement(long mac, IpAddress address) {
        return request(mac, address, MacAddress.BROADCAST, address);
    }

    private static byte[] frame(
        long mac, IpAddress source, int operation, long destination, long targetMac, IpAddress target) {
        byte[] frame = new byte[LENGTH];
        UnsafeBuffer buffer = new UnsafeBuffer(frame);
        new Ethernet().wrap(buffer, 0).destination(destination).source(mac).type(Ethernet.TYPE_ARP);
        new Arp().wrap(buffer, Ethernet.HEADER_LENGTH).ipv4OverEthernet().operation(operation)
            .senderMac(mac).senderAddress(source.ipv4()).targetMac(targetMac).targetAddress(target.ipv4());
        return frame;
    }
}
