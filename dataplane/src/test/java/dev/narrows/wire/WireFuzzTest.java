package dev.narrows.wire;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Every flyweight over every length from 0 to 128 of hostile bytes, in a buffer that ends exactly where they do: a
 * single access beyond them throws, in {@code isValid} as in every public method after it.
 */
class WireFuzzTest {
    private static final long SEED = 2026;
    private static final int MAX_LENGTH = 128;
    private static final int ROUNDS = 60;
    private static final int MAX_START = 3;

    @BeforeAll
    static void shouldRunWithBoundsChecks() {
        assertTrue(UnsafeBuffer.SHOULD_BOUNDS_CHECK, "without Agrona's bounds checks this test cannot fail");
    }

    @Test
    void shouldNeverLeaveAnEthernetHeader() {
        Ethernet ethernet = new Ethernet();
        fuzz(ethernet, 0x02, (buffer, offset, length) -> ethernet.wrap(buffer, offset).isValid(length), length -> { });
    }

    @Test
    void shouldNeverLeaveAnArpPacket() {
        Arp arp = new Arp();
        fuzz(arp, 0x00, (buffer, offset, length) -> {
            if (length >= 6 && buffer.getByte(offset + length - 1) % 2 == 0) {
                arp.wrap(buffer, offset).ipv4OverEthernet();
            }
            return arp.wrap(buffer, offset).isValid(length);
        }, length -> { });
    }

    @Test
    void shouldNeverLeaveAnIpv4Header() {
        Ipv4 ip = new Ipv4();
        fuzz(ip, 0x45, (buffer, offset, length) -> ip.wrap(buffer, offset).isValid(length), length -> {
            ip.updateTos(0xFF);
            ip.updateEcn(Ecn.CE);
            ip.fragment(true, true, 8).tos(0).identification(0).ttl(0).protocol(0).checksum(0).source(0).destination(0);
            assertTrue(ip.payloadLength() >= 0);
            assertTrue(ip.headerLength() + ip.payloadLength() <= length);
            assertTrue(ip.optionsLength() >= 0);
        });
    }

    @Test
    void shouldNeverLeaveAUdpDatagram() {
        Udp udp = new Udp();
        fuzz(udp, 0x00, (buffer, offset, length) -> udp.wrap(buffer, offset).isValid(length), length -> {
            udp.isChecksumRight(0, 0);
            udp.computeChecksum(0, 0).sourcePort(0).destinationPort(0);
            assertTrue(udp.length() <= length);
        });
    }

    @Test
    void shouldNeverLeaveATcpHeader() {
        Tcp tcp = new Tcp();
        fuzz(tcp, 0x00, (buffer, offset, length) -> tcp.wrap(buffer, offset).isValid(length),
            length -> {
                assertTrue(tcp.headerLength() <= length);
                int option = tcp.option(Tcp.OPTION_MSS, Tcp.MIN_HEADER_LENGTH);
                assertTrue(option == Tcp.NO_OPTION || option + tcp.optionLength(option) <= tcp.headerLength());
            });
    }

    @Test
    void shouldNeverLeaveAnIcmpMessage() {
        Icmpv4 icmp = new Icmpv4();
        fuzz(icmp, 0x03, (buffer, offset, length) -> icmp.wrap(buffer, offset).isValid(length), length -> {
            icmp.isChecksumRight(length);
            icmp.type(0).code(0).restOfHeader(0).identifier(0).sequence(0).nextHopMtu(0).computeChecksum(length);
        });
    }

    @Test
    void shouldNeverLeaveAnEspHeader() {
        Esp esp = new Esp();
        fuzz(esp, 0x00, (buffer, offset, length) -> esp.wrap(buffer, offset).isValid(length),
            length -> esp.spi(0).sequence(0));
    }

    @Test
    void shouldNeverLeaveAQuote() {
        IcmpQuote quote = new IcmpQuote();
        Esp esp = new Esp();
        List<Method> ofHeader = methodsWithoutParameters(IpHeader.class);
        fuzz(quote, 0x45, (buffer, offset, length) -> {
            esp.wrap(buffer, offset);
            if (!quote.wrap(buffer, offset).isValid(length)) {
                return false;
            }
            esp.wrap(buffer, quote.payloadOffset());
            return true;
        }, length -> {
            invokeAll(ofHeader, quote.header());
            esp.spi();
            esp.sequence();
        });
    }

    @Test
    void shouldNeverLeaveAQuoteOfIpv6() {
        IcmpQuote quote = new IcmpQuote();
        List<Method> ofHeader = methodsWithoutParameters(IpHeader.class);
        fuzz(quote, 0x60, (buffer, offset, length) -> {
            extensionHeaders(buffer, offset, length);
            return quote.wrap(buffer, offset).isValid(length);
        }, length -> {
            invokeAll(ofHeader, quote.header());
            assertTrue(quote.header().headerLength() + IcmpQuote.MIN_PAYLOAD_LENGTH <= length);
        });
    }

    @Test
    void shouldNeverLeaveAnIpv6Header() {
        Ipv6 ip = new Ipv6();
        fuzz(ip, 0x60, (buffer, offset, length) -> ip.wrap(buffer, offset).isValid(length), length -> {
            assertTrue(ip.totalLength() <= length);
            ip.updateEcn(Ecn.CE);
            ip.start(0, 0).payloadLength(0).nextHeader(0).hopLimit(0).source(0, 0).destination(0, 0);
        });
    }

