package dev.narrows.netlab;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;

/**
 * A capture between the routers of all that is not a whole packet of ESP, in UDP or not: fragments, and what is in
 * clear.
 */
final class Wire implements AutoCloseable {
    private static final String FILTER =
        "(ip and ((not proto 50 and not udp port 4500) or ip[6:2] & 0x3fff != 0)) or (ip6 and not ip6 proto 50)";
    private static final int PROTOCOL_OFFSET = 14 + 9;
    private static final int ICMP = 1;
    private static final int ICMP_TYPE_OFFSET = 14 + 20;
    private static final int UNREACHABLE = 3;
    private static final int QUOTED_PROTOCOL_OFFSET = ICMP_TYPE_OFFSET + 8 + 9;
    private static final int ESP = 50;
    private static final int HOP_BY_HOP = 0;
    private static final int ICMPV6 = 58;
    private static final int ICMPV6_TYPE_OFFSET = 14 + 40;
    /** Multicast listeners' and neighbours' messages: 130 to 137, and 143. */
    private static final int FIRST_OF_NEIGHBOURS = 130;

    private final Capture capture;
    private List<Frame> frames;

    private Wire(Capture capture) {
        this.capture = capture;
    }

    static Wire watch(Netlab netlab) {
        return new Wire(Capture.on(netlab, "r1", "r1-r2", FILTER));
    }

    /**
     * Ends the capture. Fails if anything crossed that was neither ESP, nor an ICMP error about it, nor neighbours'
     * talk.
     */
    void expectNothingInClear() {
        assertEquals(List.of(), frames().stream()
            .filter(frame -> !frame.isFragmentOfEsp() && !isOfUdp(frame) && !isOfNeighbours(frame)
                && !isAboutEsp(frame))
            .map(Frame::hex).toList());
    }

    /** Ends the capture; {@return how many fragments of ESP crossed from one time to another, in epoch milliseconds} */
    long fragments(long from, long to) {
        return frames().stream()
            .filter(frame -> frame.isFragmentOfEsp() && frame.millis() >= from && frame.millis() <= to).count();
    }

    private List<Frame> frames() {
        if (frames == null) {
            frames = capture.frames();
        }
        return frames;
    }

    /** A fragment of ESP in UDP: later ones do not show what they are of. */
    private static boolean isOfUdp(Frame frame) {
        return frame.isFragment() && frame.isUdp();
    }

    /** An ICMP error that quotes ESP: a kernel without it says that it does not speak it. */
    private static boolean isAboutEsp(Frame frame) {
        return frame.isIpv4() && !frame.isFragment() && frame.bytes().get(PROTOCOL_OFFSET) == ICMP
            && frame.bytes().get(ICMP_TYPE_OFFSET) == UNREACHABLE && frame.bytes().get(QUOTED_PROTOCOL_OFFSET) == ESP;
    }

    private static boolean isOfNeighbours(Frame frame) {
        int header = frame.ipv6NextHeader();
        return header == HOP_BY_HOP
            || (header == ICMPV6 && Byte.toUnsignedInt(frame.bytes().get(ICMPV6_TYPE_OFFSET)) >= FIRST_OF_NEIGHBOURS);
    }

    @Override
    public void close() {
        capture.close();
    }
}
