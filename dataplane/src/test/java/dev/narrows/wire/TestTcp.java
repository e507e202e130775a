package dev.narrows.wire;

import java.util.Arrays;
import org.agrona.concurrent.UnsafeBuffer;

/** TCP segments for tests, with options of any kind. */
public final class TestTcp {
    private static final int SOURCE_PORT = 40000;
    private static final int DESTINATION_PORT = 443;

    private TestTcp() {
    }

    /**
     * Makes an IP packet, with DF where there is such, without data.
     *
     * @param from    its source.
     * @param to      its destination, of the same family.
     * @param flags   such as {@link Tcp#FLAG_SYN}.
     * @param options as they are to stand; padded with zeros to a multiple of 4, to 40 bytes at the most.
     * @return the packet, its checksums right.
     */
    public static byte[] packet(IpAddress from, IpAddress to, int flags, byte... options) {
        byte[] segment = segment(from, to, flags, options);
        return from.isIpv4()
            ? new FrameBuilder().addresses(from.ipv4(), to.ipv4()).dontFragment(true).payload(IpProtocol.TCP, segment)
                .packet()
            : new Ipv6FrameBuilder().addresses(from, to).payload(IpProtocol.TCP, segment).packet();
    }

    /**
     * Makes a segment without data.
     *
     * @param from    its packet's source.
     * @param to      its packet's destination.
     * @param flags   such as {@link Tcp#FLAG_SYN}.
     * @param options as they are to stand.
     * @return the segment, its checksum right.
     */
    public static byte[] segment(IpAddress from, IpAddress to, int flags, byte... options) {
        int length = Tcp.MIN_HEADER_LENGTH + ((options.length + 3) & -4);
        byte[] segment = new byte[length];
        segment[0] = (byte)(SOURCE_PORT >> 8);
        segment[1] = (byte)SOURCE_PORT;
        segment[2] = (byte)(DESTINATION_PORT >> 8);
        segment[3] = (byte)DESTINATION_PORT;
        segment[Tcp.DATA_OFFSET_OFFSET] = (byte)(length << 2);
        segment[Tcp.FLAGS_OFFSET] = (byte)flags;
        System.arraycopy(options, 0, segment, Tcp.MIN_HEADER_LENGTH, options.length);
        int checksum = InternetChecksum.complement(InternetChecksum.pseudoHeaderSum(from.high(), from.low(), to.high(),
            to.low(), IpProtocol.TCP, length) + (long)InternetChecksum.sum(new UnsafeBuffer(segment), 0, length));
        segment[Tcp.CHECKSUM_OFFSET] = (byte)(checksum >> 8);
        segment[Tcp.CHECKSUM_OFFSET + 1] = (byte)checksum;
        return segment;
    }

    /**
     * Makes the option that tells the maximum segment size.
     *
     * @param bytes the size.
     * @return the option, with three options in front that leave it at an odd place.
     */
    public static byte[] oddMss(int bytes) {
        return new byte[] {1, 3, 3, 7, 1, 4, 2, 2, 4, (byte)(bytes >> 8), (byte)bytes};
    }

    /**
     * Makes the option that tells the maximum segment size, the first one.
     *
     * @param bytes the size.
     * @return the option, and others behind it.
     */
    public static byte[] mss(int bytes) {
        return new byte[] {2, 4, (byte)(bytes >> 8), (byte)bytes, 4, 2, 1, 3, 3, 7};
    }

    /**
     * Tests a packet.
     *
     * @param packet with TCP.
     * @return whether its TCP checksum is right.
     */
    public static boolean isChecksumRight(byte[] packet) {
        IpHeader header = new IpHeader();
        UnsafeBuffer buffer = new UnsafeBuffer(packet);
        return header.parse(buffer, 0, packet.length) && InternetChecksum.isRight(
            (long)header.pseudoHeaderSum(IpProtocol.TCP, header.payloadLength())
                + InternetChecksum.sum(buffer, header.payloadOffset(), header.payloadLength()));
    }

    /**
     * Tells what a packet's options are.
     *
     * @param packet with TCP.
     * @return the options, with their padding.
     */
    public static byte[] options(byte[] packet) {
        IpHeader header = new IpHeader();
        header.parse(new UnsafeBuffer(packet), 0, packet.length);
        int start = header.payloadOffset();
        return Arrays.copyOfRange(packet, start + Tcp.MIN_HEADER_LENGTH,
            start + ((packet[start + Tcp.DATA_OFFSET_OFFSET] & 0xF0) >> 2));
    }
}
