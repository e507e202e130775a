package dev.narrows.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.narrows.config.RouteConfig;
import dev.narrows.config.SaSpec;
import dev.narrows.config.TunnelConfig;
import dev.narrows.control.request.ControlException;
import dev.narrows.control.request.ControlException.Code;
import dev.narrows.control.request.SaChange;
import dev.narrows.control.request.SaDeletion;
import dev.narrows.control.request.SaRequest;
import dev.narrows.control.request.TunnelChange;
import dev.narrows.control.view.PathView;
import dev.narrows.control.view.TunnelView;
import dev.narrows.crypto.Algorithm;
import dev.narrows.crypto.KeyingMaterial;
import dev.narrows.explain.Question;
import dev.narrows.pmtu.DfPolicy;
import dev.narrows.policy.IpPrefix;
import dev.narrows.sa.Direction;
import dev.narrows.sa.Endpoints;
import dev.narrows.sa.Fragmentation;
import dev.narrows.sa.Lifetime;
import dev.narrows.sa.Mode;
import dev.narrows.sa.Numbering;
import dev.narrows.sa.TunnelSettings;
import dev.narrows.wire.IpAddress;
import dev.narrows.wire.IpProtocol;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Tunnels that change while they run: to-c has policies, to-i is an interface, nat is in UDP, host in transport mode.
 */
class ConductorTunnelsTest {
    private static final String OTHER_KEY = "202122232425262728292a2b2c2d2e2fcafebabe";

    @TempDir
    private Path directory;
    private ConductorFixture gateway;

    @BeforeEach
    void start() throws IOException {
        TunnelConfig plain = TestConfig.tunnel("to-c", "192.0.2.2",
            Optional.of(TestConfig.sa(0x1001, TestConfig.OUT_KEY, 0)),
            Optional.of(TestConfig.sa(0x2001, TestConfig.IN_KEY, 64)));
        TunnelSettings anInterface = new TunnelSettings(Mode.TUNNEL, DfPolicy.COPY, TunnelSettings.COPY_DSCP,
            TunnelSettings.NO_TFC, 1400, true, Fragmentation.BEFORE, TunnelSettings.NO_CLAMP);
        gateway = new ConductorFixture(TestConfig.of(directory,
            List.of(TestConfig.route("192.0.2.0/24", "192.0.1.1"),
                new RouteConfig(IpPrefix.parse("10.9.0.0/16"), Optional.empty(), Optional.of("to-i"))),
            List.of(plain, tunnel("to-i", anInterface, "192.0.2.2", Endpoints.NO_UDP, OTHER_KEY),
                tunnel("nat", TunnelSettings.tunnel(DfPolicy.COPY), "192.0.2.2", 4500, null),
                tunnel("host", TunnelSettings.transport(), "192.0.2.9", Endpoints.NO_UDP, null))),
            ConductorFixture.emptyStorage()).started();
    }

    @AfterEach
    void shouldAgreeWithTheWorkerAfterwards() {
        gateway.expectAgreement();
    }

    private static TunnelConfig tunnel(String name, TunnelSettings settings, String remote, int port, String key) {
        return new TunnelConfig(name,
            new Endpoints(TestConfig.address("192.0.1.2"), TestConfig.address(remote), port, port),
            settings, port == Endpoints.NO_UDP ? Optional.empty() : Optional.of(Duration.ofSeconds(20)),
            Optional.empty(),
            Optional.empty(), List.of(),
            key == null ? List.of() : List.of(TestConfig.sa(0x1002, key, 0)), List.of());
    }

    @Test
    void shouldChangeTheMtuOfAnInterface() {
        assertEquals(1400, view("to-i").mtu());
        assertEquals(1400, view("to-i").path().innerMtu());
        setMtu("to-i", 1300);
        assertEquals(List.of("tunnel 1 mtu 1300"), gateway.cycle());
        assertEquals(1300, view("to-i").mtu());
        assertEquals(1300, view("to-i").path().innerMtu());
        assertEquals(1300, told("10.9.0.2"));
        setMtu("to-i", TunnelSettings.NO_MTU);
        assertEquals(null, view("to-i").mtu());
        assertEquals(1446, view("to-i").path().innerMtu());
        assertEquals(1446, told("10.9.0.2"), "as narrows explain says too");
        assertEquals(List.of("tunnel-changed {tunnel=to-i, mtu=1300}", "tunnel-changed {tunnel=to-i, mtu=none}"),
            changes());
        setMtu("to-i", TunnelSettings.NO_MTU);
        assertEquals(2, changes().size(), "nothing has changed");
    }

