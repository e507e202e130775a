package dev.narrows.wire;

import static java.nio.ByteOrder.BIG_ENDIAN;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/** The validity rules of RFC 4861 7.1.1 and 7.1.2, one by one. */
class NeighbourMessageTest {
    private static final IpAddress ASKER = IpAddress.parse("2001:db8::a");
    private static final IpAddress OWNER = IpAddress.parse("2001:db8::12:3456");
    private static final IpAddress GROUP = IpAddress.parse("ff02::1:ff12:3456");
    private static final IpAddress ALL_NODES = IpAddress.parse("ff02::1");
    private static final long MAC = 0x02_AA_BB_CC_DD_EEL;
    private static final byte[] UNKNOWN_OPTION = {14, 1, 1, 2, 3, 4, 5, 6};

    private final IpHeader header = new IpHeader();
    private final NeighbourMessage message = new NeighbourMessage();

    @Test
    void shouldReadASolicitation() {
        assertTrue(parse(solicitation(ASKER, GROUP, OWNER, macOption(1, MAC))));
        assertTrue(message.isSolicitation());
        assertFalse(message.isAdvertisement());
        assertEquals(OWNER, target());
        assertEquals(MAC, message.mac());
    }

    @Test
    void shouldReadAnAdvertisement() {
        assertTrue(parse(advertisement(ASKER, NeighbourMessage.FLAG_SOLICITED, macOption(2, MAC))));
        assertTrue(message.isAdvertisement());
        assertTrue(message.isSolicited());
        assertFalse(message.isOverride());
        assertEquals(OWNER, target());
        assertEquals(MAC, message.mac());
        assertTrue(parse(advertisement(ALL_NODES, NeighbourMessage.FLAG_OVERRIDE, macOption(2, MAC))));
        assertFalse(message.isSolicited());
        assertTrue(message.isOverride());
    }

    @Test
    void shouldReadNoMacWhereThereIsNone() {
        assertTrue(parse(advertisement(ASKER, NeighbourMessage.FLAG_SOLICITED)));
        assertEquals(NeighbourMessage.NO_MAC, message.mac());
        assertTrue(parse(advertisement(ASKER, NeighbourMessage.FLAG_SOLICITED, macOption(1, MAC))));
        assertEquals(NeighbourMessage.NO_MAC, message.mac(), "a source's address in an advertisement");
    }

    @Test
    void shouldWantHopLimit255() {
        for (int hopLimit = 0; hopLimit < 256; hopLimit++) {
            byte[] packet = solicitation(ASKER, GROUP, OWNER, macOption(1, MAC)).hopLimit(hopLimit).packet();
            assertEquals(hopLimit == 255, parse(packet), "hop limit " + hopLimit);
        }
    }

    @Test
    void shouldWantCodeZeroAndARightChecksum() {
        byte[] rest = new byte[16];
        writeTarget(rest, OWNER);
        assertTrue(parse(icmp(ASKER, GROUP, 135, 0, rest)));
        assertFalse(parse(icmp(ASKER, GROUP, 135, 1, rest)));
        byte[] packet = icmp(ASKER, GROUP, 135, 0, rest).packet();
        packet[packet.length - 1] ^= 1;
        assertFalse(parse(packet));
    }

    @Test
    void shouldTakeNoOtherMessage() {
        byte[] rest = new byte[16];
        writeTarget(rest, OWNER);
        for (int type = 0; type < 256; type++) {
            assertEquals(type == 135 || type == 136, parse(icmp(ASKER, GROUP, type, 0, rest)), "type " + type);
        }
        assertFalse(parse(new Ipv6FrameBuilder().addresses(ASKER, GROUP).hopLimit(255)
            .payload(IpProtocol.UDP, new byte[32]).packet()));
        assertFalse(parse(new FrameBuilder().addresses(1, 2).ttl(255).payload(IpProtocol.ICMPV6, new byte[32])
            .packet()));
    }

    @Test
    void shouldWant24Bytes() {
        for (int length = 8; length < 40; length++) {
            byte[] rest = new byte[length - 8];
            boolean isWhole = length == 24 || length == 32;
            if (length > 25) {
                rest[17] = 1;
            }
            assertEquals(isWhole, parse(icmp(ASKER, GROUP, 135, 0, rest)), "length " + length);
        }
    }

    @Test
    void shouldRefuseAGroupAsTarget() {
        assertFalse(parse(solicitation(ASKER, GROUP, ALL_NODES, macOption(1, MAC))));
    }

