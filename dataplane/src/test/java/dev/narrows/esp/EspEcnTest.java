package dev.narrows.esp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.narrows.crypto.Algorithm;
import dev.narrows.crypto.BouncyCastleEngine;
import dev.narrows.pmtu.DfPolicy;
import dev.narrows.sa.TunnelSettings;
import dev.narrows.stats.DropReason;
import dev.narrows.wire.IpHeader;
import dev.narrows.wire.IpProtocol;
import java.util.Random;
import java.util.stream.Stream;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** DSCP and congestion notification through real packets: RFC 6040 4.1 and 4.2, in every combination of families. */
class EspEcnTest {
    private static final int DROP = -1;
    private static final int LENGTH = 90;
    /** RFC 6040 4.2, figure 4: inner codepoint down, outer across, both as 00, 01, 10, 11. */
    private static final int[][] COMBINED = {
        {0b00, 0b00, 0b00, DROP},
        {0b01, 0b01, 0b01, 0b11},
        {0b10, 0b01, 0b10, 0b11},
        {0b11, 0b11, 0b11, 0b11},
    };
    private static final int[] DSCPS = {0, 1, 10, 46, 63};

    private static Stream<Arguments> combinations() {
        return Shape.tunnels().flatMap(shape -> shape.families().map(isIpv6 -> Arguments.of(shape, isIpv6)));
    }

    @ParameterizedTest
    @MethodSource("combinations")
    void shouldCombineMarksByTheWholeTable(Shape shape, boolean isInnerIpv6) {
        int sequence = 0;
        int passed = 0;
        try (TestTunnel tunnel = new TestTunnel(new BouncyCastleEngine(), Algorithm.AES_128_GCM_16, shape)) {
            for (int inner = 0; inner < 4; inner++) {
                for (int outer = 0; outer < 4; outer++) {
                    for (int dscp : DSCPS) {
                        byte[] packet = inner(shape, isInnerIpv6, dscp << 2 | inner);
                        byte[] content = tunnel.aligned(packet, isInnerIpv6 ? IpProtocol.IPV6 : IpProtocol.IPIP);
                        sequence++;
                        byte[] sealed = tunnel.seal(content, sequence, 21 << 2 | outer);
                        int combined = COMBINED[inner][outer];
                        if (combined == DROP) {
                            assertEquals(DropReason.CONGESTION_UNMARKABLE, tunnel.decapsulate(sealed));
                            continue;
                        }
                        assertNull(tunnel.decapsulate(sealed));
                        assertArrayEquals(inner(shape, isInnerIpv6, dscp << 2 | combined), tunnel.lastInner,
                            "the checksum is right and all else as it was: inner " + inner + " outer " + outer);
                        passed++;
                    }
                }
            }
            assertEquals(passed, tunnel.inbound.packets());
            assertEquals(sequence, tunnel.inbound.packetsCharged());
        }
    }

    @ParameterizedTest
    @MethodSource("combinations")
    void shouldCopyEcnAndDscpOrFixDscpAlone(Shape shape, boolean isInnerIpv6) {
        for (int dscp : new int[] {TunnelSettings.COPY_DSCP, 0, 1, 46, 63}) {
            TunnelSettings settings = shape.settings(DfPolicy.COPY, dscp, TunnelSettings.NO_TFC);
            try (TestTunnel tunnel =
                new TestTunnel(new BouncyCastleEngine(), Algorithm.AES_128_GCM_16, settings, shape.endpoints())) {
                for (int trafficClass = 0; trafficClass < 256; trafficClass++) {
                    byte[] inner = inner(shape, isInnerIpv6, trafficClass);
                    byte[] outer = tunnel.encapsulate(inner);
                    int expected = dscp == TunnelSettings.COPY_DSCP ? trafficClass : dscp << 2 | (trafficClass & 3);
                    assertEquals(expected, header(outer).trafficClass(), "DSCP " + dscp);
                    assertNull(tunnel.decapsulate(outer));
                    assertArrayEquals(inner, tunnel.lastInner);
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("dev.narrows.esp.Shape#transports")
    void shouldLeaveThePacketsOwnMarksInTransportMode(Shape shape) {
        try (TestTunnel tunnel = new TestTunnel(new BouncyCastleEngine(), Algorithm.AES_128_GCM_16, shape)) {
            for (int trafficClass = 0; trafficClass < 256; trafficClass++) {
                byte[] inner = inner(shape, shape.isIpv6, trafficClass);
                byte[] outer = tunnel.encapsulate(inner);
                assertEquals(trafficClass, header(outer).trafficClass());
                header(outer).updateEcn(3);
                assertNull(tunnel.decapsulate(outer));
                assertArrayEquals(inner(shape, shape.isIpv6, trafficClass | 3), tunnel.lastInner,
                    "routers may mark it");
            }
        }
    }

    private static byte[] inner(Shape shape, boolean isIpv6, int trafficClass) {
        return shape.inner(isIpv6, LENGTH, trafficClass, true, new Random(1));
    }

    private static IpHeader header(byte[] packet) {
        IpHeader header = new IpHeader();
        assertTrue(header.parse(new UnsafeBuffer(packet), 0, packet.length));
        return header;
    }
}
