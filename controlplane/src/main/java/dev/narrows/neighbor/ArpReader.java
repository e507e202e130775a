package dev.narrows.neighbor;

import dev.narrows.wire.Arp;
import dev.narrows.wire.Ethernet;
import dev.narrows.wire.IpAddress;
import dev.narrows.wire.Ipv4Address;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Reads ARP frames and tells what they are worth to us. A question for our address is answered whoever asks: hosts ask
 * with addresses that are not of the link, too (RFC 826 looks at the target alone). Where a sender that the link can
 * have is counts whomever it talks to (RFC 826, "Packet Reception"). That the frame itself comes from another hardware
 * address than its sender names is nothing wrong: a virtual router's does (RFC 9568 8.1.2).
 */
final class ArpReader {
    /** What a frame is. */
    enum Kind {
        /** A neighbour asks for our address. */
        REQUEST,
        /** Somebody asks for our address who is not on the link: answered, and nothing more. */
        FOREIGN_REQUEST,
        /** Somebody without an address yet asks whether ours is taken (RFC 5227 2.1.1). */
        PROBE,
        /** A neighbour answers us. */
        REPLY,
        /** A neighbour announces itself, or talks to others. */
        NEWS,
        /** Somebody else claims to have our address. */
        CONFLICT,
        /** Malformed, or from nobody who can be a station. */
        IGNORED
    }

    private final UnsafeBuffer frame = new UnsafeBuffer(0, 0);
    private final Ethernet ethernet = new Ethernet();
    private final Arp arp = new Arp();

    private long senderMac;
    private IpAddress senderAddress;
    private IpAddress target;

    /**
     * Reads a frame.
     *
     * @param ours   the port that it arrived at.
     * @param buffer holds it.
     * @param offset where it starts.
     * @param length its bytes.
     * @return what it is.
     */
    Kind read(PortLink ours, DirectBuffer buffer, int offset, int length) {
        frame.wrap(buffer, offset, length);
        ethernet.wrap(frame, 0);
        if (!ethernet.isValid(length) || ethernet.type() != Ethernet.TYPE_ARP
            || !arp.wrap(frame, Ethernet.HEADER_LENGTH).isValid(length - Ethernet.HEADER_LENGTH)
            || (arp.operation() != Arp.REQUEST && arp.operation() != Arp.REPLY) || !ours.isStation(ethernet.source())) {
            return Kind.IGNORED;
        }
        senderMac = arp.senderMac();
        senderAddress = IpAddress.ofIpv4(arp.senderAddress());
        target = IpAddress.ofIpv4(arp.targetAddress());
        return classify(ours);
    }

    /** {@return the hardware address of the frame's sender, as it says} */
    long senderMac() {
        return senderMac;
    }

    /** {@return the IPv4 address of the frame's sender, as it says} */
    IpAddress senderAddress() {
        return senderAddress;
    }

    /** {@return the IPv4 address that the frame is about} */
    IpAddress target() {
        return target;
    }

    private Kind classify(PortLink ours) {
        if (!ours.isStation(senderMac)) {
            return Kind.IGNORED;
        }
        if (ours.own(senderAddress) != null) {
            return Kind.CONFLICT;
        }
        boolean isRequest = arp.operation() == Arp.REQUEST;
        boolean isForUs = ours.own(target) != null;
        if (ours.isNeighbour(senderAddress)) {
            if (isForUs) {
                return isRequest ? Kind.REQUEST : Kind.REPLY;
            }
            return Kind.NEWS;
        }
        if (!isForUs || !isRequest) {
            return Kind.IGNORED;
        }
        if (Ipv4Address.isUnspecified(senderAddress.ipv4())) {
            return Kind.PROBE;
        }
        return senderAddress.isInvalidSource() || ours.isOnLink(senderAddress) ? Kind.IGNORED : Kind.FOREIGN_REQUEST;
    }
}
