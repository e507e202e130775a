package dev.narrows.control.tunnel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.narrows.config.ProbeConfig;
import dev.narrows.config.TunnelConfig;
import dev.narrows.control.ConductorFixture;
import dev.narrows.control.Operations;
import dev.narrows.control.TestConfig;
import dev.narrows.control.request.SaChange;
import dev.narrows.control.request.SaDeletion;
import dev.narrows.control.view.ExplainView;
import dev.narrows.control.view.PolicyView;
import dev.narrows.control.view.TunnelView;
import dev.narrows.explain.Question;
import dev.narrows.sa.Direction;
import dev.narrows.wire.IpProtocol;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two tunnels that protect the same: the first is asked whether its peer is there, the second has no SA at first. */
class TunnelWatchTest {
    private static final String SECOND_KEY = "202122232425262728292a2b2c2d2e2fcafebabe";
    private static final Duration TENTH = Duration.ofMillis(100);
    private static final Duration SILENCE = Duration.ofSeconds(2);

    @TempDir
    private Path directory;
    private ConductorFixture gateway;

    @BeforeEach
    void start() throws IOException {
        gateway = new ConductorFixture(TestConfig.of(directory, List.of(TestConfig.route("192.0.2.0/24", "192.0.1.1")),
            List.of(watched("first", "192.0.2.2", 0x1001, TestConfig.OUT_KEY),
                TestConfig.tunnel("second", "192.0.2.3", Optional.empty(), Optional.empty()))),
            ConductorFixture.emptyStorage()).started();
    }

    private static TunnelConfig watched(String name, String remote, int spi, String key) {
        TunnelConfig plain = TestConfig.tunnel(name, remote, Optional.of(TestConfig.sa(spi, key, 0)), Optional.empty());
        return new TunnelConfig(plain.name(), plain.endpoints(), plain.settings(), plain.keepalive(),
            plain.dummyInterval(),
            Optional.of(new ProbeConfig(TestConfig.address("10.1.0.1"), TestConfig.address("10.2.0.1"))),
            plain.policies(),
            plain.out(), plain.in(), Optional.of(SILENCE));
    }

    @Test
    void shouldYieldAtOnceWithoutAnSaAndServeAtOnceWithOne() {
        assertEquals(List.of("tunnel 1 yields"), gateway.worker.yielding, "from the start, and no event");
        assertEquals(List.of(), tunnelEvents());
        assertEquals(List.of("up", "no-sa"), states());
        addSecond();
        gateway.delete(0x1001, Direction.OUT);
        gateway.cycle();
        assertEquals(List.of("tunnel 1 yields", "tunnel 1 serves", "tunnel 0 yields"), gateway.worker.yielding);
        assertEquals(List.of("tunnel-up {tunnel=second}", "tunnel-down {tunnel=first, why=no-sa}"), tunnelEvents());
        assertTrue(gateway.journal.stream().anyMatch(line -> line.contains("tunnel-down")), gateway.journal::toString);
        assertEquals(List.of("no-sa", "up"), states());
        assertEquals("no-sa", policies().getFirst().yields());
        assertNull(policies().getLast().yields());
    }

    @Test
    void shouldNotYieldWhereAnSaReplacesAnother() {
        gateway.worker.yielding.clear();
        gateway.answer(gateway.client.changeSas(new SaChange(
            List.of(ConductorFixture.request(Direction.OUT, 0x1009, SECOND_KEY, "first")),
            List.of(new SaDeletion(0x1001, Direction.OUT, 0)))));
        gateway.cycle();
        assertEquals(List.of(), gateway.worker.yielding);
        assertEquals(List.of(), tunnelEvents());
    }

    @Test
    void shouldYieldAfterTheConfiguredSilenceAndServeAfterAnswersForAsLong() {
        addSecond();
        pass(50, true);
        gateway.worker.yielding.clear();
        pass(14, false);
        assertEquals(List.of(), gateway.worker.yielding);
        pass(10, false);
        assertEquals(List.of("tunnel 0 yields"), gateway.worker.yielding);
        assertEquals("tunnel-down {tunnel=first, why=unanswered}", tunnelEvents().getLast());
        assertEquals(List.of("unanswered", "up"), states());
        ExplainView explained = explain();
        assertEquals("second", explained.tunnel().name());
        assertEquals("tunnel first yields (unanswered): the next policy that matches and can send takes its packets",
            explained.note());
        pass(18, true);
        assertEquals(1, gateway.worker.yielding.size());
        pass(12, true);
        assertEquals(List.of("tunnel 0 yields", "tunnel 0 serves"), gateway.worker.yielding);
        assertEquals("tunnel-up {tunnel=first}", tunnelEvents().getLast());
        assertEquals("first", explain().tunnel().name());
        assertNull(explain().note());
    }

    /** The peer may answer by whichever tunnel it likes: the probe's own token tells. */
    @Test
    void shouldTakeAnAnswerThatComesByAnotherTunnel() {
        addSecond();
        for (int i = 0; i < 100; i++) {
            for (long token : tokens(gateway.after(TENTH))) {
                gateway.worker.events.probeAnswered(1, token);
            }
        }
        assertEquals(List.of("up", "up"), states());
        assertEquals("answering", gateway.list(Operations::paths).getFirst().probing());
    }

    private void addSecond() {
        gateway.add(ConductorFixture.request(Direction.OUT, 0x1002, SECOND_KEY, "second"));
        gateway.cycle();
    }

    /** Lets so many tenths of a second pass. */
    private void pass(int tenths, boolean isAnswered) {
        Set<Long> waiting = Set.of();
        for (int i = 0; i < tenths; i++) {
            waiting.forEach(token -> gateway.worker.events.probeAnswered(0, token));
            List<String> done = gateway.after(TENTH);
            waiting = isAnswered ? Set.copyOf(tokens(done)) : Set.of();
        }
        waiting.forEach(token -> gateway.worker.events.probeAnswered(0, token));
    }

    private static List<Long> tokens(List<String> done) {
        List<Long> tokens = new ArrayList<>();
        for (String what : done) {
            if (what.startsWith("probe 0 ")) {
                tokens.add(Long.parseLong(what.substring(what.lastIndexOf(' ') + 1)));
            }
        }
        return tokens;
    }

    private ExplainView explain() {
        return gateway.ask(operations -> operations.explain(new Question(TestConfig.address("10.1.0.2"),
            TestConfig.address("10.2.0.2"), 500, true, IpProtocol.UDP, 49152, 9)));
    }

    private List<String> states() {
        return gateway.list(Operations::tunnels).stream().map(TunnelView::state).toList();
    }

    private List<PolicyView> policies() {
        return gateway.list(Operations::policies);
    }

    private List<String> tunnelEvents() {
        return gateway.events.stream().filter(event -> event.matches("tunnel-(up|down) .*")).toList();
    }
}
