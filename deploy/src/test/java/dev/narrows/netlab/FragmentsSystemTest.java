package dev.narrows.netlab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.narrows.wire.IpProtocol;
import dev.narrows.wire.Ipv4;
import dev.narrows.wire.Ipv4Address;
import dev.narrows.wire.Udp;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * ESP in fragments as C receives them, on net_pcap: with net_af_packet its kernel would put them together first. What B
 * sends without DF r1 fragments, and what is longer than any packet of B's is made here, by the JDK's cipher.
 */
@InNetlab
final class FragmentsSystemTest {
    private static final int NARROW = 1300;
    private static final int PINGS = 150;
    private static final int RATE = 1000;
    private static final String SECONDS = "18";
    private static final Pattern RECEIVED = Pattern.compile("(\\d+) received");
    private static final int PORT = 5999;
    /** Further than b itself comes meanwhile. */
    private static final int AHEAD = 100_000;
    private static final int KEY_LENGTH = 16;
    private static final int TAG_BITS = 128;
    private static final int ROOM = 1480;
    /** Prints of one datagram how long it is and what its bytes make together. */
    private static final String RECEIVE = """
        import socket, sys
        s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        s.bind((sys.argv[1], int(sys.argv[2])))
        print("bound", flush=True)
        data = s.recv(65535)
        print(len(data), sum(data), flush=True)
        """;
    private static final String SEND = """
        import socket, sys
        raw = socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_RAW)
        for packet in sys.argv[2:]:
            raw.sendto(bytes.fromhex(packet), (sys.argv[1], 0))
        """;

    @BeforeAll
    static void begin(Netlab netlab) {
        netlab.begin("--df", "clear", "--driver", "pcap");
    }

    @AfterAll
    static void end(Netlab netlab) {
        netlab.mtu(Netlab.WIDE);
    }

    /** 18 a second were enough once to keep a peer's fragments out for as long as they came. */
    @Test
    void shouldPutThePeersFragmentsTogetherUnderThousandSpoofedOnesSecond(Netlab netlab) {
        netlab.mtu(NARROW);
        Command.Running flood = netlab.spawn(
            "r2", Netlab.tool("flood-fragments"), Netlab.C_OUTER, Integer.toString(RATE), SECONDS);
        Eventually.holds(() -> count(netlab, "reassembly-displaced") > RATE,
            () -> "no flood: " + netlab.c().ask("counters"));
        long before = count(netlab, "reassembled");
        String told = netlab.ping("-M", "dont", "-s", "1400", "-i", "0.05", "-c", Integer.toString(PINGS)).output();
        Matcher received = RECEIVED.matcher(told);
        assertTrue(received.find(), told);
        // What a busy machine's drivers lose beside is not at issue here.
        assertTrue(Integer.parseInt(received.group(1)) >= PINGS * 9 / 10, told);
        assertTrue(count(netlab, "reassembled") - before >= PINGS * 9 / 10,
            () -> netlab.c().ask("counters").toString());
        assertTrue(Integer.parseInt(flood.await().expectSuccess().output().strip()) > RATE);
        assertEquals(0, netlab.c().drops("fragment-limit"));
        netlab.mtu(Netlab.WIDE);
        netlab.c().expectBalancedCounters();
    }

    /** Our own MTU is 1500; up to 9216 bytes are put together, which D's kernel does again with what it gets of it. */
    @Test
    void shouldOpenWhatIsLongerThanAnyPacketOfItsLinks(Netlab netlab) {
        AtomicInteger sequence = new AtomicInteger(netlab.b().sa("out").get("sequence").intValue() + AHEAD);
        for (int length : new int[] {1940, 5000, 9100}) {
            byte[] inner = inner(length);
            Command.Running server =
                netlab.spawn("d", "python3", "-c", RECEIVE, Netlab.D_ADDRESS, Integer.toString(PORT));
            Eventually.holds(() -> server.outputSoFar().contains("bound"), () -> "no server: " + server.outputSoFar());
            // A busy machine's drivers lose a fragment now and then, and with it the datagram.
            Eventually.holds(() -> {
                send(netlab, sequence.incrementAndGet(), inner);
                return server.outputSoFar().length() > "bound\n".length();
            }, () -> "nothing arrives: " + netlab.c().ask("counters"));
            int sum = 0;
            for (int i = 28; i < inner.length; i++) {
                sum += inner[i] & 0xFF;
            }
            assertEquals("bound\n" + (length - 28) + " " + sum, server.await().expectSuccess().output().strip());
        }
    }