    @Test
    void shouldNeverLeaveAPacketOfEitherFamily() {
        for (int firstByte : new int[] {0x45, 0x60}) {
            IpHeader header = new IpHeader();
            FlowLabel labels = new FlowLabel(SEED);
            List<Method> ofExtensions = methodsWithoutParameters(Ipv6Extensions.class);
            NeighbourMessage message = new NeighbourMessage();
            fuzz(header, firstByte, (buffer, offset, length) -> {
                if (firstByte == 0x45) {
                    rightChecksum(buffer, offset, length);
                } else {
                    extensionHeaders(buffer, offset, length);
                }
                return header.parse(buffer, offset, length);
            }, length -> {
                assertTrue(header.payloadLength() >= 0);
                assertTrue(header.headerLength() + header.payloadLength() <= length);
                assertTrue(labels.of(header) > 0);
                message.parse(header);
                if (header.isIpv6()) {
                    invokeAll(ofExtensions, header.extensions());
                    assertTrue(header.extensions().unfragmentableLength() <= header.headerLength());
                }
            });
        }
    }

    @Test
    void shouldNeverLeaveAnIcmpv6Message() {
        Icmpv6 icmp = new Icmpv6();
        fuzz(icmp, 0x02, (buffer, offset, length) -> icmp.wrap(buffer, offset).isValid(length), length -> {
            icmp.isChecksumRight(0, length);
            icmp.type(0).code(0).restOfHeader(0).identifier(0).sequence(0).computeChecksum(0, length);
        });
    }

    /** Makes about half of the IPv6 packets start a chain of extension headers, and a chain's lengths short. */
    private static void extensionHeaders(UnsafeBuffer buffer, int offset, int length) {
        int[] types = {0, 43, 44, 60, 60, 17, 50, 58};
        int mixed = length * 31 + (length > 40 ? buffer.getByte(offset + 39) : 0);
        for (int start = Ipv6.NEXT_HEADER_OFFSET; start < length - 1 && mixed % 2 == 0;) {
            buffer.putByte(offset + start, (byte)types[buffer.getByte(offset + start) & 7]);
            if (start > Ipv6.NEXT_HEADER_OFFSET) {
                buffer.putByte(offset + start + 1, (byte)0);
            }
            start = start == Ipv6.NEXT_HEADER_OFFSET ? Ipv6.HEADER_LENGTH : start + 8;
        }
    }

    private static void rightChecksum(UnsafeBuffer buffer, int offset, int length) {
        Ipv4 ip = new Ipv4().wrap(buffer, offset);
        if (ip.isValid(length)) {
            ip.computeChecksum();
        }
    }

    /**
     * Half of the cases start with the given byte, and half have a short big-endian length at the offsets where
     * headers keep theirs, so that a good part of them is valid.
     */
    private static void fuzz(Object flyweight, int firstByte, Parser parser, Mutator mutator) {
        Random random = new Random(SEED);
        List<Method> methods = methodsWithoutParameters(flyweight.getClass());
        int valid = 0;
        int invalid = 0;
        for (int length = 0; length <= MAX_LENGTH; length++) {
            for (int round = 0; round < ROUNDS; round++) {
                int start = random.nextInt(MAX_START + 1);
                byte[] bytes = hostileBytes(random, start, length, firstByte);
                String input = "offset " + start + ", seed " + SEED + ", bytes " + HexFormat.of().formatHex(bytes);
                try {
                    if (parser.isValid(new UnsafeBuffer(bytes), start, length)) {
                        valid++;
                        invokeAll(methods, flyweight);
                        mutator.useAll(length);
                    } else {
                        invalid++;
                    }
                } catch (IndexOutOfBoundsException e) {
                    fail("ran off the packet: " + input, e);
                }
            }
        }
        assertTrue(valid > 100, "only " + valid + " valid cases");
        assertTrue(invalid > 100, "only " + invalid + " invalid cases");
    }

    private static byte[] hostileBytes(Random random, int start, int length, int firstByte) {
        byte[] bytes = new byte[start + length];
        random.nextBytes(bytes);
        if (length > 0 && random.nextBoolean()) {
            bytes[start] = (byte)(firstByte + (random.nextInt(4) == 0 ? random.nextInt(11) : 0));
        }
        for (int lengthOffset : new int[] {2, 4}) {
            if (length > lengthOffset + 1 && random.nextBoolean()) {
                bytes[start + lengthOffset] = 0;
                bytes[start + lengthOffset + 1] = (byte)random.nextInt(MAX_LENGTH + 2);
            }
        }
        return bytes;
    }

    private static List<Method> methodsWithoutParameters(Class<?> type) {
        List<Method> methods = new ArrayList<>();
        for (Method method : type.getDeclaredMethods()) {
            if (Modifier.isPublic(method.getModifiers()) && method.getParameterCount() == 0) {
                methods.add(method);
            }
        }
        methods.sort(Comparator.comparing(Method::getName));
        assertTrue(methods.size() > 1, () -> "no accessors found: " + Arrays.toString(type.getDeclaredMethods()));
        return methods;
    }

    private static void invokeAll(List<Method> methods, Object target) {
        for (Method method : methods) {
            try {
                method.invoke(target);
            } catch (InvocationTargetException e) {
                if (e.getCause() instanceof IndexOutOfBoundsException outOfBounds) {
                    throw outOfBounds;
                }
                throw new AssertionError(method + " threw", e.getCause());
            } catch (IllegalAccessException e) {
                throw new AssertionError(e);
            }
        }
    }

    @FunctionalInterface
    private interface Parser {
        boolean isValid(UnsafeBuffer buffer, int offset, int length);
    }

    @FunctionalInterface
    private interface Mutator {
        void useAll(int length);
    }
}
