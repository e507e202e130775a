package dev.narrows.netlab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;

/**
 * A peer that is not Narrows in the place of gateway c, which answers gateway b's probes as any host answers pings,
 * while the routers say nothing.
 *
 * @param netlab where.
 * @param name   the peer's, for the report.
 * @param pair   what is sent through the tunnel that is probed.
 */
record ProbedPeer(Netlab netlab, String name, Flows.Pair pair) {
    private static final int NARROW = 1300;
    private static final long LONGEST_STALL_MS = 8000;

    /**
     * Has the link narrow in silence, under a transfer.
     *
     * @param fits the largest inner packet that fits then.
     */
    void expectBlackHoleFound(int fits) {
        Eventually.holds(() -> probed().isPresent(), () -> name + " answers no probes: " + netlab.b().ask("paths"));
        netlab.r1("silent");
        try (Wire wire = Wire.watch(netlab); Flows flows = Flows.start(netlab, List.of(pair))) {
            PathChanges changes = PathChanges.of(netlab, "a", List.of(pair));
            PathChanges.Step step = changes.make("1300, r1 silent", () -> netlab.mtu(NARROW), ignored -> fits);
            Flows.Result result = flows.end();
            JsonNode path = probed().orElseThrow();
            long stall = result.longestStallMs(step.begin(), step.end());
            new Report("probed-" + name, "peer", "r1-r2", "A's kernel learns", "after ms", "packets lost",
                "longest stall of TCP, ms", "probes sent, answered, lost")
                .row(name, step.name(), step.learnt(), step.learntAfterMs(), step.lost(), stall, path.get("probes"));
            assertEquals(NARROW, path.get("effectiveMtu").intValue(), path.toString());
            assertEquals("black-hole", path.get("evidence").textValue(), path.toString());
            assertTrue(stall < LONGEST_STALL_MS, step + ", stall " + stall + " ms");
            wire.expectNothingInClear();
        }
    }

    /** The only path on which probes are answered. */
    private Optional<JsonNode> probed() {
        return StreamSupport.stream(netlab.b().ask("paths").spliterator(), false)
            .filter(path -> "answering".equals(path.get("probing").textValue())).findAny();
    }
}
