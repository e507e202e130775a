package dev.narrows.neighbor;

import dev.narrows.wire.Ethernet;
import dev.narrows.wire.IpAddress;
import dev.narrows.wire.IpHeader;
import dev.narrows.wire.NeighbourMessage;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Reads frames of neighbour discovery and tells what they are worth to us. Only a question for our address counts, or
 * what a neighbour says of itself, from a station and an address that the port's link can have: one that is not on the
 * link gets no answer and is not learned (CVE-2008-2476).
 */
final class NeighbourReader {
    /** What a frame is. */
    enum Kind {
        /** A neighbour asks for our address. */
        SOLICITATION,
        /** Somebody without an address yet asks whether ours is taken (RFC 4862 5.4). */
        PROBE,
        /** A neighbour says where it is. */
        ADVERTISEMENT,
        /** Somebody else claims to have our address, or is about to. */
        CONFLICT,
        /** Malformed, about others, or from nobody that can be on this link. */
        IGNORED
    }

    private final UnsafeBuffer frame = new UnsafeBuffer(0, 0);
    private final Ethernet ethernet = new Ethernet();
    private final IpHeader header = new IpHeader();
    private final NeighbourMessage message = new NeighbourMessage();
    private IpAddress sender;
    private IpAddress target;
    private long senderMac;

    /**
     * Reads a frame.
     *
     * @param link   where it arrived.
     * @param buffer holds it.
     * @param offset where it starts.
     * @param length its bytes.
     * @return what it is.
     */
    Kind read(PortLink link, DirectBuffer buffer, int offset, int length) {
        frame.wrap(buffer, offset, length);
        ethernet.wrap(frame, 0);
        if (!ethernet.isValid(length) || ethernet.type() != Ethernet.TYPE_IPV6
            || !header.parse(frame, Ethernet.HEADER_LENGTH, length - Ethernet.HEADER_LENGTH)
            || !message.parse(header) || !link.isStation(ethernet.source())
            || (message.mac() != NeighbourMessage.NO_MAC && !link.isStation(message.mac()))) {
            return Kind.IGNORED;
        }
        sender = new IpAddress(header.sourceHigh(), header.sourceLow());
        target = new IpAddress(message.targetHigh(), message.targetLow());
        senderMac = message.mac() == NeighbourMessage.NO_MAC ? ethernet.source() : message.mac();
        OwnAddress own = link.own(target);
        return message.isSolicitation() ? classifySolicitation(link, own) : classifyAdvertisement(link, own);
    }

    /** {@return the address that the frame came from} */
    IpAddress sender() {
        return sender;
    }

    /** {@return the address asked for, or whose owner speaks} */
    IpAddress target() {
        return target;
    }

    /** {@return where an answer goes: the hardware address that the sender gives, or else its frame's} */
    long senderMac() {
        return senderMac;
    }

    /** {@return the message itself} */
    NeighbourMessage message() {
        return message;
    }

    private Kind classifySolicitation(PortLink link, OwnAddress own) {
        if (own == null || own.state() == AddressState.DUPLICATE) {
            return Kind.IGNORED;
        }
        if (sender.equals(IpAddress.UNSPECIFIED)) {
            return own.isValid() ? Kind.PROBE : Kind.CONFLICT;
        }
        if (link.own(sender) != null) {
            return Kind.CONFLICT;
        }
        return own.isValid() && link.isNeighbour(sender) ? Kind.SOLICITATION : Kind.IGNORED;
    }

    private Kind classifyAdvertisement(PortLink link, OwnAddress own) {
        if (own != null) {
            return Kind.CONFLICT;
        }
        return link.isNeighbour(target) ? Kind.ADVERTISEMENT : Kind.IGNORED;
    }
}
