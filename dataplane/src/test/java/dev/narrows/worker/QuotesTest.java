package dev.narrows.worker;

import static dev.narrows.worker.GatewayFixture.B_OUTSIDE;
import static dev.narrows.worker.GatewayFixture.INSIDE_MAC;
import static dev.narrows.worker.GatewayFixture.OUTSIDE_MAC;
import static java.nio.ByteOrder.BIG_ENDIAN;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.narrows.stats.DropReason;
import dev.narrows.stats.WorkerCounter;
import dev.narrows.wire.Icmpv6;
import dev.narrows.wire.IpAddress;
import dev.narrows.wire.IpHeader;
import dev.narrows.wire.Ipv6FrameBuilder;
import dev.narrows.wire.TestPackets;
import dev.narrows.wire.Udp;
import java.util.Arrays;
import java.util.function.Consumer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Quotes in "fragmentation needed" and "packet too big" as real routers make them: cut short, and not quite what was
 * sent.
 */
class QuotesTest {
    private static final int TOTAL_LENGTH_FIELD = 2;
    private static final int FRAGMENT_FIELD = 6;

    /**
     * RFC 1812 4.3.2.3 asks for the original; the packet is found by what cannot be swapped, and its length in the
     * ledger.
     */
    @ParameterizedTest(name = "{0}, UDP {1}")
    @CsvSource({"swapped flags, false", "swapped flags, true", "swapped length, false", "swapped length, true",
        "length without header, false", "length without header, true", "no DF, false", "no DF, true"})
    void shouldKnowPacketWhoseHeaderIsQuotedInAnotherForm(String form, boolean isUdp) {
        Consumer<UnsafeBuffer> change = switch (form) {
            case "swapped flags" -> quote -> swap(quote, FRAGMENT_FIELD);
            case "swapped length" -> quote -> swap(quote, TOTAL_LENGTH_FIELD);
            case "length without header" -> quote -> quote.putShort(TOTAL_LENGTH_FIELD, (short)1480, BIG_ENDIAN);
            default -> quote -> quote.putShort(FRAGMENT_FIELD, (short)0, BIG_ENDIAN);
        };
        try (GatewayFixture b = GatewayOptions.b().outer(false, isUdp).start()) {
            byte[] quote = Arrays.copyOf(sealed(b, false), isUdp ? 36 : 28);
            change.accept(new UnsafeBuffer(quote));
            claim(b, quote);
            assertEquals(1, b.seen.size());
            assertTrue(b.seen.getFirst().startsWith("claim 192.0.1.1 1300 spi 1001 seq 1 sent 1500 "),
                b.seen.toString());
        }
    }

    /** RFC 792's eight bytes are UDP's header: what was sent is not known then, and the path is. */
    @ParameterizedTest(name = "quote of {0} bytes")
    @ValueSource(ints = {28, 35})
    void shouldTellOfClaimThatEndsBeforeTheSpi(int quoted) {
        try (GatewayFixture b = GatewayOptions.b().outer(false, true).start()) {
            claim(b, Arrays.copyOf(sealed(b, false), quoted));
            assertEquals("[claim 192.0.1.1 1300 spi 0 seq 0 sent -1 inner 0]", b.seen.toString());
        }
    }

    @ParameterizedTest(name = "quote of {0} bytes")
    @ValueSource(ints = {36, 548})
    void shouldTellOfClaimThatReachesTheSpi(int quoted) {
        try (GatewayFixture b = GatewayOptions.b().outer(false, true).start()) {
            claim(b, Arrays.copyOf(sealed(b, false), quoted));
            assertTrue(b.seen.getFirst().startsWith("claim 192.0.1.1 1300 spi 1001 seq 1 sent 1500 "),
                b.seen.toString());
        }
    }

    /** RFC 4884 5.1: a short quote is filled up with zeros where something follows it. */
    @Test
    void shouldTakeZerosForNoSpi() {
        try (GatewayFixture b = GatewayOptions.b().outer(false, true).start()) {
            claim(b, Arrays.copyOf(Arrays.copyOf(sealed(b, false), 28), 128));
            assertEquals("[claim 192.0.1.1 1300 spi 0 seq 0 sent -1 inner 0]", b.seen.toString());
        }
    }

