package dev.narrows.neighbor;

import dev.narrows.wire.Arp;
import dev.narrows.wire.Ethernet;
import dev.narrows.wire.IpAddress;
import dev.narrows.wire.Ipv4Address;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Reads ARP frames and tells what they are worth to us. Only what is addressed to us counts: a question for our address
 * or an answer to us, from a sender that the port's link can have.
 */
final class ArpReader {
    /** What a frame is. */
    enum Kind {
        /** A neighbour asks for our address. */
        REQUEST,
        /** Somebody without an address yet asks whether ours is taken (RFC 5227 2.1.1). */
        PROBE,
        /** A neighbour answers us. */
        REPLY,
        /** Somebody else claims to have our address. */
        CONFLICT,
        /** Malformed, about others, or from nobody that can be on this link. */
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
            || !arp.wrap(frame, Ethernet.HEADER_LENGTH).isValid(length - Ethernet.HEADER_LENGTH)) {
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
        if (ours.own(target) == null) {
            return Kind.IGNORED;
        }
        if (arp.operation() == Arp.REQUEST && Ipv4Address.isUnspecified(senderAddress.ipv4())) {
            return Kind.PROBE;
        }
        if (!ours.isNeighbour(senderAddress)) {
            return Kind.IGNORED;
        }
        return switch (arp.operation()) {
            case Arp.REQUEST -> Kind.REQUEST;
            case Arp.REPLY -> Kind.REPLY;
            default -> Kind.IGNORED;
        };
    }
}
