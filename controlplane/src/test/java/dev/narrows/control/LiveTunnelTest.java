package dev.narrows.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.narrows.config.GatewayConfig;
import dev.narrows.config.RouteConfig;
import dev.narrows.config.TunnelConfig;
import dev.narrows.control.LiveGateway.Left;
import dev.narrows.control.request.TunnelChange;
import dev.narrows.explain.Question;
import dev.narrows.pmtu.DfPolicy;
import dev.narrows.policy.IpPrefix;
import dev.narrows.sa.Fragmentation;
import dev.narrows.sa.Mode;
import dev.narrows.sa.TunnelSettings;
import dev.narrows.stats.DropReason;
import dev.narrows.wire.Esp;
import dev.narrows.wire.Ethernet;
import dev.narrows.wire.IpAddress;
import dev.narrows.wire.IpHeader;
import dev.narrows.wire.IpProtocol;
import dev.narrows.wire.Ipv4;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A tunnel that moves, with a conductor and a worker as they serve packets: from a router's far side to a jumbo link.
 */
class LiveTunnelTest {
    private static final String REMOTE = "192.0.2.2";
    private static final String MOVED = "198.18.0.7";
    private static final int INSIDE = 0;
    private static final int OUTSIDE = 1;
    private static final int JUMBO = 2;

    @TempDir
    private Path directory;

    @Test
    void shouldSendToTheNewAddressByItsOwnLinkAndGoOnCounting() throws IOException {
        try (LiveGateway gateway = new LiveGateway(TestConfig.of(directory))) {
            gateway.meet("10.1.0.2", "192.0.1.1", MOVED);
            assertSent(gateway, OUTSIDE, REMOTE, 1);
            move(gateway, MOVED);
            assertSent(gateway, JUMBO, MOVED, 2);
            assertEquals(MOVED, gateway.explain(question()).nextHop().address(), "as explain says");
            move(gateway, REMOTE);
            assertSent(gateway, OUTSIDE, REMOTE, 3);
            assertEquals(0, gateway.counters.get(DropReason.NO_ROUTE));
        }
    }

    @Test
    void shouldCutToTheNewMtuFromTheAnswerOnAndNotAnswerWhileTheWorkerStandsStill() throws IOException {
        try (LiveGateway gateway = new LiveGateway(withInterface(1400))) {
            gateway.meet("10.1.0.2", "192.0.1.1");
            byte[] packet = packet(1350);
            List<Left> left = gateway.arrive(INSIDE, packet);
            assertEquals(List.of(OUTSIDE), left.stream().map(Left::port).toList());
            CompletableFuture<Void> answer =
                gateway.client.change(operations -> operations.changeTunnel(
                    new TunnelChange("to-c", Optional.of(1300), Optional.empty())));
            for (int cycle = 0; cycle < 10; cycle++) {
                gateway.conduct();
            }
            assertFalse(answer.isDone(), "the worker would still use 1400");
            gateway.cycle();
            assertTrue(answer.isDone());
            answer.join();
            left = gateway.arrive(INSIDE, packet);
            assertEquals(List.of(INSIDE), left.stream().map(Left::port).toList());
            UnsafeBuffer frame = left.getFirst().frame();
            int icmp = Ethernet.HEADER_LENGTH + Ipv4.MIN_HEADER_LENGTH;
            assertEquals(3 << 8 | 4, frame.getShort(icmp, ByteOrder.BIG_ENDIAN), "fragmentation needed (RFC 1191 4)");
            assertEquals(1300, frame.getShort(icmp + 6, ByteOrder.BIG_ENDIAN));
        }
    }

    private GatewayConfig withInterface(int mtu) {
        TunnelConfig tunnel = TestConfig.tunnel("to-c", REMOTE,
            Optional.of(TestConfig.sa(0x1001, TestConfig.OUT_KEY, 0)),
            Optional.empty());
        TunnelSettings settings = new TunnelSettings(Mode.TUNNEL, DfPolicy.COPY, TunnelSettings.COPY_DSCP,
            TunnelSettings.NO_TFC, mtu, true, Fragmentation.BEFORE, TunnelSettings.NO_CLAMP);
        return TestConfig.of(directory, List.of(TestConfig.route("192.0.2.0/24", "192.0.1.1"),
            new RouteConfig(IpPrefix.parse("10.2.0.0/24"), Optional.empty(), Optional.of("to-c"))),
            List.of(new TunnelConfig(tunnel.name(), tunnel.endpoints(), settings, tunnel.keepalive(),
                tunnel.dummyInterval(), tunnel.probe(), List.of(), tunnel.out(), tunnel.in())));
    }

    private static void assertSent(LiveGateway gateway, int port, String remote, long sequence) {
        List<Left> left = gateway.arrive(INSIDE, packet());
        assertEquals(1, left.size());
        assertEquals(port, left.getFirst().port());
        IpHeader outer = new IpHeader();
        assertTrue(outer.parse(left.getFirst().frame(), Ethernet.HEADER_LENGTH, left.getFirst().length()));
        assertEquals(IpAddress.parse(remote), new IpAddress(outer.destinationHigh(), outer.destinationLow()));
        Esp esp = new Esp().wrap(left.getFirst().frame(), outer.payloadOffset());
        assertEquals(0x1001, esp.spi());
        assertEquals(sequence, esp.sequence());
    }

    private static void move(LiveGateway gateway, String remote) {
        CompletableFuture<Void> answer = gateway.client.change(operations -> operations.changeTunnel(
            new TunnelChange("to-c", Optional.empty(), Optional.of(IpAddress.parse(remote)))));
        gateway.cycle();
        answer.join();
    }

    private static Question question() {
        return question(1000);
    }

    private static Question question(int length) {
        return new Question(IpAddress.parse("10.1.0.2"), IpAddress.parse("10.2.0.2"), length, true, IpProtocol.UDP,
            40000, 9);
    }

    private static byte[] packet() {
        return packet(1000);
    }

    private static byte[] packet(int length) {
        return Arrays.copyOf(question(length).header().buffer().byteArray(), length);
    }
}
