package dev.narrows.control;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.narrows.config.ProbeConfig;
import dev.narrows.config.TunnelConfig;
import dev.narrows.control.view.PathView;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The conductor and its worker where a tunnel's peer is probed. */
final class ConductorProbesTest {
    private static final Duration SOON = Duration.ofMillis(5);
    private static final Duration A_ROUND_TRIP = Duration.ofMillis(300);

    @TempDir
    private Path directory;
    private ConductorFixture gateway;

    @BeforeEach
    void start() throws IOException {
        gateway = new ConductorFixture(
            TestConfig.of(directory, List.of(TestConfig.route("192.0.2.0/24", "192.0.1.1")), List.of(probed())),
            ConductorFixture.emptyStorage());
        gateway.start();
    }

    @AfterEach
    void shouldAgreeWithTheWorkerAfterwards() {
        gateway.expectAgreement();
    }

    @Test
    void shouldProbeWithExactSizesAndConfirmTheLink() {
        List<Probe> probes = probes(gateway.cycle());
        assertEquals(List.of(46, 1446), probes.stream().map(Probe::innerLength).toList());
        assertTrue(probes.get(0).token() != probes.get(1).token());
        answer(probes);
        PathView path = path();
        assertEquals("answering", path.probing());
        assertEquals(1500, path.confirmedMtu());
        assertEquals(new PathView.Probes(2, 2, 0), path.probes());
        assertEquals(List.of("path-probing-changed {local=192.0.1.2, remote=192.0.2.2, probing=answering}"),
            gateway.events.stream().filter(event -> event.startsWith("path")).toList());
    }

    @Test
    void shouldTellNobodyBeforeProbesHaveDecided() {
        answer(probes(gateway.cycle()));
        gateway.claim(1400, 1500);
        List<String> done = gateway.cycle();
        List<Probe> probes = probes(done);
        assertEquals(done.size(), probes.size(), "only probes: " + done);
        assertEquals(List.of(46, 1346, 1350, 1446), probes.stream().map(Probe::innerLength).toList());
        for (int attempt = 0; attempt < 3; attempt++) {
            List<String> told = answer(probes.stream().filter(probe -> probe.innerLength() <= 1346).toList());
            assertEquals(List.of(), told);
            done = gateway.after(A_ROUND_TRIP);
            probes = probes(done);
        }
        assertEquals(List.of("path 0 mtu 1400", "too big 1346"), done);
        assertArrayEquals(ConductorFixture.INNER, gateway.worker.reported);
        assertEquals("too-big", path().evidence());
        assertEquals(1, path().claims().believed());
        assertTrue(gateway.events.getLast().endsWith("claimedBy=192.0.1.1, why=a router says so, and probes agree}"),
            gateway.events::toString);
    }

    @Test
    void shouldTellNobodyWhereProbesRefute() {
        answer(probes(gateway.cycle()));
        gateway.claim(1400, 1500);
        assertEquals(List.of(), answer(probes(gateway.cycle())));
        assertEquals(1500, path().effectiveMtu());
        assertEquals(1, path().claims().rejected().get("refuted"));
        gateway.claim(1300, 1500);
        assertEquals(List.of(), gateway.cycle());
        assertEquals(1, path().claims().rejected().get("not-looked-into"));
    }

    @Test
    void shouldLetRoutersFragmentBelowTheFloor() {
        List<Probe> probes = probes(gateway.cycle());
        List<String> done = List.of();
        for (int attempt = 0; attempt < 12 && done.stream().noneMatch(what -> what.startsWith("path")); attempt++) {
            answer(probes.stream().filter(probe -> probe.innerLength() == 46).toList());
            done = gateway.after(A_ROUND_TRIP);
            probes = probes(done);
        }
        assertTrue(done.contains("path 0 mtu 576 without df"), done::toString);
        assertEquals("below-floor", path().evidence());
    }

    @Test
    void shouldIgnoreAnswersToNothing() {
        answer(probes(gateway.cycle()));
        gateway.worker.events.probeAnswered(0, 4711);
        gateway.cycle();
        assertEquals(2, path().probes().answered());
    }

    private PathView path() {
        return gateway.list(Operations::paths).getFirst();
    }

    private List<String> answer(List<Probe> probes) {
        probes.forEach(probe -> assertTrue(gateway.worker.events.probeAnswered(0, probe.token())));
        return gateway.after(SOON);
    }

    private static List<Probe> probes(List<String> done) {
        List<Probe> probes = new ArrayList<>();
        for (String what : done) {
            if (what.startsWith("probe 0 ")) {
                String[] words = what.split(" ", -1);
                probes.add(new Probe(Integer.parseInt(words[2]), Long.parseLong(words[4])));
            }
        }
        return probes;
    }

    private record Probe(int innerLength, long token) {
    }

    private static TunnelConfig probed() {
        TunnelConfig plain = TestConfig.tunnel("to-c", "192.0.2.2",
            Optional.of(TestConfig.sa(0x1001, TestConfig.OUT_KEY, 0)),
            Optional.of(TestConfig.sa(0x2001, TestConfig.IN_KEY, 64)));
        return new TunnelConfig(plain.name(), plain.endpoints(), plain.settings(), plain.keepalive(),
            plain.dummyInterval(),
            Optional.of(new ProbeConfig(TestConfig.address("10.1.0.1"), TestConfig.address("10.2.0.1"))),
            plain.policies(),
            plain.out(), plain.in());
    }
}
