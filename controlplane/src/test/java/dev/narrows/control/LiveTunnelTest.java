package dev.narrows.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.narrows.control.LiveGateway.Left;
import dev.narrows.explain.Question;
import dev.narrows.stats.DropReason;
import dev.narrows.wire.Esp;
import dev.narrows.wire.Ethernet;
import dev.narrows.wire.IpAddress;
import dev.narrows.wire.IpHeader;
import dev.narrows.wire.IpProtocol;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A tunnel that moves, with a conductor and a worker as they serve packets: from a router's far side to a jumbo link. */
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
        CompletableFuture<Void> answer = gateway.client.changeTunnel(
            new TunnelChange("to-c", Optional.empty(), Optional.of(IpAddress.parse(remote))));
        gateway.cycle();
        answer.join();
    }

    private static Question question() {
        return new Question(IpAddress.parse("10.1.0.2"), IpAddress.parse("10.2.0.2"), 1000, true, IpProtocol.UDP, 40000, 9);
    }

    private static byte[] packet() {
        return Arrays.copyOf(question().header().buffer().byteArray(), 1000);
    }
}