    private static void send(Netlab netlab, int sequence, byte[] inner) {
        List<String> words = new ArrayList<>(List.of("python3", "-c", SEND, Netlab.C_OUTER));
        try {
            words.addAll(fragments(sequence, seal(netlab, sequence, inner)));
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
        netlab.exec("r2", words.toArray(String[]::new)).expectSuccess();
    }

    private static long count(Netlab netlab, String event) {
        return netlab.c().ask("counters").get("events").get(event).longValue();
    }

    private static byte[] inner(int length) {
        byte[] packet = new byte[length];
        for (int i = 28; i < length; i++) {
            packet[i] = (byte)i;
        }
        UnsafeBuffer buffer = new UnsafeBuffer(packet);
        new Udp().wrap(buffer, 20).sourcePort(PORT).destinationPort(PORT).length(length - 20);
        header(buffer, IpProtocol.UDP, Netlab.A_ADDRESS, Netlab.D_ADDRESS, 1);
        return packet;
    }

    private static void header(UnsafeBuffer packet, int protocol, String source, String destination,
        int identification) {
        new Ipv4().wrap(packet, 0).headerLength(20).tos(0).totalLength(packet.capacity()).identification(identification)
            .fragment(false, false, 0).ttl(64).protocol(protocol).source(Ipv4Address.parse(source))
            .destination(Ipv4Address.parse(destination)).computeChecksum();
    }

    /** RFC 4106, RFC 4303: SPI, number, IV, and then sealed the packet, padding, its length and what the packet is. */
    private static byte[] seal(Netlab netlab, int sequence, byte[] inner) throws GeneralSecurityException {
        byte[] material = HexFormat.of().parseHex(netlab.key("b-to-c").substring("0x".length()));
        int padding = -(inner.length + 2) & 3;
        byte[] plain = Arrays.copyOf(inner, inner.length + padding + 2);
        for (int i = 0; i < padding; i++) {
            plain[inner.length + i] = (byte)(i + 1);
        }
        plain[plain.length - 2] = (byte)padding;
        plain[plain.length - 1] = IpProtocol.IPIP;
        byte[] head = ByteBuffer.allocate(8).putInt(Netlab.SPI_TO_C).putInt(sequence).array();
        byte[] iv = ByteBuffer.allocate(8).putLong(sequence).array();
        byte[] nonce = ByteBuffer.allocate(12).put(material, KEY_LENGTH, 4).put(iv).array();
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(material, 0, KEY_LENGTH, "AES"),
            new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(head);
        byte[] sealed = cipher.doFinal(plain);
        return ByteBuffer.allocate(head.length + iv.length + sealed.length).put(head).put(iv).put(sealed).array();
    }

    private static List<String> fragments(int identification, byte[] esp) {
        List<String> fragments = new ArrayList<>();
        for (int start = 0; start < esp.length; start += ROOM) {
            int length = Math.min(ROOM, esp.length - start);
            UnsafeBuffer packet = new UnsafeBuffer(new byte[20 + length]);
            header(packet, IpProtocol.ESP, Netlab.B_OUTER, Netlab.C_OUTER, identification & 0xFFFF);
            new Ipv4().wrap(packet, 0).fragment(false, start + length < esp.length, start).computeChecksum();
            packet.putBytes(20, esp, start, length);
            fragments.add(HexFormat.of().formatHex(packet.byteArray()));
        }
        return fragments;
    }
}
