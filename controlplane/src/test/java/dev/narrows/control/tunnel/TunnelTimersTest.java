package dev.narrows.control.tunnel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.narrows.config.GatewayConfig;
import dev.narrows.config.PmtuConfig;
import dev.narrows.config.TunnelConfig;
import dev.narrows.control.ConductorFixture;
import dev.narrows.control.TestConfig;
import dev.narrows.path.ClaimPolicy;
import dev.narrows.pmtu.DfPolicy;
import dev.narrows.policy.IpPrefix;
import dev.narrows.policy.Selectors;
import dev.narrows.sa.Endpoints;
import dev.narrows.sa.TunnelSettings;
import dev.narrows.wire.Ipv4;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Dummy packets and NAT keepalives, by a clock that the test moves. */
final class TunnelTimersTest {
    @TempDir
    private Path directory;

    @Test
    void shouldSendDummiesWhereThereIsAnSaAndOneKeepaliveForAPath() throws IOException {
        Endpoints nat = new Endpoints(TestConfig.address("192.0.1.2"), TestConfig.address("192.0.2.2"), 4500, 4500);
        List<TunnelConfig> tunnels = List.of(
            tunnel("with-sa", nat, true), tunnel("without-sa", nat, false),
            tunnel("plain", Endpoints.of(nat.local(), nat.remote()), false));
        ConductorFixture gateway = fixture(tunnels).started();
        assertEquals(List.of(), sent(gateway.after(Duration.ofMillis(9_900))));
        assertEquals(List.of("dummy 0 true"), sent(gateway.after(Duration.ofMillis(200))));
        assertEquals(List.of("dummy 0 true", "keepalive 0"), sent(gateway.after(Duration.ofSeconds(10))));
        List<String> muchLater = sent(gateway.after(Duration.ofMinutes(10)));
        assertEquals(List.of("dummy 0 true", "keepalive 0"), muchLater, "what was late is not made up for");
    }

    @Test
    void shouldSendDummiesOfAShortestPacketWhereThePathTakesLess() throws IOException {
        GatewayConfig usual = TestConfig.of(directory, List.of(TestConfig.route("192.0.2.0/24", "192.0.1.1")),
            List.of(tunnel("with-sa", Endpoints.of(TestConfig.address("192.0.1.2"), TestConfig.address("192.0.2.2")),
                true)));
        // The smallest MTU that there is (RFC 791 3.1): ESP leaves 14 bytes of it, less than a header.
        PmtuConfig pmtu = new PmtuConfig(68, Duration.ofHours(1), ClaimPolicy.TRUST, Duration.ofSeconds(5));
        GatewayConfig small = new GatewayConfig(usual.eal(), usual.ealLog(), usual.stateDir(), usual.leaseRetention(),
            usual.controlSocket(), usual.crypto(), usual.packetBuffers(), usual.largestDatagram(), usual.worker(),
            usual.ports(), usual.routes(),
            usual.icmp(), pmtu, usual.policies(), usual.tunnels());
        ConductorFixture gateway = new ConductorFixture(small, ConductorFixture.emptyStorage()).started();
        gateway.claim(68, 1500);
        assertEquals("path 0 mtu 68", gateway.cycle().getFirst());
        assertEquals(List.of("dummy 0 true"), sent(gateway.after(Duration.ofSeconds(10))));
        assertEquals(Ipv4.MIN_HEADER_LENGTH, gateway.worker.dummyLength);
    }

    private static TunnelConfig tunnel(String name, Endpoints endpoints, boolean hasSa) {
        int number = name.length();
        return new TunnelConfig(name, endpoints, TunnelSettings.tunnel(DfPolicy.COPY),
            endpoints.isUdp() ? Optional.of(Duration.ofSeconds(20)) : Optional.empty(),
            Optional.of(Duration.ofSeconds(10)),
            Optional.empty(),
            List.of(Selectors.of(IpPrefix.parse("10.1.0.0/24"), IpPrefix.parse("10." + number + ".0.0/24"))),
            hasSa ? List.of(TestConfig.sa(0x1001, TestConfig.OUT_KEY, 0)) : List.of(), List.of());
    }

    private ConductorFixture fixture(List<TunnelConfig> tunnels) throws IOException {
        GatewayConfig config = TestConfig.of(directory, List.of(TestConfig.route("192.0.2.0/24", "192.0.1.1")),
            tunnels);
        return new ConductorFixture(config, ConductorFixture.emptyStorage());
    }

    private static List<String> sent(List<String> done) {
        List<String> sent = new ArrayList<>(done);
        sent.removeIf(line -> !line.startsWith("dummy") && !line.startsWith("keepalive"));
        return sent;
    }
}