    @Test
    void shouldMoveATunnelToANewPathOfItsOwn() {
        gateway.claim(1300, 1500);
        gateway.cycle();
        assertEquals(1300, view("to-c").path().mtu());
        move("to-c", "198.18.0.7");
        assertEquals(List.of("path 3 to 198.18.0.7 mtu 9000", "tunnel 0 to path 3"), gateway.cycle());
        assertEquals("198.18.0.7", view("to-c").remote());
        assertEquals(9000, view("to-c").path().mtu(), "nothing is known of the new path");
        assertEquals(1300, view("to-i").path().mtu(), "who stays keeps what is known");
        assertEquals(4097, view("to-c").outSpi());
        assertEquals(List.of("tunnel-changed {tunnel=to-c, remote=198.18.0.7, remoteBefore=192.0.2.2}"), changes());
        gateway.claim(1200, 1300);
        gateway.cycle();
        assertEquals(1300, view("to-i").path().mtu(), "its SA is not of that path any more");
        gateway.claim(1400, 9000, 0x1001, "192.0.1.2", "198.18.0.7");
        gateway.cycle();
        assertEquals(1400, view("to-c").path().mtu());
    }

    /**
     * RFC 4301 4.1: an outbound SPI is the peer's choice, so that two peers may choose the same, and one may not twice.
     */
    @Test
    void shouldTellOutboundSasOfOneSpiApartByTheirPeers() {
        move("to-i", "192.0.2.7");
        addOutbound("to-i", 0x1001, "303132333435363738393a3b3c3d3e3fcafebabe");
        gateway.claim(1300, 1500);
        gateway.claim(1400, 1500, 0x1001, "192.0.1.2", "192.0.2.7");
        gateway.cycle();
        assertEquals(1300, view("to-c").path().mtu());
        assertEquals(1400, view("to-i").path().mtu());
        assertEquals(Code.SPI_IN_USE, refusal(() -> move("to-i", "192.0.2.2")));
        assertEquals(Code.SPI_IN_USE,
            refusal(() -> addOutbound("nat", 0x1001, "404142434445464748494a4b4c4d4e4fcafebabe")));
        assertEquals(Code.SEVERAL_SAS, refusal(() -> delete(Optional.empty())));
        assertEquals(Code.NO_SUCH_SA, refusal(() -> delete(Optional.of("nat"))));
        delete(Optional.of("to-c"));
        assertEquals(null, view("to-c").outSpi());
        assertEquals(0x1001, view("to-i").outSpi());
        move("to-i", "192.0.2.2");
        delete(Optional.empty());
    }

    private void addOutbound(String tunnel, int spi, String key) {
        gateway.add(new SaRequest(tunnel, Direction.OUT, new SaSpec(spi, Algorithm.AES_128_GCM_16,
            KeyingMaterial.fromHex(key, 20), Numbering.standard(64), Lifetime.UNLIMITED, OptionalInt.empty())));
    }

    private void delete(Optional<String> tunnel) {
        gateway.answer(gateway.client.changeSas(
            new SaChange(List.of(), List.of(new SaDeletion(tunnel, 0x1001, Direction.OUT, 0)))));
    }

    private static Code refusal(Executable request) {
        Throwable refused = assertThrows(CompletionException.class, request).getCause();
        return ((ControlException)refused).code();
    }

    @Test
    void shouldShareAPathThatIsThereAndStartAnewOneThatNobodyUsed() {
        move("to-c", "192.0.2.5");
        gateway.claim(1300, 1500, 0x1001, "192.0.1.2", "192.0.2.5");
        gateway.cycle();
        move("to-i", "192.0.2.5");
        assertEquals(List.of("tunnel 1 to path 3"), gateway.cycle());
        assertEquals(1300, view("to-i").path().mtu(), "of a path that is in use it is known");
        assertEquals(List.of("192.0.2.2:4500", "192.0.2.9", "192.0.2.5"),
            paths().stream().map(PathView::remote).toList(), "the one that nobody uses is not shown");
        move("to-i", "192.0.2.2");
        move("to-c", "192.0.2.2");
        gateway.cycle();
        move("to-c", "192.0.2.5");
        gateway.cycle();
        assertEquals(1500, view("to-c").path().mtu(), "what was known is old");
        assertTrue(gateway.events.stream().anyMatch(event -> event.contains("a tunnel has moved here")));
    }

