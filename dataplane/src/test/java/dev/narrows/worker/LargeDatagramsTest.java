package dev.narrows.worker;

import static dev.narrows.worker.GatewayFixture.INSIDE_MAC;
import static dev.narrows.worker.GatewayFixture.OUTSIDE_MAC;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.narrows.fragment.Reassembly;
import dev.narrows.packet.InMemoryPool;
import dev.narrows.stats.DropReason;
import dev.narrows.stats.WorkerCounter;
import dev.narrows.wire.IpHeader;
import dev.narrows.wire.TestPackets;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a peer seals whole and sends in fragments comes out, however much longer than our own MTU it is. */
class LargeDatagramsTest {
    private static final int LARGEST = 9216;
    private static final int LONGEST = 65535;

    /** Outer packets of 2,004 bytes to the largest that is set, and of nearly all that IPv4 has. */
    @ParameterizedTest(name = "{0} bytes inside, outer IPv6 {1}, in UDP {2}")
    @CsvSource({"1950, false, false", "1950, true, false", "1950, false, true", "5000, false, false",
        "5000, true, true",
        "9100, false, false", "9100, true, false", "9100, false, true", "30000, false, false", "65300, false, false",
        "65300, true, true", "65360, false, false"})
    void shouldOpenWhatComesInFragments(int length, boolean isIpv6, boolean isUdp) {
        int longest = length > LARGEST ? LONGEST : LARGEST;
        try (GatewayFixture b = options(GatewayOptions.b(), isIpv6, isUdp, LONGEST).fragmentAfter().start();
            GatewayFixture c = options(GatewayOptions.c(), isIpv6, isUdp, longest).start()) {
            byte[] frame = inner(length);
            List<byte[]> fragments = sealed(b, frame);
            assertTrue(fragments.size() > length / 1500, fragments.size() + " fragments");
            fragments.reversed().forEach(fragment -> c.deliver(c.outside, fragment));

            assertEquals(1, c.count(WorkerCounter.REASSEMBLED));
            assertEquals(1, c.count(WorkerCounter.DECAPSULATED));
            assertEquals(0, c.count(WorkerCounter.NOT_MADE));
            // Its own link takes 1500: without DF it is fragmented there (RFC 1812 5.3.1).
            assertArrayEquals(TestFrames.after(2, frame), putTogether(c.inside.takeSent()));
        }
    }

    @Test
    void shouldTakeTheLargestThatIsSetAndNothingLonger() {
        try (GatewayFixture b = options(GatewayOptions.b(), false, false, LONGEST).fragmentAfter().start();
            GatewayFixture c = options(GatewayOptions.c(), false, false, LARGEST).start()) {
            IpHeader any = new IpHeader();
            int length = LARGEST;
            while (b.outboundSa.outerLength(header(any, inner(length))) > LARGEST) {
                length--;
            }
            int outer = b.outboundSa.outerLength(any);
            assertTrue(outer > LARGEST - 4, outer + " bytes outside");
            sealed(b, inner(length)).forEach(fragment -> c.deliver(c.outside, fragment));
            assertEquals(1, c.count(WorkerCounter.DECAPSULATED));
            assertEquals(0, c.count(DropReason.FRAGMENT_LIMIT));

            List<byte[]> tooLong = sealed(b, inner(length + 4));
            tooLong.forEach(fragment -> c.deliver(c.outside, fragment));
            assertEquals(1, c.count(WorkerCounter.DECAPSULATED));
            assertEquals(1, c.count(DropReason.FRAGMENT_LIMIT), "the last fragment");
            assertEquals(0, c.count(WorkerCounter.REASSEMBLING), "it gives its room back");
            c.inside.takeSent();
        }
    }

    /** Three hundred that are too long, in any order, and the next small one is put together at once. */
    @Test
    void shouldNotKeepSmallOnesOutForLongOnes() {
        try (GatewayFixture b = options(GatewayOptions.b(), false, false, LONGEST).fragmentAfter().start();
            GatewayFixture c = options(GatewayOptions.c(), false, false, LARGEST).start()) {
            for (int i = 0; i < 300; i++) {
                List<byte[]> tooLong = sealed(b, inner(20_000));
                (i % 2 == 0 ? tooLong : tooLong.reversed()).forEach(fragment -> c.deliver(c.outside, fragment));
                assertEquals(0, c.count(WorkerCounter.REASSEMBLING));
            }
            sealed(b, inner(1990)).forEach(fragment -> c.deliver(c.outside, fragment));
            assertEquals(1, c.count(WorkerCounter.DECAPSULATED));
            c.inside.takeSent();
        }
    }

    /** Packets of the pool that are all short: what does not fit one is counted, and nothing is written beyond it. */
    @Test
    void shouldCountWhatThePoolHasNoPacketFor() {
        try (GatewayFixture b = options(GatewayOptions.b(), false, false, LONGEST).fragmentAfter().start();
            InMemoryPool pool = new InMemoryPool(64);
            GatewayFixture c = options(GatewayOptions.c(), false, false, LARGEST)
                .member(new GatewayOptions.Member(0, new WorkerMesh(1, 1), pool, true)).start()) {
            sealed(b, inner(5000)).forEach(fragment -> c.deliver(c.outside, fragment));
            assertEquals(1, c.count(WorkerCounter.NOT_MADE));
            assertEquals(0, c.count(WorkerCounter.REASSEMBLING));
        }
    }

    private static GatewayOptions options(GatewayOptions end, boolean isIpv6, boolean isUdp, int longest) {
        return end.outer(isIpv6, isUdp).reassembly(16, longest);
    }

    private static byte[] inner(int length) {
        return TestFrames.ofLength(
            INSIDE_MAC, GatewayFixture.host(true, false), GatewayFixture.host(false, false), length, false);
    }

    private static IpHeader header(IpHeader header, byte[] frame) {
        byte[] packet = TestPackets.packetOf(frame);
        assertTrue(header.parse(new UnsafeBuffer(packet), 0, packet.length));
        return header;
    }

    private static List<byte[]> sealed(GatewayFixture b, byte[] frame) {
        b.deliver(b.inside, frame);
        return b.outside.takeSent().stream().map(fragment -> TestFrames.to(OUTSIDE_MAC, fragment)).toList();
    }

    private static byte[] putTogether(List<byte[]> frames) {
        Reassembly reassembly = new Reassembly(1, LONGEST, 1, 1);
        for (byte[] frame : frames) {
            assertTrue(frame.length <= 1514, frame.length + " bytes");
            assertEquals(DropReason.FRAGMENT_TAKEN, reassembly.accept(TestFrames.header(frame), 0));
        }
        assertTrue(reassembly.isComplete());
        byte[] whole = new byte[reassembly.completedLength()];
        reassembly.copyTo(new UnsafeBuffer(whole), 0);
        return whole;
    }
}
