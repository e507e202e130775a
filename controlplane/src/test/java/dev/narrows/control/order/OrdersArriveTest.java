package dev.narrows.control.order;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.narrows.config.SaSpec;
import dev.narrows.config.TunnelConfig;
import dev.narrows.control.Operations;
import dev.narrows.control.TestConfig;
import dev.narrows.control.WorkersFixture;
import dev.narrows.control.request.ControlException;
import dev.narrows.control.request.SaChange;
import dev.narrows.control.request.SaDeletion;
import dev.narrows.control.request.SaRequest;
import dev.narrows.crypto.Algorithm;
import dev.narrows.crypto.KeyingMaterial;
import dev.narrows.sa.Direction;
import dev.narrows.sa.Lifetime;
import dev.narrows.sa.Lifetime.Limit;
import dev.narrows.sa.Numbering;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two workers with queues of 16 commands, which do not take any for as long as a test likes. */
final class OrdersArriveTest {
    private static final Duration HOUR = Duration.ofHours(1);

    private WorkersFixture gateway;
    private long lastKey;

    @BeforeEach
    void start(@TempDir Path directory) throws IOException {
        List<TunnelConfig> tunnels = new ArrayList<>();
        for (int tunnel = 0; tunnel < 2; tunnel++) {
            tunnels.add(TestConfig.tunnel("t" + tunnel, "192.0.2." + (2 + tunnel), Optional.<SaSpec>empty(),
                Optional.empty()));
        }
        gateway = new WorkersFixture(TestConfig.of(
            directory, List.of(4, 5), List.of(TestConfig.route("192.0.2.0/24", "192.0.1.1")), tunnels));
    }

    @AfterEach
    void stop() {
        gateway.close();
    }

    @Test
    void shouldEndEverySaOfOneHardLifetimeInEveryWorker() {
        Limit hour = new Limit(Limit.UNSET, HOUR.toSeconds());
        add(100_000, new Lifetime(hour, Limit.NONE, Limit.NONE));
        gateway.expectAgreement();
        assertEquals(50_000, gateway.workers.get(0).inboundBySpi.size());
        gateway.advance(HOUR);
        for (int cycle = 0; cycle < 10; cycle++) {
            gateway.work();
        }
        assertEquals(0, gateway.list(Operations::sas).size());
        gateway.expectAgreement();
        for (ScriptedWorker worker : gateway.workers) {
            assertTrue(worker.inboundBySpi.isEmpty() && worker.inboundOwners.isEmpty());
        }
        assertEquals(0, gateway.engine.closed(), "no key is wiped before its worker has said that it let go of it");
        release();
        assertEquals(100_000, gateway.engine.closed());
        assertEquals(0, gateway.ask(Operations::counters).events().get("commands-lost"));
    }

    @Test
    void shouldMakeOperatorsWaitForStoppedWorkerAndLoseNothingOfAStormOfRekeying() {
        int refused = 0;
        List<SaDeletion> old = List.of();
        for (int round = 0; round < 3000; round++) {
            int spi = 0x1000 + round;
            CompletableFuture<Void> answer =
                gateway.client.changeSas(new SaChange(List.of(request(spi, Lifetime.UNLIMITED)), old));
            gateway.work();
            if (answer.isCompletedExceptionally()) {
                assertEquals(ControlException.Code.BUSY, ((ControlException)answer.exceptionNow()).code());
                refused++;
            } else {
                old = List.of(new SaDeletion(spi, Direction.IN, 0));
            }
        }
        assertTrue(refused > 0);
        gateway.expectAgreement();
        assertEquals(1, gateway.list(Operations::sas).size());
        assertEquals(1, gateway.workers.stream().mapToInt(worker -> worker.inboundBySpi.size()).sum());
    }

    @Test
    void shouldKeepOrderOfPoliciesAndSasThatComeAndGoUnderOneName() {
        for (int round = 0; round < 200; round++) {
            change(List.of(request(0x1000, Lifetime.UNLIMITED)), List.of());
            change(List.of(), List.of(new SaDeletion(0x1000, Direction.IN, 0)));
        }
        change(List.of(request(0x1000, Lifetime.UNLIMITED)), List.of());
        gateway.expectAgreement();
        ScriptedWorker first = gateway.workers.get(0);
        ScriptedWorker owner = first.inboundBySpi.isEmpty() ? gateway.workers.get(1) : first;
        assertEquals(200, owner.inboundBySpi.get(0x1000).id(), "the last one");
    }

    private void add(int count, Lifetime lifetime) {
        List<SaRequest> requests = new ArrayList<>();
        for (int spi = 256; spi < 256 + count; spi++) {
            requests.add(request(spi, lifetime));
        }
        change(requests, List.of());
    }

    private void change(List<SaRequest> added, List<SaDeletion> deleted) {
        CompletableFuture<Void> answer = gateway.client.changeSas(new SaChange(added, deleted));
        gateway.work();
        assertFalse(answer.isCompletedExceptionally());
    }

    private void release() {
        for (ScriptedWorker worker : gateway.workers) {
            worker.inbound.forEach(sa -> {
                while (!worker.events.saReleased(sa.id())) {
                    gateway.work();
                }
            });
        }
        for (int cycle = 0; cycle < 2000; cycle++) {
            gateway.work();
        }
    }

    private SaRequest request(int spi, Lifetime lifetime) {
        lastKey++;
        return new SaRequest("t" + spi % 2, Direction.IN, new SaSpec(spi, Algorithm.AES_128_GCM_16,
            KeyingMaterial.fromHex(String.format("%032xcafebabe", lastKey), 20), Numbering.standard(64), lifetime,
            OptionalInt.empty()));
    }
}
