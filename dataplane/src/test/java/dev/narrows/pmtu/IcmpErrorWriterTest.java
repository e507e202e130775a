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
import dev.narrows.wire.IpProtocol;
import dev.narrows.wire.Ipv4;
import dev.narrows.wire.TestPackets;
import java.util.Arrays;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** ICMP errors as their receivers read them. */
class IcmpErrorWriterTest {
    private static final int GATEWAY = 0x0A010001;
    private static final int SOURCE = 0x0A010002;
    private static final int DESTINATION = 0x0A020002;
    private static final int TARGET_OFFSET = 13;
    private static final byte UNTOUCHED = 0x55;

    private final IcmpErrorWriter writer = new IcmpErrorWriter();
    private final UnsafeBuffer target = new UnsafeBuffer(new byte[TARGET_OFFSET + IcmpErrorWriter.MAX_LENGTH + 50]);
    private final Ipv4 ipv4 = new Ipv4();
    private final Icmpv4 icmp = new Icmpv4();

    @ParameterizedTest
    @ValueSource(ints = {20, 21, 28, 29, 547, 548, 549, 1400, 1500, 9000})
    void shouldQuoteAsMuchAsFitsIn576Bytes(int offendingLength) {
        byte[] offending = packet(offendingLength).packet();
        int length = write(Icmpv4.DESTINATION_UNREACHABLE, Icmpv4.CODE_FRAGMENTATION_NEEDED, 1394, offending);

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
        write(Icmpv4.DESTINATION_UNREACHABLE, Icmpv4.CODE_FRAGMENTATION_NEEDED, 1394, packet(1500).packet());
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
            write(Icmpv4.DESTINATION_UNREACHABLE, Icmpv4.CODE_FRAGMENTATION_NEEDED, mtu, packet(1500).packet());
            assertTrue(icmp.isFragmentationNeeded());
            assertEquals(mtu, icmp.nextHopMtu());
            assertEquals(mtu, icmp.restOfHeader(), "the unused half is zero");
        }
    }

    @Test
    void shouldLeaveTheUnusedFieldZeroInOtherErrors() {
        write(Icmpv4.TIME_EXCEEDED, Icmpv4.CODE_TTL_EXCEEDED, 0, packet(100).packet());
        assertEquals(Icmpv4.TIME_EXCEEDED, icmp.type());
        assertEquals(Icmpv4.CODE_TTL_EXCEEDED, icmp.code());
        assertEquals(0, icmp.restOfHeader());
        assertTrue(new IcmpQuote().wrap(target, TARGET_OFFSET + 28).isValid(100));
    }

    @Test
    void shouldQuoteOptionsAndWhatFollowsThem() {
        byte[] offending = packet(1500).options(new byte[40]).packet();
        int length = write(Icmpv4.TIME_EXCEEDED, 0, 0, offending);
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
            write(Icmpv4.TIME_EXCEEDED, 0, 0, offending);
            assertNotEquals(last, ipv4.identification());
            last = ipv4.identification();
        }
        assertTrue(ipv4.isChecksumRight());
    }

    @Test
    void shouldQuoteTheStartOfAPacketWhereNoMoreIsLeftOfIt() {
        byte[] start = Arrays.copyOf(packet(1400).packet(), 48);
        assertEquals(76, write(Icmpv4.DESTINATION_UNREACHABLE, Icmpv4.CODE_FRAGMENTATION_NEEDED, 1280, start));
        assertEquals(1400, target.getShort(TARGET_OFFSET + 28 + Ipv4.TOTAL_LENGTH_OFFSET, BIG_ENDIAN));
        assertTrue(icmp.isChecksumRight(56));
    }

    @Test
    void shouldWriteWithoutAllocation() {
        UnsafeBuffer offending = new UnsafeBuffer(packet(1400).packet());
        assertEquals(0, Allocation.perRun(() -> {
            for (int i = 0; i < 500; i++) {
                writer.write(target, TARGET_OFFSET, GATEWAY, 3, 4, 1280, offending, 0, 1400);
            }
        }));
    }

    private static FrameBuilder packet(int totalLength) {
        return new FrameBuilder()
            .addresses(SOURCE, DESTINATION)
            .tos(0x2E)
            .payload(IpProtocol.UDP, TestPackets.pattern(totalLength - 20));
    }

    private int write(int type, int code, int mtu, byte[] offending) {
        target.setMemory(0, target.capacity(), UNTOUCHED);
        byte[] shifted = new byte[offending.length + 9];
        System.arraycopy(offending, 0, shifted, 9, offending.length);
        int length = writer.write(target, TARGET_OFFSET, GATEWAY, type, code, mtu, new UnsafeBuffer(shifted), 9,
            offending.length);
        ipv4.wrap(target, TARGET_OFFSET);
        icmp.wrap(target, TARGET_OFFSET + 20);
        return length;
    }
}
