package dev.narrows.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/** Random frames that scapy built: every field must read as scapy reads it, every checksum come out as scapy's. */
class ScapyDifferentialTest {
    private static final int FRAMES = 240;
    private static final int SEED = 1;
    private static final int SCAPY_ABSENT = 77;
    private static final Path PYTHON = Path.of("/usr/bin/python3");

    private final Ethernet ethernet = new Ethernet();
    private final Ipv4 ip = new Ipv4();
    private final Map<String, Object> read = new LinkedHashMap<>();

    @Test
    void shouldReadEveryFieldAndComputeEveryChecksumAsScapyDoes() throws Exception {
        List<String> lines = framesOfScapy();
        assertEquals(FRAMES, lines.size());
        for (String line : lines) {
            String[] parts = line.split(" ", -1);
            read.clear();
            readFrame(new UnsafeBuffer(HexFormat.of().parseHex(parts[0])));
            assertEquals(expected(parts), asText(read), line + ", seed " + SEED);
        }
    }

    private static List<String> framesOfScapy() throws IOException, InterruptedException, URISyntaxException {
        assumeTrue(Files.isExecutable(PYTHON), PYTHON + " is not installed");
        Path script = Path.of(ScapyDifferentialTest.class.getResource("reference_packets.py").toURI());
        Process process = new ProcessBuilder(
            PYTHON.toString(), script.toString(), Integer.toString(FRAMES), Integer.toString(SEED))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        int exitCode = process.waitFor();
        assumeTrue(exitCode != SCAPY_ABSENT, "scapy is not installed (Debian: apt install python3-scapy)");
        assertEquals(0, exitCode, "exit code of " + script);
        return output.lines().toList();
    }

    private static Map<String, String> expected(String[] parts) {
        Map<String, String> fields = new TreeMap<>();
        for (int i = 1; i < parts.length; i++) {
            int equals = parts[i].indexOf('=');
            fields.put(parts[i].substring(0, equals), parts[i].substring(equals + 1));
        }
        return fields;
    }

    private static Map<String, String> asText(Map<String, Object> fields) {
        Map<String, String> text = new TreeMap<>();
        fields.forEach((name, value) -> text.put(name, value.toString()));
        return text;
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
            readIpv4("quote.", quote.header());
        } else {
            read.put("icmp.identifier", icmp.identifier());
            read.put("icmp.sequence", icmp.sequence());
        }
    }
}
