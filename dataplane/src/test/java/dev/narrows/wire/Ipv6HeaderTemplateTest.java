package dev.narrows.wire;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

class Ipv6HeaderTemplateTest {
    private static final int CASES = 20_000;
    private static final int OFFSET = 3;

    @Test
    void shouldWriteWhatTheFlyweightWrites() {
        Random random = new Random(7);
        UnsafeBuffer written = new UnsafeBuffer(new byte[OFFSET + Ipv6.HEADER_LENGTH]);
        UnsafeBuffer expected = new UnsafeBuffer(new byte[OFFSET + Ipv6.HEADER_LENGTH]);
        Ipv6 ipv6 = new Ipv6().wrap(expected, OFFSET);
        for (int i = 0; i < CASES; i++) {
            int hopLimit = random.nextInt(256);
            int nextHeader = random.nextInt(256);
            long[] words = {edge(random), edge(random), edge(random), edge(random)};
            int trafficClass = random.nextInt(256);
            int payloadLength = random.nextInt(65536);
            int flowLabel = (int)edge(random) & Ipv6.FLOW_LABEL_MASK;

            new Ipv6HeaderTemplate(hopLimit, nextHeader, words[0], words[1], words[2], words[3])
                .write(written, OFFSET, trafficClass, payloadLength, flowLabel);
            ipv6.start(trafficClass, flowLabel).payloadLength(payloadLength).nextHeader(nextHeader).hopLimit(hopLimit)
                .source(words[0], words[1]).destination(words[2], words[3]);

            assertArrayEquals(expected.byteArray(), written.byteArray(), "case " + i);
            assertTrue(ipv6.isStartValid(Ipv6.HEADER_LENGTH));
        }
    }

    private static long edge(Random random) {
        return switch (random.nextInt(8)) {
            case 0 -> 0;
            case 1 -> -1;
            default -> random.nextLong();
        };
    }
}
