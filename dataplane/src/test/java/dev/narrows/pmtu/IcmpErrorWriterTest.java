package dev.narrows.pmtu;

import static java.nio.ByteOrder.BIG_ENDIAN;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.narrows.allocation.Allocation;
import dev.narrows.wire.FrameBuilder;
import dev.narrows.wire.IcmpQuote;
import dev.narrows.wire.Icmpv4;
import dev.narrows.wire.Icmpv6;
import dev.narrows.wire.InternetChecksum;
import dev.narrows.wire.IpAddress;
import dev.narrows.wire.IpHeader;
import dev.narrows.wire.IpProtocol;
import dev.narrows.wire.Ipv4;
import dev.narrows.wire.Ipv6FrameBuilder;
import dev.narrows.wire.TestPackets;
import java.util.Arrays;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** ICMP errors as their receivers read them. */
class IcmpErrorWriterTest {
    private static final int GATEWAY = 0x0A010001;
    private static final int SOURCE = 0x0A010002;
    private static final int DESTINATION = 0x0A020002;
    private static final IpAddress GATEWAY_V6 = IpAddress.parse("2001:db8:1::1");
    private static final IpAddress SOURCE_V6 = IpAddress.parse("2001:db8:1::2");
    private static final int TARGET_OFFSET = 13;
    private static final byte UNTOUCHED = 0x55;

    private final IcmpErrorWriter writer = new IcmpErrorWriter();
    private final UnsafeBuffer target = new UnsafeBuffer(new byte[TARGET_OFFSET + IcmpErrorWriter.MAX_LENGTH_V6 + 50]);
    private final Ipv4 ipv4 = new Ipv4();
    private final Icmpv4 icmp = new Icmpv4();
    private final Icmpv6 icmpv6 = new Icmpv6();
    private final IpHeader header = new IpHeader();

    @ParameterizedTest
    @ValueSource(ints = {20, 21, 28, 29, 547, 548, 549, 1400, 1500, 9000})
    void shouldQuoteAsMuchAsFitsIn576Bytes(int offendingLength) {
        byte[] offending = packet(offendingLength).packet();
        int length = write(IcmpError.TOO_BIG, 1394, offending);

        int quoted = Math.min(offendingLength, 548);
        assertEquals(28 + quoted, length);
        byte[] quote = new byte[quoted];
        target.getBytes(TARGET_OFFSET + 28, quote);
        assertArrayEquals(Arrays.copyOf(offending, quoted), quote);
        assertEquals(UNTOUCHED, target.getByte(TARGET_OFFSET - 1));
        assertEquals(UNTOUCHED, target.getByte(TARGET_OFFSET + length));
        assertTrue(ipv4.isValid(length));
        assertEquals(length, ipv4.totalLength());
        assertTrue(ipv4.isChecksumRight());
        assertTrue(icmp.isChecksumRight(length - 20));
    }

    @Test
    void shouldComeFromTheGatewayToTheSender() {
        write(IcmpError.TOO_BIG, 1394, packet(1500).packet());
        assertEquals(GATEWAY, ipv4.source());
        assertEquals(SOURCE, ipv4.destination());
        assertEquals(IpProtocol.ICMP, ipv4.protocol());
        assertEquals(0xC0, ipv4.tos());
        assertEquals(64, ipv4.ttl());
        assertFalse(ipv4.dontFragment());
        assertFalse(ipv4.isFragment());
        assertEquals(20, ipv4.headerLength());
    }

    @Test
    void shouldTellTheMtu() {
        for (int mtu : new int[] {68, 1280, 1394, 65535}) {
            write(IcmpError.TOO_BIG, mtu, packet(1500).packet());
            assertTrue(icmp.isFragmentationNeeded());
            assertEquals(mtu, icmp.nextHopMtu());
            assertEquals(mtu, icmp.restOfHeader(), "the unused half is zero");
        }
    }

    @Test
    void shouldLeaveTheUnusedFieldZeroInOtherErrors() {
        write(IcmpError.TIME_EXCEEDED, 0, packet(100).packet());
        assertEquals(Icmpv4.TIME_EXCEEDED, icmp.type());
        assertEquals(Icmpv4.CODE_TTL_EXCEEDED, icmp.code());
        assertEquals(0, icmp.restOfHeader());
        assertTrue(new IcmpQuote().wrap(target, TARGET_OFFSET + 28).isValid(100));
    }

    @Test
    void shouldQuoteOptionsAndWhatFollowsThem() {
        byte[] offending = packet(1500).options(new byte[40]).packet();
        int length = write(IcmpError.TIME_EXCEEDED, 0, offending);
        IcmpQuote quote = new IcmpQuote().wrap(target, TARGET_OFFSET + 28);
        assertTrue(quote.isValid(length - 28));
        assertEquals(60, quote.header().headerLength());
        assertEquals(SOURCE, ipv4.destination());
        assertEquals(20, ipv4.headerLength());
    }

    @Test
    void shouldGiveEachErrorAnIdentificationOfItsOwn() {
        byte[] offending = packet(100).packet();
        int last = -1;
        for (int i = 0; i < 70_000; i++) {
            write(IcmpError.TIME_EXCEEDED, 0, offending);
            assertNotEquals(last, ipv4.identification());
            last = ipv4.identification();
        }
        assertTrue(ipv4.isChecksumRight());
    }

