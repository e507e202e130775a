package dev.narrows.fragment;

import dev.narrows.wire.Ecn;
import dev.narrows.wire.IpAddress;
import dev.narrows.wire.IpHeader;
import dev.narrows.wire.Ipv6Extensions;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * What reassembly needs to know of a fragment, whichever family it is of. With IPv6 the header is what stands before
 * the fragment header, and the protocol of later fragments counts for nothing (RFC 8200 4.5).
 */
final class FragmentView {
    private static final int PROTOCOL_SHIFT = 32;
    private static final long UNSIGNED_INT_MASK = 0xFFFF_FFFFL;

    private IpHeader header;
    private boolean isIpv6;
    private long identification;
    private int headerLength;
    private int payloadOffset;
    private int payloadLength;
    private int start;
    private boolean moreFollow;

    /** Reads a parsed header; a packet that is no fragment is one alone. */
    void read(IpHeader fragment) {
        header = fragment;
        isIpv6 = fragment.isIpv6();
        if (isIpv6 && fragment.extensions().hasFragmentHeader()) {
            Ipv6Extensions extensions = fragment.extensions();
            identification = extensions.identification() & UNSIGNED_INT_MASK;
            headerLength = extensions.fragmentHeader();
            payloadOffset = fragment.offset() + headerLength + Ipv6Extensions.FRAGMENT_HEADER_LENGTH;
            start = extensions.fragmentOffset();
            moreFollow = extensions.moreFragments();
        } else {
            identification = isIpv6 ? 0
                : (long)fragment.protocol() << PROTOCOL_SHIFT | fragment.ipv4().identification();
            headerLength = fragment.headerLength();
            payloadOffset = fragment.payloadOffset();
            start = isIpv6 ? 0 : fragment.ipv4().fragmentOffset();
            moreFollow = !isIpv6 && fragment.ipv4().moreFragments();
        }
        payloadLength = fragment.offset() + fragment.totalLength() - payloadOffset;
    }

    boolean isIpv6() {
        return isIpv6;
    }

    UnsafeBuffer buffer() {
        return header.buffer();
    }

    int offset() {
        return header.offset();
    }

    long sourceHigh() {
        return header.sourceHigh();
    }

    long sourceLow() {
        return header.sourceLow();
    }

    long destinationHigh() {
        return header.destinationHigh();
    }

    long destinationLow() {
        return header.destinationLow();
    }

    /** {@return who is limited: an IPv4 address, or with IPv6 all of a /64, where a host has as many as it likes} */
    long sourceKey() {
        return IpAddress.isIpv4(sourceHigh(), sourceLow()) ? sourceLow() : sourceHigh();
    }

    /** {@return the identification that a datagram's fragments share, with IPv4 together with the protocol} */
    long identification() {
        return identification;
    }

    /** {@return the bytes of the header that the whole datagram has} */
    int headerLength() {
        return headerLength;
    }

    int payloadOffset() {
        return payloadOffset;
    }

    int payloadLength() {
        return payloadLength;
    }

    /** {@return where the payload belongs in the datagram's, in bytes} */
    int start() {
        return start;
    }

    /** {@return where the payload ends in the datagram's, in bytes} */
    int end() {
        return start + payloadLength;
    }

    boolean moreFollow() {
        return moreFollow;
    }

    int ecn() {
        return header.trafficClass() & Ecn.MASK;
    }

    /** {@return where the byte stands, from the header's start, that names what follows the header; of IPv6 alone} */
    int nextHeaderField() {
        return header.extensions().fragmentField();
    }

    /** {@return the protocol of what follows the header; of IPv6 alone} */
    int nextHeader() {
        return buffer().getByte(payloadOffset - Ipv6Extensions.FRAGMENT_HEADER_LENGTH) & 0xFF;
    }
}
