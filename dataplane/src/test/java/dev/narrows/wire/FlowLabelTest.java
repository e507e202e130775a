package dev.narrows.wire;

import static java.nio.ByteOrder.BIG_ENDIAN;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

class FlowLabelTest {
    private static final long KEY = 0x0123_4567_89AB_CDEFL;
    private static final int HEADERS = Ipv6.HEADER_LENGTH + Udp.HEADER_LENGTH;

    private final UnsafeBuffer buffer = new UnsafeBuffer(new byte[HEADERS + Ipv6Extensions.FRAGMENT_HEADER_LENGTH]);
    private final IpHeader header = new IpHeader();
    private final FlowLabel labels = new FlowLabel(KEY);

    @Test
    void shouldBeTheSameForAFlowWhateverElseChanges() {
        udp(1, 2, 1000, 2000, 0);
        int label = labels.of(header);
        new Ipv6().wrap(buffer, 0).start(0xFF, 0x12345).hopLimit(3);
        assertTrue(header.parse(buffer, 0, HEADERS));
        assertEquals(label, labels.of(header));
    }

    @Test
    void shouldDifferByEachPartOfTheFlowAndByKey() {
        Set<Integer> seen = new HashSet<>();
        for (int[] flow : new int[][] {{1, 2, 3, 4}, {9, 2, 3, 4}, {1, 9, 3, 4}, {1, 2, 9, 4}, {1, 2, 3, 9},
            {2, 1, 3, 4},
            {1, 2, 4, 3}}) {
            udp(flow[0], flow[1], flow[2], flow[3], 0);
            assertTrue(seen.add(labels.of(header)), () -> "same label again for " + Arrays.toString(flow));
        }
        assertNotEquals(labels.of(header), new FlowLabel(KEY + 1).of(header));
    }

    @Test
    void shouldSpreadFlowsAndNeverBeZero() {
        Random random = new Random(6438);
        int mean = 2500;
        int flows = 16 * mean;
        int[] byTopBits = new int[16];
        int[] byLowBits = new int[16];
        for (int i = 0; i < flows; i++) {
            udp(1, 2, 1024 + i, random.nextInt(4), 0);
            int label = labels.of(header);
            assertTrue(label > 0 && label <= Ipv6.FLOW_LABEL_MASK, "label " + label);
            byTopBits[label >>> 16]++;
            byLowBits[label & 15]++;
        }
        for (int i = 0; i < 16; i++) {
            // The deviation is 48: six of them.
            assertEquals(mean, byTopBits[i], 300, "top bits " + i);
            assertEquals(mean, byLowBits[i], 300, "low bits " + i);
        }
    }

    @Test
    void shouldGiveAllFragmentsOfAPacketOneLabel() {
        fragment(0, 1);
        assertEquals(1000, header.sourcePort(), "the first fragment shows its ports");
        int first = labels.of(header);
        fragment(8, 0);
        assertEquals(IpHeader.OPAQUE, header.sourcePort());
        assertEquals(first, labels.of(header));
    }

    private void udp(long source, long destination, int sourcePort, int destinationPort, int offset) {
        new Ipv6().wrap(buffer, 0).start(0, 0).payloadLength(8 + offset).nextHeader(IpProtocol.UDP).hopLimit(64)
            .source(0x2001_0DB8_0000_0000L, source).destination(0x2001_0DB8_0000_0001L, destination);
        new Udp().wrap(buffer, Ipv6.HEADER_LENGTH + offset).sourcePort(sourcePort).destinationPort(destinationPort);
        assertTrue(header.parse(buffer, 0, HEADERS + offset));
    }

    private void fragment(int fragmentOffset, int more) {
        udp(1, 2, 1000, 2000, Ipv6Extensions.FRAGMENT_HEADER_LENGTH);
        new Ipv6().wrap(buffer, 0).nextHeader(IpProtocol.FRAGMENT);
        buffer.putByte(40, (byte)IpProtocol.UDP);
        buffer.putShort(42, (short)(fragmentOffset | more), BIG_ENDIAN);
        assertTrue(header.parse(buffer, 0, HEADERS + 8));
        assertTrue(header.isFragment());
    }
}
