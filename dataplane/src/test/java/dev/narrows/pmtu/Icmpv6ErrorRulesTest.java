package dev.narrows.pmtu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.narrows.wire.IpHeader;
import dev.narrows.wire.IpProtocol;
import dev.narrows.wire.Ipv6FrameBuilder;
import java.util.Arrays;
import java.util.Random;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** No ICMPv6 error about what RFC 4443 2.4 e excludes. */
class Icmpv6ErrorRulesTest {
    private static final String SOURCE = "2001:db8:1::2";
    private static final String DESTINATION = "2001:db8:2::2";

    @ParameterizedTest
    @EnumSource(IcmpError.class)
    void shouldReportAboutAnOrdinaryPacket(IcmpError error) {
        assertTrue(mayReport(udp(SOURCE, DESTINATION).packet(), error));
        assertTrue(mayReport(udp(SOURCE, DESTINATION).options(IpProtocol.HOP_BY_HOP, 8).packet(), error));
        assertTrue(mayReport(udp(SOURCE, DESTINATION).payload(IpProtocol.NONE).packet(), error), "nothing to quote");
    }

    @ParameterizedTest
    @EnumSource(IcmpError.class)
    void shouldNeverReportAboutAnErrorOrARedirect(IcmpError error) {
        for (int type = 0; type < 256; type++) {
            boolean isAllowed = type >= 128 && type != 137;
            byte[] packet = udp(SOURCE, DESTINATION).icmp(type, 0, 0, new byte[20]).packet();
            assertEquals(isAllowed, mayReport(packet, error), "type " + type);
            byte[] extended = udp(SOURCE, DESTINATION).options(IpProtocol.DESTINATION_OPTIONS, 16)
                .icmp(type, 0, 0).packet();
            assertEquals(isAllowed, mayReport(extended, error), "type " + type + " behind an extension header");
        }
    }

    @Test
    void shouldNotReportAboutIcmpWithoutAType() {
        byte[] packet = udp(SOURCE, DESTINATION).payload(IpProtocol.ICMPV6).packet();
        assertFalse(mayReport(packet, IcmpError.TOO_BIG));
        byte[] padded = Arrays.copyOf(packet, 60);
        Arrays.fill(padded, 40, 60, (byte)0xFF);
        assertFalse(mayReport(padded, IcmpError.TOO_BIG), "what stands behind is link padding");
    }

    @Test
    void shouldReportAboutTheFirstFragmentAlone() {
        assertTrue(mayReport(udp(SOURCE, DESTINATION).fragment(true, 0, 1).packet(), IcmpError.TOO_BIG));
        assertFalse(mayReport(udp(SOURCE, DESTINATION).fragment(true, 8, 1).packet(), IcmpError.TOO_BIG));
    }

    @ParameterizedTest
    @ValueSource(strings = {"::", "::1", "ff02::1", "ff0e::1", "fe80::1", "febf::1"})
    void shouldNotAnswerASourceThatIsNotOneHostOrOnOneLinkAlone(String source) {
        assertFalse(mayReport(udp(source, DESTINATION).packet(), IcmpError.TOO_BIG));
    }

    @Test
    void shouldReportNothingAboutAPacketToAGroupButThatItIsTooBig() {
        for (IcmpError error : IcmpError.values()) {
            assertEquals(error == IcmpError.TOO_BIG, mayReport(udp(SOURCE, "ff0e::1").packet(), error), error.name());
        }
    }

    @Test
    void shouldReportAboutTheStartOfAPacketWhereItIsEnoughToQuote() {
        byte[] packet = udp(SOURCE, DESTINATION).options(IpProtocol.DESTINATION_OPTIONS, 16).packet();
        for (int length = 40; length <= packet.length; length++) {
            assertEquals(length >= 56 + 8, mayReport(Arrays.copyOf(packet, length), IcmpError.TOO_BIG),
                length + " bytes");
        }
    }

    @Test
    void shouldReadNothingBeyondThePacketWhateverItHolds() {
        assertTrue(UnsafeBuffer.SHOULD_BOUNDS_CHECK, "without Agrona's bounds checks this test cannot fail");
        Random random = new Random(4443);
        int allowed = 0;
        for (int i = 0; i < 50_000; i++) {
            byte[] bytes = udp(SOURCE, random.nextBoolean() ? DESTINATION : "ff0e::1").packet();
            bytes[6] = (byte)new int[] {0, 43, 44, 58, 60, 17}[random.nextInt(6)];
            for (int index = 42; index < bytes.length; index++) {
                bytes[index] = (byte)random.nextInt();
            }
            bytes[40] = (byte)new int[] {58, 44, 17, 128}[random.nextInt(4)];
            bytes[41] = (byte)random.nextInt(3);
            allowed += mayReport(Arrays.copyOf(bytes, 40 + random.nextInt(70)), IcmpError.TIME_EXCEEDED) ? 1 : 0;
        }
        assertTrue(allowed > 1000 && allowed < 40_000, allowed + " of 50000");
    }

    private static Ipv6FrameBuilder udp(String source, String destination) {
        return new Ipv6FrameBuilder().addresses(source, destination).udp(1, 2, new byte[100]);
    }

    private static boolean mayReport(byte[] packet, IcmpError error) {
        IpHeader header = new IpHeader();
        return header.parseStart(new UnsafeBuffer(packet), 0, packet.length)
            && IcmpErrorRules.mayReport(header, packet.length, error);
    }
}