    /** In the neighbour table, the MAC address of such a target would be an IPv4 neighbour's (RFC 4291 2.5.5). */
    @Test
    void shouldRefuseAnIpv4AddressAsTarget() {
        for (IpAddress target : new IpAddress[] {IpAddress.parse("10.1.0.2"), new IpAddress(0, 0x0A01_0002)}) {
            assertFalse(parse(solicitation(ASKER, GROUP, target, macOption(1, MAC))));
        }
    }

    @Test
    void shouldRefuseOptionsOfNoLengthOrBeyondTheEnd() {
        byte[] none = macOption(1, MAC);
        none[1] = 0;
        assertFalse(parse(solicitation(ASKER, GROUP, OWNER, none)));
        byte[] beyond = UNKNOWN_OPTION.clone();
        beyond[1] = 2;
        assertFalse(parse(solicitation(ASKER, GROUP, OWNER, beyond)));
        assertFalse(parse(solicitation(ASKER, GROUP, OWNER, concat(UNKNOWN_OPTION, new byte[] {14}))));
    }

    @Test
    void shouldSkipUnknownOptions() {
        assertTrue(parse(solicitation(ASKER, GROUP, OWNER,
            concat(UNKNOWN_OPTION, concat(macOption(1, MAC), UNKNOWN_OPTION)))));
        assertEquals(MAC, message.mac());
    }

    @Test
    void shouldRefuseALinkLayerAddressThatIsNotEthernets() {
        byte[] longer = Arrays.copyOf(macOption(1, MAC), 16);
        longer[1] = 2;
        assertFalse(parse(solicitation(ASKER, GROUP, OWNER, longer)));
    }

    @Test
    void shouldWantDuplicateAddressDetectionToItsGroupAndWithoutMac() {
        assertTrue(parse(solicitation(IpAddress.UNSPECIFIED, GROUP, OWNER)));
        assertFalse(parse(solicitation(IpAddress.UNSPECIFIED, GROUP, OWNER, macOption(1, MAC))));
        assertFalse(parse(solicitation(IpAddress.UNSPECIFIED, OWNER, OWNER)));
        assertFalse(parse(solicitation(IpAddress.UNSPECIFIED, ALL_NODES, OWNER)));
    }

    @Test
    void shouldRefuseASolicitedAdvertisementToAGroup() {
        assertFalse(parse(advertisement(ALL_NODES, NeighbourMessage.FLAG_SOLICITED, macOption(2, MAC))));
    }

    @Test
    void shouldRefuseAFragmentHeader() {
        byte[] rest = new byte[16];
        writeTarget(rest, OWNER);
        assertFalse(parse(new Ipv6FrameBuilder().addresses(ASKER, GROUP).hopLimit(255).fragment(false, 0, 1)
            .icmp(135, 0, 0, rest).packet()));
        assertTrue(parse(new Ipv6FrameBuilder().addresses(ASKER, GROUP).hopLimit(255)
            .options(IpProtocol.HOP_BY_HOP, 8).icmp(135, 0, 0, rest).packet()));
    }

    @Test
    void shouldReadWhatItWrote() {
        UnsafeBuffer buffer = new UnsafeBuffer(new byte[64]);
        assertEquals(32, message.writeSolicitation(buffer, 4, OWNER.high(), OWNER.low(), MAC));
        assertTrue(parse(written(ASKER, GROUP, buffer, 32)));
        assertTrue(message.isSolicitation());
        assertEquals(OWNER, target());
        assertEquals(MAC, message.mac());

        assertEquals(24, message.writeSolicitation(buffer, 4, OWNER.high(), OWNER.low(), NeighbourMessage.NO_MAC));
        assertTrue(parse(written(IpAddress.UNSPECIFIED, GROUP, buffer, 24)));
        assertEquals(NeighbourMessage.NO_MAC, message.mac());

        int flags = NeighbourMessage.FLAG_SOLICITED | NeighbourMessage.FLAG_OVERRIDE;
        assertEquals(32, message.writeAdvertisement(buffer, 4, flags, OWNER.high(), OWNER.low(), MAC));
        assertTrue(parse(written(OWNER, ASKER, buffer, 32)));
        assertTrue(message.isAdvertisement() && message.isSolicited() && message.isOverride());
        assertEquals(OWNER, target());
        assertEquals(MAC, message.mac());
    }

