package dev.narrows.pmtu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.narrows.allocation.Allocation;
import dev.narrows.wire.FrameBuilder;
import dev.narrows.wire.Icmpv4;
import dev.narrows.wire.IpHeader;
import dev.narrows.wire.IpProtocol;
import dev.narrows.wire.Ipv4;
import dev.narrows.wire.Ipv4Address;
import java.util.Arrays;
import java.util.Random;
import java.util.Set;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** No ICMP error about what RFC 1122 3.2.2 and RFC 1812 4.3.2.7 exclude. */
class IcmpErrorRulesTest {
    private static final long SEED = 0x5255_4C45_53L;
    private static final int SOURCE = 0x0A010002;
    private static final int DESTINATION = 0x0A020002;
    private static final Set<Integer> ICMP_ERRORS = Set.of(3, 4, 5, 11, 12);

    @Test
    void shouldReportAboutAnOrdinaryPacket() {
        assertTrue(mayReport(udp(SOURCE, DESTINATION).packet()));
        assertTrue(mayReport(udp(SOURCE, DESTINATION).options(new byte[40]).packet()));
        assertTrue(mayReport(udp(SOURCE, DESTINATION).payload(IpProtocol.UDP).packet()), "no payload to quote");
    }

    @Test
    void shouldNeverReportAboutAnIcmpError() {
        for (int type = 0; type < 256; type++) {
            byte[] packet = udp(SOURCE, DESTINATION).icmp(type, 0, 0, new byte[20]).packet();
            assertEquals(!ICMP_ERRORS.contains(type), mayReport(packet), "type " + type);
            byte[] withOptions = udp(SOURCE, DESTINATION).options(new byte[8]).icmp(type, 0, 0).packet();
            assertEquals(!ICMP_ERRORS.contains(type), mayReport(withOptions), "type " + type);
        }
    }

    @Test
    void shouldNotReportAboutIcmpWithoutAType() {
        byte[] packet = udp(SOURCE, DESTINATION).payload(IpProtocol.ICMP).packet();
        assertFalse(mayReport(Arrays.copyOf(packet, 30)), "what stands behind is link padding");
        assertFalse(mayReport(packet));
    }

    @Test
    void shouldTakeTheTypeOnlyFromIcmp() {
        assertTrue(mayReport(udp(SOURCE, DESTINATION).payload(IpProtocol.UDP, new byte[] {3, 0, 0, 0, 0, 0, 0, 0})
            .packet()));
    }

    @Test
    void shouldReportAboutTheFirstFragmentAlone() {
        assertTrue(mayReport(udp(SOURCE, DESTINATION).fragment(true, 0).packet()));
        assertTrue(mayReport(udp(SOURCE, DESTINATION).dontFragment(true).packet()));
        assertFalse(mayReport(udp(SOURCE, DESTINATION).fragment(true, 8).packet()));
        assertFalse(mayReport(udp(SOURCE, DESTINATION).fragment(false, 65528).packet()));
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "0.0.0.0", "0.1.2.3", "127.0.0.1", "127.255.255.255", "224.0.0.1", "239.255.255.255", "240.0.0.1",
        "255.255.255.255"})
    void shouldNotAnswerASourceThatIsNotOneHost(String source) {
        assertFalse(mayReport(udp(Ipv4Address.parse(source), DESTINATION).packet()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"224.0.0.1", "239.255.255.255", "240.0.0.1", "255.255.255.255"})
    void shouldNotReportAboutAPacketToMany(String destination) {
        assertFalse(mayReport(udp(SOURCE, Ipv4Address.parse(destination)).packet()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.0.0.1", "126.255.255.255", "128.0.0.1", "223.255.255.255"})
    void shouldReportToAndAboutNeighboursOfThoseRanges(String address) {
        assertTrue(mayReport(udp(Ipv4Address.parse(address), Ipv4Address.parse(address)).packet()));
    }

    @Test
    void shouldReportAboutTheStartOfAPacketWhereItIsEnoughToQuote() {
        byte[] packet = udp(SOURCE, DESTINATION).options(new byte[20]).packet();
        for (int length = Ipv4.MIN_HEADER_LENGTH; length <= packet.length; length++) {
            assertEquals(length >= 40 + 8, mayReport(Arrays.copyOf(packet, length)), length + " bytes");
        }
        byte[] icmp = udp(SOURCE, DESTINATION).icmp(Icmpv4.ECHO_REQUEST, 0, 0).packet();
        assertTrue(mayReport(icmp));
        assertFalse(mayReport(Arrays.copyOf(icmp, 27)));
    }

    @Test
    void shouldReadNothingBeyondThePacketWhateverItHolds() {
        Random random = new Random(SEED);
        int valid = 0;
        int allowed = 0;
        for (int i = 0; i < 100_000; i++) {
            byte[] bytes = new byte[20 + random.nextInt(60)];
            random.nextBytes(bytes);
            Ipv4 ipv4 = new Ipv4().wrap(new UnsafeBuffer(bytes), 0)
                .headerLength(20 + 4 * random.nextInt(11))
                .totalLength(20 + random.nextInt(60))
                .fragment(false, random.nextBoolean(), 8 * random.nextInt(2))
                .protocol(random.nextBoolean() ? IpProtocol.ICMP : IpProtocol.UDP);
            if (ipv4.isValid(bytes.length)) {
                valid++;
                allowed += mayReport(bytes) ? 1 : 0;
            }
        }
        assertTrue(allowed > valid / 10 && allowed < valid / 2, allowed + " of " + valid + ", seed " + SEED);
    }

    @Test
    void shouldDecideWithoutAllocation() {
        UnsafeBuffer packet = new UnsafeBuffer(udp(SOURCE, DESTINATION).icmp(8, 0, 0).packet());
        IpHeader header = new IpHeader();
        assertTrue(header.parse(packet, 0, packet.capacity()));
        assertEquals(0, Allocation.perRun(() -> {
            for (int i = 0; i < 1000; i++) {
                IcmpErrorRules.mayReport(header, packet.capacity(), IcmpError.TOO_BIG);
            }
        }));
    }

    private static FrameBuilder udp(int source, int destination) {
        return new FrameBuilder().addresses(source, destination).udp(1, 2, new byte[100]);
    }

    private static boolean mayReport(byte[] packet) {
        IpHeader header = new IpHeader();
        return header.parseStart(new UnsafeBuffer(packet), 0, packet.length)
            && IcmpErrorRules.mayReport(header, packet.length, IcmpError.TIME_EXCEEDED);
    }
}
