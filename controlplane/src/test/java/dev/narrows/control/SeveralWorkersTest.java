package dev.narrows.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.narrows.config.GatewayConfig;
import dev.narrows.config.SaSpec;
import dev.narrows.config.TunnelConfig;
import dev.narrows.control.view.CountersView;
import dev.narrows.control.view.PortView;
import dev.narrows.sa.Direction;
import dev.narrows.stats.DropReason;
import dev.narrows.stats.WorkerCounter;
import dev.narrows.worker.WorkerLimits;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A conductor with two workers and three tunnels. */
final class SeveralWorkersTest {
    private WorkersFixture gateway;
    private List<List<String>> told;

    @BeforeEach
    void start(@TempDir Path directory) throws IOException {
        List<TunnelConfig> tunnels = new ArrayList<>();
        for (int tunnel = 0; tunnel < 3; tunnel++) {
            tunnels.add(TestConfig.tunnel("t" + tunnel, "192.0.2." + (2 + tunnel),
                Optional.of(sa(0x1000, tunnel)), Optional.of(sa(0x2000, tunnel))));
        }
        GatewayConfig config = TestConfig.of(
            directory, List.of(4, 5), List.of(TestConfig.route("192.0.2.0/24", "192.0.1.1")), tunnels);
        gateway = new WorkersFixture(config);
        told = gateway.cycle();
    }

    @AfterEach
    void stop() {
        gateway.expectAgreement();
        gateway.close();
    }

    @Test
    void shouldGiveEachSaToOneWorkerAndTellTheOtherWhoseItIs() {
        assertEquals(List.of("owner of in 8192 1", "add in 8193", "owner of in 8194 1", "add out 4096",
            "owner of out 4097 1", "add out 4098"), WorkersFixture.aboutSas(told.get(0)));
        assertEquals(List.of("add in 8192", "owner of in 8193 0", "add in 8194", "owner of out 4096 0",
            "add out 4097", "owner of out 4098 0"), WorkersFixture.aboutSas(told.get(1)));
        assertEquals(List.of(0, 1, 0), gateway.plan.tunnelOwners());
        assertEquals(List.of(0, 1, 1, 0, 0, 1), gateway.list(Operations::sas).stream().map(sa -> sa.worker()).toList());
    }

    @Test
    void shouldTellOfWhatIsGone() {
        gateway.delete(0x2000, Direction.IN);
        gateway.delete(0x1000, Direction.OUT);
        List<List<String>> after = gateway.cycle();
        assertEquals(List.of("owner of in 8192 -1", "remove out 4096"), WorkersFixture.aboutSas(after.get(0)));
        assertEquals(List.of("remove in 8192", "owner of out 4096 -1"), WorkersFixture.aboutSas(after.get(1)));
    }

    @Test
    void shouldTellEveryWorkerAboutNeighboursAndLetTheFirstAsk() {
        assertTrue(told.get(0).stream().anyMatch(command -> command.startsWith("transmit ")));
        assertTrue(told.get(1).stream().noneMatch(command -> command.startsWith("transmit ")));
    }

    @Test
    void shouldAddUpWhatWorkersCountAndShowEach() {
        gateway.workers.get(0).counters.add(WorkerCounter.RECEIVED, 5);
        gateway.workers.get(1).counters.add(WorkerCounter.RECEIVED, 7);
        gateway.workers.get(1).counters.increment(DropReason.HAND_OVER_FULL);
        gateway.workers.get(0).counters.add(WorkerCounter.HANDED_OVER, 3);

        CountersView view = gateway.ask(Operations::counters);
        assertEquals(12, view.packets().received());
        assertEquals(1, view.packets().dropped());
        assertEquals(1, view.drops().get("hand-over-full"));
        assertEquals(List.of(5L, 7L), view.workers().stream().map(worker -> worker.packets().received()).toList());
        assertEquals(List.of(0L, 1L),
            view.workers().stream().map(worker -> worker.drops().get("hand-over-full")).toList());
        assertEquals(List.of(3L, 0L),
            view.workers().stream().map(worker -> worker.events().get("handed-over")).toList());
    }

    @Test
    void shouldSayForHowManyWorkersAPortHasQueues() {
        PortView port = gateway.ask(Operations::ports).getFirst();
        assertEquals(1, port.queues());
        assertEquals(2, port.workers());
    }

    @Test
    void shouldGiveEachWorkerItsShareOfIcmpErrors() {
        WorkerLimits limits = gateway.plan.workerLimits(1024, 16);
        assertEquals(500, limits.icmpTotal());
        assertEquals(10, limits.icmpPerSource());
    }

    private static SaSpec sa(int firstSpi, int tunnel) {
        return TestConfig.sa(firstSpi + tunnel, String.format("%08x%s", firstSpi + tunnel,
            TestConfig.OUT_KEY.substring(8)), 64);
    }
}
