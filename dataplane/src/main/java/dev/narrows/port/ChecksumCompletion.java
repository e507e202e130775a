package dev.narrows.port;

import static java.nio.ByteOrder.BIG_ENDIAN;

import dev.narrows.packet.Packet;
import dev.narrows.wire.Ethernet;
import dev.narrows.wire.InternetChecksum;
import dev.narrows.wire.IpHeader;
import dev.narrows.wire.IpProtocol;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Makes the checksums of TCP and UDP that a kernel has left to a device. It leaves the pseudo header's sum, folded, in
 * the field (RFC 9293 3.1, RFC 768), and the device adds the rest; a pair of virtual interfaces has no device that
 * would.
 *
 * <p>A whole packet whose checksum is that very value by chance gets the same checksum again, for it is the right one.
 */
final class ChecksumCompletion {
    private static final int TCP_CHECKSUM_OFFSET = 16;
    private static final int TCP_LEAST_LENGTH = 20;
    private static final int UDP_CHECKSUM_OFFSET = 6;
    private static final int UDP_LEAST_LENGTH = 8;
    /** In UDP 0 says that there is none (RFC 768). */
    private static final int UDP_ZERO = 0xFFFF;

    private final Packet packet = new Packet();
    private final Ethernet ethernet = new Ethernet();
    private final IpHeader header = new IpHeader();

    /**
     * Makes a packet's checksum, where it is unfinished.
     *
     * @param handle the packet.
     */
    void complete(long handle) {
        packet.wrap(handle);
        if (!packet.isSoleOwnedSegment()) {
            return;
        }
        UnsafeBuffer buffer = packet.buffer();
        ethernet.wrap(buffer, packet.offset());
        if (!ethernet.isValid(packet.length())) {
            return;
        }
        int type = ethernet.type();
        boolean isIp = type == Ethernet.TYPE_IPV4 || type == Ethernet.TYPE_IPV6;
        if (!isIp || !header.parse(
            buffer, packet.offset() + Ethernet.HEADER_LENGTH, packet.length() - Ethernet.HEADER_LENGTH)
            || header.isFragment()) {
            return;
        }
        if (header.protocol() == IpProtocol.TCP && header.payloadLength() >= TCP_LEAST_LENGTH) {
            complete(buffer, TCP_CHECKSUM_OFFSET, 0);
        } else if (header.protocol() == IpProtocol.UDP && header.payloadLength() >= UDP_LEAST_LENGTH) {
            complete(buffer, UDP_CHECKSUM_OFFSET, UDP_ZERO);
        }
    }

    /** The field holds the pseudo header's sum already, so that the sum of all is the checksum's complement. */
    private void complete(UnsafeBuffer buffer, int checksumOffset, int inPlaceOfZero) {
        int offset = header.payloadOffset();
        int length = header.payloadLength();
        int field = buffer.getShort(offset + checksumOffset, BIG_ENDIAN) & 0xFFFF;
        if (field == header.pseudoHeaderSum(header.protocol(), length)) {
            int checksum = InternetChecksum.compute(buffer, offset, length);
            buffer.putShort(offset + checksumOffset, (short)(checksum == 0 ? inPlaceOfZero : checksum), BIG_ENDIAN);
        }
    }
}