    @Test
    void shouldNeverLeaveThePacket() {
        assertTrue(UnsafeBuffer.SHOULD_BOUNDS_CHECK, "without Agrona's bounds checks this test cannot fail");
        Random random = new Random(4861);
        int valid = 0;
        for (int i = 0; i < 20_000; i++) {
            byte[] rest = new byte[16 + random.nextInt(64)];
            random.nextBytes(rest);
            for (int option = 16; option + 1 < rest.length && random.nextInt(8) > 0; option += 8) {
                rest[option + 1] = (byte)(random.nextInt(16) == 0 ? random.nextInt() : 1);
            }
            if (parse(icmp(ASKER, GROUP, 135 + random.nextInt(2), 0, rest))) {
                valid++;
                target();
                assertTrue(message.mac() >= NeighbourMessage.NO_MAC);
            }
        }
        assertTrue(valid > 500, "only " + valid + " valid cases");
    }

    @Test
    void shouldKnowTheGroupsOfRfc4291AndTheirMacs() {
        assertEquals(GROUP, new IpAddress(Ipv6Multicast.LINK_HIGH, Ipv6Multicast.solicitedNodeLow(OWNER.low())));
        assertTrue(Ipv6Multicast.isSolicitedNode(GROUP.high(), GROUP.low()));
        assertFalse(Ipv6Multicast.isSolicitedNode(ALL_NODES.high(), ALL_NODES.low()));
        assertFalse(Ipv6Multicast.isSolicitedNode(GROUP.high() | 1, GROUP.low()));
        assertFalse(Ipv6Multicast.isSolicitedNode(GROUP.high(), GROUP.low() & 0xFF00_0000L));
        assertEquals(0x3333_FF12_3456L, Ipv6Multicast.mac(GROUP.low()));
        assertEquals(0x3333_0000_0001L, Ipv6Multicast.mac(Ipv6Multicast.ALL_NODES_LOW));
        assertEquals(IpAddress.parse("fe80::34:56ff:fe78:9abc"), IpAddress.linkLocal(0x0234_5678_9ABCL));
        assertEquals(IpAddress.parse("fe80::234:56ff:fe78:9abc"), IpAddress.linkLocal(0x0034_5678_9ABCL));
    }

    private static byte[] written(IpAddress source, IpAddress destination, UnsafeBuffer buffer, int length) {
        byte[] rest = new byte[length - 8];
        buffer.getBytes(4 + 8, rest);
        return new Ipv6FrameBuilder().addresses(source, destination).hopLimit(255)
            .icmp(buffer.getByte(4) & 0xFF, buffer.getByte(5), buffer.getInt(8, BIG_ENDIAN), rest)
            .packet();
    }

    private static Ipv6FrameBuilder solicitation(
        IpAddress source, IpAddress destination, IpAddress target, byte... options) {
        byte[] rest = Arrays.copyOf(new byte[16], 16 + options.length);
        writeTarget(rest, target);
        System.arraycopy(options, 0, rest, 16, options.length);
        return icmp(source, destination, 135, 0, rest);
    }

    private static Ipv6FrameBuilder advertisement(IpAddress destination, int flags, byte... options) {
        byte[] rest = Arrays.copyOf(new byte[16], 16 + options.length);
        writeTarget(rest, OWNER);
        System.arraycopy(options, 0, rest, 16, options.length);
        return new Ipv6FrameBuilder().addresses(OWNER, destination).hopLimit(255).icmp(136, 0, flags, rest);
    }

    private static Ipv6FrameBuilder icmp(IpAddress source, IpAddress destination, int type, int code, byte[] rest) {
        return new Ipv6FrameBuilder().addresses(source, destination).hopLimit(255).icmp(type, code, 0, rest);
    }

    private static void writeTarget(byte[] rest, IpAddress target) {
        UnsafeBuffer buffer = new UnsafeBuffer(rest);
        buffer.putLong(0, target.high(), BIG_ENDIAN);
        buffer.putLong(8, target.low(), BIG_ENDIAN);
    }

    private static byte[] macOption(int type, long mac) {
        UnsafeBuffer option = new UnsafeBuffer(new byte[8]);
        option.putByte(0, (byte)type);
        option.putByte(1, (byte)1);
        MacAddress.put(option, 2, mac);
        return option.byteArray();
    }

    private static byte[] concat(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }

    private IpAddress target() {
        return new IpAddress(message.targetHigh(), message.targetLow());
    }

    private boolean parse(Ipv6FrameBuilder builder) {
        return parse(builder.packet());
    }

    private boolean parse(byte[] packet) {
        assertTrue(header.parse(new UnsafeBuffer(packet), 0, packet.length));
        return message.parse(header);
    }
}