    @Test
    void shouldKeepTheUdpPortsAndTheKeepaliveOfTheNewPath() {
        move("nat", "192.0.2.7");
        assertEquals("4500:4500", view("nat").udp());
        gateway.cycle();
        assertEquals(List.of("keepalive 3"),
            gateway.after(Duration.ofSeconds(21)).stream().filter(line -> line.startsWith("keepalive")).toList());
    }

    @Test
    void shouldChangeBothOrNothing() {
        assertRefused(Code.BAD_REMOTE, gateway.client.change(operations -> operations.changeTunnel(
            new TunnelChange("to-i", Optional.of(1300), Optional.of(IpAddress.parse("2001:db8::1"))))),
            "it is of another family than our address 192.0.1.2");
        assertEquals(1400, view("to-i").mtu());
        gateway.change(operations -> operations.changeTunnel(new TunnelChange("to-i", Optional.of(1300),
            Optional.of(IpAddress.parse("192.0.2.8")))));
        assertEquals(List.of("tunnel 1 mtu 1300", "path 3 to 192.0.2.8 mtu 1500", "tunnel 1 to path 3"),
            gateway.cycle());
        assertEquals(List.of("tunnel-changed {tunnel=to-i, mtu=1300, remote=192.0.2.8, remoteBefore=192.0.2.2}"),
            changes());
    }

    @ParameterizedTest
    @CsvSource({"to-c, 192.0.1.2, it is an address of this gateway", "to-c, 10.1.0.1, it is an address of this gateway",
        "to-c, 224.0.0.1, it is no host's address", "to-c, 0.0.0.0, it is no host's address",
        "to-c, ::1, it is of another family than our address 192.0.1.2",
        "host, 192.0.2.7, 'tunnel host is in transport mode, and its policies are about the peer that it has'"})
    void shouldRefuseAddressesThatAreNoPeers(String tunnel, String remote, String why) {
        assertRefused(Code.BAD_REMOTE, gateway.client.change(operations -> operations.changeTunnel(
            new TunnelChange(tunnel, Optional.empty(), Optional.of(IpAddress.parse(remote))))), why);
        assertEquals(List.of(), gateway.cycle());
        assertEquals(List.of(), changes());
    }

    @Test
    void shouldRefuseAnMtuForATunnelThatIsNoInterface() {
        assertRefused(Code.NOT_AN_INTERFACE, gateway.client.change(operations -> operations.changeTunnel(
            new TunnelChange("to-c", Optional.of(1300), Optional.empty()))), "Tunnel to-c has policies;");
        assertRefused(Code.NO_SUCH_TUNNEL, gateway.client.change(operations -> operations.changeTunnel(
            new TunnelChange("to-x", Optional.of(1300), Optional.empty()))), "There is no tunnel \"to-x\".");
        assertEquals(List.of(), gateway.cycle());
    }

    private void assertRefused(Code code, CompletableFuture<?> asked, String why) {
        CompletionException refusal = assertThrows(CompletionException.class, () -> gateway.answer(asked));
        assertEquals(code, ((ControlException)refusal.getCause()).code());
        assertTrue(refusal.getCause().getMessage().contains(why), refusal.getCause().getMessage());
    }

    private int told(String to) {
        return gateway.ask(operations -> operations.explain(new Question(IpAddress.parse("10.1.0.2"),
            IpAddress.parse(to), 1500, true, IpProtocol.UDP, 40000, 9))).outcome().told().mtu();
    }

    private void setMtu(String tunnel, int mtu) {
        gateway.change(
            operations -> operations.changeTunnel(new TunnelChange(tunnel, Optional.of(mtu), Optional.empty())));
    }

    private void move(String tunnel, String remote) {
        gateway.change(operations -> operations.changeTunnel(
            new TunnelChange(tunnel, Optional.empty(), Optional.of(IpAddress.parse(remote)))));
    }

    private TunnelView view(String name) {
        return gateway.list(Operations::tunnels).stream().filter(tunnel -> tunnel.name().equals(name)).findFirst()
            .orElseThrow();
    }

    private List<PathView> paths() {
        return gateway.list(Operations::paths);
    }

    private List<String> changes() {
        return gateway.events.stream().filter(event -> event.startsWith("tunnel-changed")).toList();
    }
}