    @Test
    void shouldQuoteTheStartOfAPacketWhereNoMoreIsLeftOfIt() {
        byte[] start = Arrays.copyOf(packet(1400).packet(), 48);
        assertEquals(76, write(IcmpError.TOO_BIG, 1280, start));
        assertEquals(1400, target.getShort(TARGET_OFFSET + 28 + Ipv4.TOTAL_LENGTH_OFFSET, BIG_ENDIAN));
        assertTrue(icmp.isChecksumRight(56));
    }

    @ParameterizedTest
    @CsvSource({
        "TOO_BIG, 3, 4, 2, 0", "TIME_EXCEEDED, 11, 0, 3, 0", "NO_ROUTE, 3, 0, 1, 0",
        "NEIGHBOUR_UNREACHABLE, 3, 1, 1, 3", "PROHIBITED, 3, 13, 1, 1"})
    void shouldHaveTheTypesAndCodesOfBothFamilies(IcmpError error, int typeV4, int codeV4, int typeV6, int codeV6) {
        write(error, 0, packet(100).packet());
        assertEquals(typeV4, icmp.type());
        assertEquals(codeV4, icmp.code());
        write(error, 0, packetV6(100));
        assertEquals(typeV6, icmpv6.type());
        assertEquals(codeV6, icmpv6.code());
    }

    @ParameterizedTest
    @ValueSource(ints = {40, 41, 48, 49, 1231, 1232, 1233, 1500, 9000})
    void shouldQuoteAsMuchAsFitsIn1280BytesOfIpv6(int offendingLength) {
        byte[] offending = packetV6(offendingLength);
        int length = write(IcmpError.TOO_BIG, 1394, offending);

        int quoted = Math.min(offendingLength, 1232);
        assertEquals(48 + quoted, length);
        byte[] quote = new byte[quoted];
        target.getBytes(TARGET_OFFSET + 48, quote);
        assertArrayEquals(Arrays.copyOf(offending, quoted), quote);
        assertEquals(UNTOUCHED, target.getByte(TARGET_OFFSET - 1));
        assertEquals(UNTOUCHED, target.getByte(TARGET_OFFSET + length));
        assertTrue(header.parse(target, TARGET_OFFSET, length));
        assertEquals(length, header.totalLength());
        assertEquals(IpProtocol.ICMPV6, header.protocol());
        assertEquals(GATEWAY_V6, new IpAddress(header.sourceHigh(), header.sourceLow()));
        assertEquals(SOURCE_V6, new IpAddress(header.destinationHigh(), header.destinationLow()));
        assertEquals(64, header.ttl());
        assertEquals(1394, icmpv6.mtu());
        assertTrue(icmpv6.isChecksumRight(InternetChecksum.pseudoHeaderSum(GATEWAY_V6.high(), GATEWAY_V6.low(),
            SOURCE_V6.high(), SOURCE_V6.low(), IpProtocol.ICMPV6, length - 40), length - 40));
    }

    @Test
    void shouldWriteWithoutAllocation() {
        UnsafeBuffer offending = new UnsafeBuffer(packet(1400).packet());
        UnsafeBuffer offendingV6 = new UnsafeBuffer(packetV6(1400));
        IpHeader about = new IpHeader();
        IpHeader aboutV6 = new IpHeader();
        assertTrue(about.parse(offending, 0, 1400) && aboutV6.parse(offendingV6, 0, 1400));
        assertEquals(0, Allocation.perRun(() -> {
            for (int i = 0; i < 500; i++) {
                writer.write(target, TARGET_OFFSET, 0, IpAddress.mapped(GATEWAY), IcmpError.TOO_BIG, 1280, about, 1400);
                writer.write(target, TARGET_OFFSET, 1, 2, IcmpError.TOO_BIG, 1280, aboutV6, 1400);
            }
        }));
    }

    private static FrameBuilder packet(int totalLength) {
        return new FrameBuilder()
            .addresses(SOURCE, DESTINATION)
            .tos(0x2E)
            .payload(IpProtocol.UDP, TestPackets.pattern(totalLength - 20));
    }

    private static byte[] packetV6(int totalLength) {
        return new Ipv6FrameBuilder()
            .addresses(SOURCE_V6, IpAddress.parse("2001:db8:2::2"))
            .payload(IpProtocol.UDP, TestPackets.pattern(totalLength - 40))
            .packet();
    }

    private int write(IcmpError error, int mtu, byte[] offending) {
        target.setMemory(0, target.capacity(), UNTOUCHED);
        byte[] shifted = new byte[offending.length + 9];
        System.arraycopy(offending, 0, shifted, 9, offending.length);
        assertTrue(header.parseStart(new UnsafeBuffer(shifted), 9, offending.length));
        long high = header.isIpv6() ? GATEWAY_V6.high() : 0;
        long low = header.isIpv6() ? GATEWAY_V6.low() : IpAddress.mapped(GATEWAY);
        int length = writer.write(target, TARGET_OFFSET, high, low, error, mtu, header, offending.length);
        ipv4.wrap(target, TARGET_OFFSET);
        icmp.wrap(target, TARGET_OFFSET + 20);
        icmpv6.wrap(target, TARGET_OFFSET + 40);
        return length;
    }
}
