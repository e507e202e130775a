package dev.narrows.netlab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * A captured Ethernet frame. The accessors beyond {@link #isIpv4} are for IPv4 without options, as everything in the
 * netlab is.
 *
 * @param bytes  the frame from its Ethernet header on.
 * @param millis when it was captured, in milliseconds since the epoch.
 */
record Frame(ByteBuffer bytes, long millis) {
    private static final int PCAP_HEADER = 24;
    private static final int RECORD_HEADER = 16;
    private static final int MICROSECONDS_OFFSET = 4;
    private static final int CAPTURED_LENGTH_OFFSET = 8;
    private static final int ETHERNET = 14;
    private static final int ETHERTYPE_OFFSET = 12;
    private static final int ETHERTYPE_IPV4 = 0x0800;
    private static final int ETHERTYPE_IPV6 = 0x86DD;
    private static final int NEXT_HEADER_OFFSET = ETHERNET + 6;
    private static final int TOTAL_LENGTH_OFFSET = ETHERNET + 2;
    private static final int FRAGMENT_OFFSET = ETHERNET + 6;
    private static final int PROTOCOL_OFFSET = ETHERNET + 9;
    private static final int PAYLOAD_OFFSET = ETHERNET + 20;
    private static final int SEQUENCE_OFFSET = PAYLOAD_OFFSET + 4;
    private static final int DONT_FRAGMENT = 0x4000;
    private static final int MORE_FRAGMENTS_OR_OFFSET = 0x3fff;
    private static final int OFFSET = 0x1fff;
    private static final int ESP = 50;
    private static final int UDP = 17;
    private static final int FRAGMENT_HEADER = 44;
    private static final int IPV6_PAYLOAD_OFFSET = ETHERNET + 40;

    /** Reads a file of tcpdump's, of this machine's byte order. */
    static List<Frame> read(Path pcap) {
        ByteBuffer file;
        try {
            file = ByteBuffer.wrap(Files.readAllBytes(pcap)).order(ByteOrder.nativeOrder());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        List<Frame> frames = new ArrayList<>();
        int offset = PCAP_HEADER;
        while (offset + RECORD_HEADER <= file.limit()) {
            int length = file.getInt(offset + CAPTURED_LENGTH_OFFSET);
            long millis = Integer.toUnsignedLong(file.getInt(offset)) * 1000
                + file.getInt(offset + MICROSECONDS_OFFSET) / 1000;
            offset += RECORD_HEADER;
            frames.add(new Frame(file.slice(offset, length).order(ByteOrder.BIG_ENDIAN), millis));
            offset += length;
        }
        return frames;
    }

    boolean isIpv4() {
        return bytes.getShort(ETHERTYPE_OFFSET) == ETHERTYPE_IPV4;
    }

    boolean isEsp() {
        return isIpv4() && bytes.get(PROTOCOL_OFFSET) == ESP;
    }

    boolean isUdp() {
        return isIpv4() && bytes.get(PROTOCOL_OFFSET) == UDP;
    }

    /** {@return whether this is ESP right behind an IPv6 header} */
    boolean isEspOverIpv6() {
        return bytes.getShort(ETHERTYPE_OFFSET) == (short)ETHERTYPE_IPV6 && bytes.get(NEXT_HEADER_OFFSET) == ESP;
    }

    /** {@return the IPv6 next header, or -1 for what is not IPv6} */
    int ipv6NextHeader() {
        return bytes.getShort(ETHERTYPE_OFFSET) == (short)ETHERTYPE_IPV6
            ? Byte.toUnsignedInt(bytes.get(NEXT_HEADER_OFFSET)) : -1;
    }

    /** {@return whether this is a fragment of an IPv6 packet, behind its header} */
    boolean isIpv6Fragment() {
        return ipv6NextHeader() == FRAGMENT_HEADER;
    }

    /** {@return whether this is a fragment of ESP, over IPv4 or IPv6} */
    boolean isFragmentOfEsp() {
        return (isFragment() && isEsp()) || (isIpv6Fragment() && bytes.get(IPV6_PAYLOAD_OFFSET) == ESP);
    }

    boolean isFragment() {
        return isIpv4() && (bytes.getShort(FRAGMENT_OFFSET) & MORE_FRAGMENTS_OR_OFFSET) != 0;
    }

    /** {@return whether this is a fragment other than the first} */
    boolean isLaterFragment() {
        return isIpv4() && (bytes.getShort(FRAGMENT_OFFSET) & OFFSET) != 0;
    }

    boolean hasDf() {
        return (bytes.getShort(FRAGMENT_OFFSET) & DONT_FRAGMENT) != 0;
    }

    /** {@return the IPv4 total length, in bytes} */
    int ipv4Length() {
        return Short.toUnsignedInt(bytes.getShort(TOTAL_LENGTH_OFFSET));
    }

    int spi() {
        return bytes.getInt(PAYLOAD_OFFSET);
    }

    long sequence() {
        return Integer.toUnsignedLong(bytes.getInt(SEQUENCE_OFFSET));
    }

    /** {@return a copy of the frame with another ESP sequence number} */
    Frame withSequence(long sequence) {
        ByteBuffer copy = ByteBuffer.allocate(bytes.limit());
        copy.put(0, bytes, 0, bytes.limit()).putInt(SEQUENCE_OFFSET, (int)sequence);
        return new Frame(copy, millis);
    }

    /** {@return whether these bytes occur anywhere in the frame} */
    boolean contains(String hex) {
        return hex().contains(hex);
    }

    String hex() {
        byte[] copy = new byte[bytes.limit()];
        bytes.get(0, copy);
        return HexFormat.of().formatHex(copy);
    }
}
