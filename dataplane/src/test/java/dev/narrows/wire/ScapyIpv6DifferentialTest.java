package dev.narrows.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/** Random IPv6 frames that scapy built: every field must read as scapy reads it, every checksum come out as scapy's. */
class ScapyIpv6DifferentialTest {
    private static final int FRAMES = 280;
    private static final int SEED = 6;

    private final IpHeader ip = new IpHeader();
    private final Map<String, Object> read = new LinkedHashMap<>();

    @Test
    void shouldReadEveryFieldAndComputeEveryChecksumAsScapyDoes() throws Exception {
        for (String line : ScapyFrames.lines("reference_ipv6_packets.py", FRAMES, SEED)) {
            String[] parts = line.split(" ", -1);
            read.clear();
            readFrame(new UnsafeBuffer(HexFormat.of().parseHex(parts[0])));
            assertEquals(ScapyFrames.fields(parts), ScapyFrames.asText(read), line + ", seed " + SEED);
        }
    }

    private void readFrame(UnsafeBuffer frame) {
        Ethernet ethernet = new Ethernet().wrap(frame, 0);
        assertEquals(Ethernet.TYPE_IPV6, ethernet.type());
        assertTrue(ip.parse(frame, Ethernet.HEADER_LENGTH, frame.capacity() - Ethernet.HEADER_LENGTH));
        readHeader("ip.", ip);
        if (ip.isFragment()) {
            read.put("fragment.offset", ip.extensions().fragmentOffset());
            read.put("fragment.more", ip.extensions().moreFragments() ? 1 : 0);
            read.put("fragment.identification", Integer.toUnsignedLong(ip.extensions().identification()));
        } else {
            readUpperLayer(frame);
        }
    }

    private void readHeader(String prefix, IpHeader header) {
        read.put(prefix + "trafficClass", header.trafficClass());
        read.put(prefix + "flowLabel", header.ipv6().flowLabel());
        read.put(prefix + "hopLimit", header.ttl());
        read.put(prefix + "totalLength", header.totalLength());
        read.put(prefix + "headerLength", header.headerLength());
        read.put(prefix + "protocol", header.protocol());
        read.put(prefix + "source", IpAddress.format(header.sourceHigh(), header.sourceLow()));
        read.put(prefix + "destination", IpAddress.format(header.destinationHigh(), header.destinationLow()));
    }

    private void readUpperLayer(UnsafeBuffer frame) {
        int offset = ip.payloadOffset();
        switch (ip.protocol()) {
            case IpProtocol.UDP -> readUdp(new Udp().wrap(frame, offset));
            case IpProtocol.TCP -> {
                read.put("tcp.sourcePort", ip.sourcePort());
                read.put("tcp.destinationPort", ip.destinationPort());
            }
            case IpProtocol.ICMPV6 -> readIcmp(frame, new Icmpv6().wrap(frame, offset));
            default -> throw new AssertionError("protocol " + ip.protocol());
        }
    }

    private void readUdp(Udp udp) {
        assertTrue(udp.isValid(ip.payloadLength()));
        assertTrue(udp.isChecksumRight(ip.sourceHigh(), ip.sourceLow(), ip.destinationHigh(), ip.destinationLow()));
        read.put("udp.sourcePort", ip.sourcePort());
        read.put("udp.destinationPort", ip.destinationPort());
        read.put("udp.checksum", udp.computeChecksum(
            ip.sourceHigh(), ip.sourceLow(), ip.destinationHigh(), ip.destinationLow()).checksum());
    }

    private void readIcmp(UnsafeBuffer frame, Icmpv6 icmp) {
        int length = ip.payloadLength();
        assertTrue(icmp.isValid(length));
        int sum = InternetChecksum.pseudoHeaderSum(ip.sourceHigh(), ip.sourceLow(), ip.destinationHigh(),
            ip.destinationLow(), IpProtocol.ICMPV6, length);
        assertTrue(icmp.isChecksumRight(sum, length));
        read.put("icmp.type", icmp.type());
        read.put("icmp.code", icmp.code());
        read.put("icmp.checksum", icmp.computeChecksum(sum, length).checksum());
        NeighbourMessage message = new NeighbourMessage();
        if (message.parse(ip)) {
            read.put("neighbour.target", IpAddress.format(message.targetHigh(), message.targetLow()));
            read.put("neighbour.mac", MacAddress.format(message.mac()));
            read.put("neighbour.solicited", message.isSolicited() ? 1 : 0);
            read.put("neighbour.override", message.isOverride() ? 1 : 0);
        } else if (icmp.isPacketTooBig()) {
            read.put("icmp.mtu", icmp.mtu());
            IcmpQuote quote = new IcmpQuote().wrap(frame, ip.payloadOffset() + Icmpv6.HEADER_LENGTH);
            assertTrue(quote.isValid(length - Icmpv6.HEADER_LENGTH));
            readHeader("quote.", quote.header());
        } else {
            read.put("icmp.identifier", icmp.identifier());
            read.put("icmp.sequence", icmp.sequence());
        }
    }
}
