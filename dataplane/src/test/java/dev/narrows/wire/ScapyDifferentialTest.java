package dev.narrows.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/** Random frames that scapy built: every field must read as scapy reads it, every checksum come out as scapy's. */
class ScapyDifferentialTest {
    private static final int FRAMES = 240;
    private static final int SEED = 1;

    private final Ethernet ethernet = new Ethernet();
    private final Ipv4 ip = new Ipv4();
    private final Map<String, Object> read = new LinkedHashMap<>();

    @Test
    void shouldReadEveryFieldAndComputeEveryChecksumAsScapyDoes() throws Exception {
        for (String line : ScapyFrames.lines("reference_packets.py", FRAMES, SEED)) {
            String[] parts = line.split(" ", -1);
            read.clear();
            readFrame(new UnsafeBuffer(HexFormat.of().parseHex(parts[0])));
            assertEquals(ScapyFrames.fields(parts), ScapyFrames.asText(read), line + ", seed " + SEED);
        }
    }

    private void readFrame(UnsafeBuffer frame) {
        assertTrue(ethernet.wrap(frame, 0).isValid(frame.capacity()));
        read.put("eth.destination", MacAddress.format(ethernet.destination()));
        read.put("eth.source", MacAddress.format(ethernet.source()));
        read.put("eth.type", ethernet.type());
        int length = frame.capacity() - Ethernet.HEADER_LENGTH;
        if (ethernet.type() == Ethernet.TYPE_ARP) {
            readArp(new Arp().wrap(frame, Ethernet.HEADER_LENGTH), length);
            return;
        }
        assertTrue(ip.wrap(frame, Ethernet.HEADER_LENGTH).isValid(length));
        assertTrue(ip.isChecksumRight());
        readIpv4("ip.", ip.computeChecksum());
        if (!ip.isLaterFragment()) {
            readTransport(frame);
        }
    }

    private void readArp(Arp arp, int length) {
        assertTrue(arp.isValid(length));
        read.put("arp.operation", arp.operation());
        read.put("arp.senderMac", MacAddress.format(arp.senderMac()));
        read.put("arp.senderAddress", Ipv4Address.format(arp.senderAddress()));
        read.put("arp.targetMac", MacAddress.format(arp.targetMac()));
        read.put("arp.targetAddress", Ipv4Address.format(arp.targetAddress()));
    }

    private void readIpv4(String prefix, Ipv4 header) {
        read.put(prefix + "headerLength", header.headerLength());
        read.put(prefix + "tos", header.tos());
        read.put(prefix + "totalLength", header.totalLength());
        read.put(prefix + "identification", header.identification());
        read.put(prefix + "dontFragment", header.dontFragment());
        read.put(prefix + "moreFragments", header.moreFragments());
        read.put(prefix + "fragmentOffset", header.fragmentOffset());
        read.put(prefix + "ttl", header.ttl());
        read.put(prefix + "protocol", header.protocol());
        read.put(prefix + "checksum", header.checksum());
        read.put(prefix + "source", Ipv4Address.format(header.source()));
        read.put(prefix + "destination", Ipv4Address.format(header.destination()));
    }

    private void readTransport(UnsafeBuffer frame) {
        int offset = ip.payloadOffset();
        switch (ip.protocol()) {
            case IpProtocol.UDP -> readUdp(new Udp().wrap(frame, offset));
            case IpProtocol.TCP -> readTcp(new Tcp().wrap(frame, offset));
            case IpProtocol.ICMP -> readIcmp(frame, new Icmpv4().wrap(frame, offset));
            default -> throw new AssertionError("protocol " + ip.protocol());
        }
    }

    private void readUdp(Udp udp) {
        assertTrue(udp.isValid(ip.payloadLength()));
        assertTrue(udp.isChecksumRight(ip.source(), ip.destination()));
        read.put("udp.sourcePort", udp.sourcePort());
        read.put("udp.destinationPort", udp.destinationPort());
        read.put("udp.length", udp.length());
        read.put("udp.checksum", udp.computeChecksum(ip.source(), ip.destination()).checksum());
    }

    private void readTcp(Tcp tcp) {
        assertTrue(tcp.isValid(ip.payloadLength()));
        read.put("tcp.sourcePort", tcp.sourcePort());
        read.put("tcp.destinationPort", tcp.destinationPort());
        read.put("tcp.sequence", tcp.sequence());
        read.put("tcp.headerLength", tcp.headerLength());
        read.put("tcp.flags", tcp.flags());
    }

    private void readIcmp(UnsafeBuffer frame, Icmpv4 icmp) {
        int length = ip.payloadLength();
        assertTrue(icmp.isValid(length));
        assertTrue(icmp.isChecksumRight(length));
        read.put("icmp.type", icmp.type());
        read.put("icmp.code", icmp.code());
        read.put("icmp.checksum", icmp.computeChecksum(length).checksum());
        if (icmp.isFragmentationNeeded()) {
            read.put("icmp.nextHopMtu", icmp.nextHopMtu());
            IcmpQuote quote = new IcmpQuote().wrap(frame, ip.payloadOffset() + Icmpv4.HEADER_LENGTH);
            assertTrue(quote.isValid(length - Icmpv4.HEADER_LENGTH));
            readIpv4("quote.", quote.header().ipv4());
        } else {
            read.put("icmp.identifier", icmp.identifier());
            read.put("icmp.sequence", icmp.sequence());
        }
    }
}