    /** RFC 3948 2.2: behind four zero bytes comes IKE, which is not ours. Here is nobody who speaks it. */
    @Test
    void shouldLeaveToTheHostWhatIsAboutIke() {
        try (GatewayFixture b = GatewayOptions.b().outer(false, true).start()) {
            byte[] quote = Arrays.copyOf(sealed(b, false), 64);
            new UnsafeBuffer(quote).putInt(28, 0);
            byte[] frame = TestFrames.to(OUTSIDE_MAC,
                TestPackets.icmpFragmentationNeeded(GatewayFixture.R1, B_OUTSIDE, 1300, quote));
            b.counts(() -> b.deliver(b.outside, frame), WorkerCounter.RECEIVED, DropReason.ICMP_IGNORED);
            assertEquals("[]", b.seen.toString());
        }
    }

    /**
     * RFC 4443 3.2 has no such thing: IPv6's routers fragment nothing, and quote far more than the SPI; a short quote
     * is told alike.
     */
    @Test
    void shouldTellOfShortIpv6QuotesAlike() {
        try (GatewayFixture b = GatewayOptions.b().outer(true, true).start()) {
            byte[] outer = sealed(b, true);
            IpAddress ours = GatewayFixture.outsideAddress(true, true);
            IpAddress theirs = GatewayFixture.outsideAddress(false, true);
            for (int quoted : new int[] {48, 56}) {
                byte[] frame = TestFrames.to(OUTSIDE_MAC, new Ipv6FrameBuilder().addresses(theirs, ours)
                    .icmp(Icmpv6.PACKET_TOO_BIG, 0, 1300, Arrays.copyOf(outer, quoted)).frame());
                b.counts(() -> b.deliver(b.outside, frame),
                    WorkerCounter.RECEIVED, WorkerCounter.CLAIMS, DropReason.ICMP_TAKEN);
            }
            assertEquals("claim " + theirs + " 1300 spi 0 seq 0 sent -1 inner 0", b.seen.get(0));
            assertTrue(b.seen.get(1).startsWith("claim " + theirs + " 1300 spi 1001 seq 1 sent 1500 "), b.seen.get(1));
        }
    }

    @Test
    void shouldTellOfOtherPortsNothing() {
        try (GatewayFixture b = GatewayOptions.b().outer(false, true).start()) {
            byte[] quote = Arrays.copyOf(sealed(b, false), 28);
            new Udp().wrap(new UnsafeBuffer(quote), 20).sourcePort(GatewayFixture.B_UDP_PORT + 1);
            byte[] frame = TestFrames.to(OUTSIDE_MAC,
                TestPackets.icmpFragmentationNeeded(GatewayFixture.R1, B_OUTSIDE, 1300, quote));
            b.counts(() -> b.deliver(b.outside, frame), WorkerCounter.RECEIVED, DropReason.ICMP_IGNORED);
        }
    }

    private static void claim(GatewayFixture b, byte[] quote) {
        byte[] frame = TestFrames.to(OUTSIDE_MAC,
            TestPackets.icmpFragmentationNeeded(GatewayFixture.R1, B_OUTSIDE, 1300, quote));
        b.counts(() -> b.deliver(b.outside, frame),
            WorkerCounter.RECEIVED, WorkerCounter.CLAIMS, DropReason.ICMP_TAKEN);
    }

    /** {@return a packet of as close to 1500 bytes as ESP comes, sent with DF} */
    private static byte[] sealed(GatewayFixture b, boolean isIpv6) {
        IpHeader any = new IpHeader();
        int length = b.outboundSa.largestPacket(any);
        b.deliver(b.inside, TestFrames.ofLength(
            INSIDE_MAC, GatewayFixture.host(true, isIpv6), GatewayFixture.host(false, isIpv6), length, true));
        byte[] outer = TestPackets.packetOf(TestFrames.outer(b));
        assertEquals(1500, outer.length);
        return outer;
    }

    private static void swap(UnsafeBuffer quote, int field) {
        quote.putShort(field, Short.reverseBytes(quote.getShort(field)));
    }
}
