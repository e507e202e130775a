package dev.narrows.esp;

import dev.narrows.wire.IpHeader;
import dev.narrows.wire.Ipv4;
import dev.narrows.wire.Ipv6;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Moves a packet's own header, with options or extension headers, as transport mode needs it: ESP comes between it and
 * what it carried, or goes from there (RFC 4303 3.1.1).
 *
 * <p>Belongs to one worker.
 */
final class OwnHeader {
    private final Ipv4 ipv4 = new Ipv4();
    private final Ipv6 ipv6 = new Ipv6();

    /**
     * Moves a header and lets it name what follows now.
     *
     * @param header          the header where it was.
     * @param target          where it goes in the same buffer; may overlap.
     * @param length          bytes of it that move.
     * @param nextHeaderField where the byte stands, from the header's start, that names what follows.
     * @param nextHeader      what follows now.
     * @param totalLength     bytes of the packet now.
     * @return what followed before.
     */
    int move(IpHeader header, int target, int length, int nextHeaderField, int nextHeader, int totalLength) {
        UnsafeBuffer buffer = header.buffer();
        int before = buffer.getByte(header.offset() + nextHeaderField) & 0xFF;
        buffer.putBytes(target, buffer, header.offset(), length);
        buffer.putByte(target + nextHeaderField, (byte)nextHeader);
        if (header.isIpv6()) {
            ipv6.wrap(buffer, target).payloadLength(totalLength - Ipv6.HEADER_LENGTH);
        } else {
            ipv4.wrap(buffer, target).totalLength(totalLength).computeChecksum();
        }
        return before;
    }

    /**
     * Lets routers, or the gateway itself, fragment a packet that has been moved. In front of ESP all its host's
     * protocols are one: the host's identifications are unique in each of them, but not in all together (RFC 6864 4.3).
     *
     * @param buffer         holds the packet.
     * @param target         where its IPv4 header is.
     * @param identification a fresh one.
     */
    void allowFragments(UnsafeBuffer buffer, int target, int identification) {
        ipv4.wrap(buffer, target).identification(identification).fragment(false, false, 0).computeChecksum();
    }
}
