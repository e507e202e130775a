package dev.narrows.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.narrows.control.request.TunnelChange;
import dev.narrows.control.view.PathView;
import dev.narrows.control.view.PortView;
import dev.narrows.explain.Question;
import dev.narrows.wire.IpProtocol;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of a link that takes less, goes down or is deleted while the gateway runs. */
class ConductorLinksTest {
    private static final Duration A_LOOK = Duration.ofMillis(100);
    private static final int OUTSIDE = 1;

    @TempDir
    private Path directory;
    private ConductorFixture gateway;

    @BeforeEach
    void start() throws IOException {
        gateway = new ConductorFixture(TestConfig.of(directory), ConductorFixture.emptyStorage()).started();
    }

    @Test
    void shouldGoByWhatTheDeviceTakesFromTheNextLookOn() {
        gateway.ports.get(OUTSIDE).mtu(1400);
        assertEquals(List.of("link 1 mtu 1400 of paths [0]", "path 0 mtu 1400"), gateway.after(A_LOOK));
        assertEquals(List.of("link-changed {port=outside, device=d1, mtu=1400, before=1500}",
            "path-mtu-changed {local=192.0.1.2, remote=192.0.2.2, mtu=1400, before=1500, evidence=link, "
                + "why=its link takes 1400 bytes now}"), changes());
        assertTrue(gateway.journal.getLast().contains("link-changed"), gateway.journal::toString);
        PathView path = gateway.list(Operations::paths).getFirst();
        assertEquals(1400, path.linkMtu());
        assertEquals("link", path.evidence());
        PortView port = gateway.ask(Operations::ports).get(OUTSIDE);
        assertEquals(List.of(1400, 1500), List.of(port.mtu(), port.mtuAsked()));
        assertEquals(1346, told(), "as narrows explain says too");

        gateway.ports.get(OUTSIDE).mtu(9000);
        assertEquals(List.of("link 1 mtu 1500 of paths [0]", "path 0 mtu 1500"), gateway.after(A_LOOK));
        assertEquals(1446, told());
        assertEquals(List.of(), gateway.after(A_LOOK), "no news");
    }

    @Test
    void shouldExplainALinkInsideThatTakesLess() {
        gateway.ports.get(0).mtu(1300);
        assertEquals(List.of("link 0 mtu 1300 of paths []"), gateway.after(A_LOOK));
        assertEquals(List.of("link-changed {port=inside, device=d0, mtu=1300, before=1500}"), changes());
        assertEquals(1300, gateway.ask(Operations::ports).getFirst().mtu());
    }

    @Test
    void shouldTellOfALinkThatIsGone() {
        gateway.ports.get(OUTSIDE).up(false);
        assertEquals(List.of(), gateway.after(A_LOOK));
        gateway.ports.get(OUTSIDE).up(true);
        gateway.after(A_LOOK);
        assertEquals(List.of("link-changed {port=outside, device=d1, link=down}",
            "link-changed {port=outside, device=d1, link=up}"), changes());
    }

    @Test
    void shouldNotLetAPathThatATunnelMovesToTakeMoreThanTheLinkDoes() {
        gateway.ports.get(OUTSIDE).mtu(1400);
        gateway.after(A_LOOK);
        gateway.change(operations -> operations.changeTunnel(
            new TunnelChange("to-c", Optional.empty(), Optional.of(TestConfig.address("192.0.2.9")))));
        PathView path = gateway.list(Operations::paths).getFirst();
        assertEquals(List.of(1400, 1400), List.of(path.linkMtu(), path.effectiveMtu()));
        gateway.ports.get(OUTSIDE).mtu(1500);
        gateway.after(A_LOOK);
        assertEquals(1500, gateway.list(Operations::paths).getFirst().effectiveMtu());
    }

    private int told() {
        return gateway.ask(operations -> operations.explain(new Question(TestConfig.address("10.1.0.2"),
            TestConfig.address("10.2.0.2"), 1480, true, IpProtocol.UDP, 40000, 9))).outcome().told().mtu();
    }

    private List<String> changes() {
        return gateway.events.stream().filter(event -> event.startsWith("link-") || event.startsWith("path-mtu"))
            .toList();
    }
}
