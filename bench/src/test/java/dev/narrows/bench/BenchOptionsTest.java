package dev.narrows.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.narrows.bench.gateway.Direction;
import dev.narrows.bench.traffic.TrafficMix;
import dev.narrows.crypto.Algorithm;
import dev.narrows.crypto.EngineChoice;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BenchOptionsTest {
    @Test
    void shouldReadEveryOption() {
        BenchOptions options = BenchOptions.parse("throughput", "--algorithms=aes-256-gcm-16,chacha20-poly1305",
            "--engine=bouncy-castle", "--packets=64,imix", "--directions=inbound", "--alternations=7", "--minutes=3",
            "--starts=2",
            "--worker-cpu=3", "--control-cpu=2", "--no-peers", "--out=/tmp/there");

        assertEquals(EnumSet.of(Sections.THROUGHPUT), options.sections());
        assertEquals(List.of(Algorithm.AES_256_GCM_16, Algorithm.CHACHA20_POLY1305), options.algorithms());
        assertEquals(EngineChoice.BOUNCY_CASTLE, options.engine());
        assertEquals(List.of(TrafficMix.SIZE_64, TrafficMix.IMIX), options.mixes(options.algorithms().getFirst()));
        assertEquals(List.of(Direction.INBOUND), options.directions(options.algorithms().getFirst()));
        assertEquals(7, options.alternations());
        assertEquals(2, options.starts());
        assertEquals(4, options.alternationsOfStart());
        assertEquals(3 * 60_000, options.budgetMillis(Sections.THROUGHPUT));
        assertEquals(3, options.workerCpu());
        assertEquals(2, options.controlCpu());
        assertTrue(options.peers().isEmpty());
        assertEquals(Path.of("/tmp/there"), options.output());
    }

    @Test
    void shouldMeasureEverythingWhereNothingIsNamed() {
        BenchOptions options = BenchOptions.parse();

        assertEquals(EnumSet.allOf(Sections.class), options.sections());
        assertFalse(options.isQuick());
        assertEquals(5, options.alternations());
        assertEquals(3, options.starts());
        assertEquals(2, options.alternationsOfStart());
    }

    @Test
    void shouldLetOtherOptionsHoldWithQuick() {
        BenchOptions options = BenchOptions.parse("--packets=1400", "--quick");

        assertTrue(options.isQuick());
        assertEquals(2, options.starts());
        assertEquals(1, options.alternationsOfStart());
        assertEquals(List.of(TrafficMix.SIZE_1400), options.mixes(options.algorithms().getFirst()));
        assertEquals(1, options.alternations());
    }

    @Test
    void shouldMeasureLessOfFurtherAlgorithms() {
        BenchOptions options = BenchOptions.parse();

        assertEquals(List.of(TrafficMix.values()), options.mixes(options.algorithms().getFirst()));
        assertEquals(List.of(TrafficMix.SIZE_64, TrafficMix.IMIX, TrafficMix.SIZE_1400),
            options.mixes(options.algorithms().getLast()));
        assertEquals(List.of(Direction.OUTBOUND, Direction.INBOUND),
            options.directions(options.algorithms().getLast()));
    }

    @Test
    void shouldReadTheDevicesOfATesterOfAnotherGateway() {
        BenchOptions options = BenchOptions.parse("ndr", "--tester-devices=0000:03:00.0;net_tap0,iface=t",
            "--gateway-mac=02:00:00:00:00:01");

        assertEquals("@0000:03:00.0;net_tap0,iface=t;02:00:00:00:00:01",
            options.externalGateway().orElseThrow().name());
        assertThrows(IllegalArgumentException.class,
            () -> BenchOptions.parse("--tester-devices=0000:03:00.0").externalGateway());
    }

    @Test
    void shouldGiveTwoWorkersTwoCpus() {
        assertEquals(List.of(1, 0), BenchOptions.parse("workers").cpusOfTwoWorkers().workers());
        assertEquals(List.of(3, 2),
            BenchOptions.parse("--worker-cpu=3", "--second-worker-cpu=2").cpusOfTwoWorkers().workers());
        assertThrows(IllegalArgumentException.class, () -> BenchOptions.parse("--worker-cpu=0").cpusOfTwoWorkers());
    }

    @Test
    void shouldDoWithoutPeersThatAreNotThere() {
        assertTrue(BenchOptions.parse("--peers=/nowhere").peers().isEmpty());
    }

    @ParameterizedTest
    @ValueSource(strings = {"speed", "--samples=3", "--alternations", "--alternations=0", "--minutes=x", "--starts=0",
        "--algorithms=rot13", "--engine=steam", "--packets=65", "--packets=", "--directions=up", "--minutes=-1",
        "--minutes=99999", "--out="})
    void shouldRefuseWhatItDoesNotKnow(String option) {
        IllegalArgumentException refusal =
            assertThrows(IllegalArgumentException.class, () -> BenchOptions.parse(option));

        assertTrue(refusal.getMessage().length() > 10, refusal.getMessage());
    }
}
