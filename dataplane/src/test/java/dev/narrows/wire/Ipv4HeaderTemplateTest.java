package dev.narrows.wire;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

class Ipv4HeaderTemplateTest {
    private static final int CASES = 20_000;
    private static final int OFFSET = 3;

    @Test
    void shouldWriteWhatTheFlyweightWrites() {
        Random random = new Random(7);
        UnsafeBuffer written = new UnsafeBuffer(new byte[OFFSET + Ipv4.MIN_HEADER_LENGTH]);
        UnsafeBuffer expected = new UnsafeBuffer(new byte[OFFSET + Ipv4.MIN_HEADER_LENGTH]);
        Ipv4 ipv4 = new Ipv4().wrap(expected, OFFSET);
        for (int i = 0; i < CASES; i++) {
            int ttl = random.nextInt(256);
            int protocol = random.nextInt(256);
            int source = edge(random, random.nextInt());
            int destination = edge(random, random.nextInt());
            int tos = random.nextInt(256);
            int totalLength = 20 + random.nextInt(65516);
            int identification = edge(random, random.nextInt()) & 0xFFFF;
            boolean dontFragment = random.nextBoolean();

            new Ipv4HeaderTemplate(ttl, protocol, source, destination)
                .write(written, OFFSET, tos, totalLength, identification, dontFragment);
            ipv4.headerLength(Ipv4.MIN_HEADER_LENGTH).tos(tos).totalLength(totalLength).identification(identification)
                .fragment(dontFragment, false, 0).ttl(ttl).protocol(protocol).source(source).destination(destination)
                .computeChecksum();

            assertArrayEquals(expected.byteArray(), written.byteArray(), "case " + i);
            assertTrue(ipv4.isChecksumRight());
        }
    }

    private static int edge(Random random, int otherwise) {
        return switch (random.nextInt(8)) {
            case 0 -> 0;
            case 1 -> -1;
            default -> otherwise;
        };
    }
}
