package dev.narrows.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.narrows.config.SaSpec;
import dev.narrows.control.request.Page;
import dev.narrows.control.request.PageRequest;
import dev.narrows.control.request.PolicyRequest;
import dev.narrows.control.request.SaChange;
import dev.narrows.control.request.SaDeletion;
import dev.narrows.control.request.SaRequest;
import dev.narrows.control.request.TunnelChange;
import dev.narrows.control.view.AddedPolicyView;
import dev.narrows.control.view.CountersView;
import dev.narrows.control.view.ExplainView;
import dev.narrows.control.view.NeighbourView;
import dev.narrows.control.view.PathView;
import dev.narrows.control.view.PolicyView;
import dev.narrows.control.view.PortView;
import dev.narrows.control.view.SaView;
import dev.narrows.control.view.TunnelView;
import dev.narrows.crypto.Algorithm;
import dev.narrows.crypto.KeyingMaterial;
import dev.narrows.explain.Question;
import dev.narrows.sa.Direction;
import dev.narrows.sa.Lifetime;
import dev.narrows.sa.Numbering;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

final class ConductorClientTest {
    private final ConductorClient client = new ConductorClient(4);
    private final Broken operations = new Broken();

    @Test
    void shouldCarryOutNoMoreThanItMay() {
        List<CompletableFuture<Void>> asked =
            List.of(delete(1, Direction.IN), delete(2, Direction.OUT), delete(3, Direction.IN));
        assertEquals(2, client.poll(operations, 2));
        assertEquals(List.of(true, true, false), asked.stream().map(CompletableFuture::isDone).toList());
        assertEquals(1, client.poll(operations, 2));
        assertEquals("1 in, 2 out, 3 in, ", operations.deleted.toString());
    }

    @Test
    void shouldOutliveBugInRequest() {
        CompletableFuture<?> broken = client.ask(operations -> operations.tunnels(PageRequest.FIRST));
        CompletableFuture<?> sound = delete(1, Direction.IN);
        assertEquals(2, client.poll(operations, 8));
        CompletionException failure = assertThrows(CompletionException.class, broken::join);
        assertInstanceOf(IllegalStateException.class, failure.getCause());
        assertFalse(sound.isCompletedExceptionally());
    }

    @Test
    void shouldCloseKeysOfRequestsThatNobodyCarriesOut() {
        KeyingMaterial waiting = KeyingMaterial.fromHex("00".repeat(20), 20);
        KeyingMaterial late = KeyingMaterial.fromHex("00".repeat(20), 20);
        CompletableFuture<Void> first = client.changeSas(SaChange.adding(add(waiting)));
        assertTrue(waiting.bytes().scope().isAlive());
        client.close();
        CompletableFuture<Void> second = client.changeSas(SaChange.adding(add(late)));
        assertTrue(first.isCompletedExceptionally() && second.isCompletedExceptionally());
        assertFalse(waiting.bytes().scope().isAlive());
        assertFalse(late.bytes().scope().isAlive());
    }

    private CompletableFuture<Void> delete(long spi, Direction direction) {
        return client.changeSas(SaChange.deleting(new SaDeletion(spi, direction, 0)));
    }

    private static SaRequest add(KeyingMaterial material) {
        return new SaRequest("t", Direction.OUT, new SaSpec(256, Algorithm.AES_128_GCM_16, material,
            Numbering.standard(0), Lifetime.UNLIMITED, OptionalInt.empty()));
    }

    /** Can delete, and nothing else. */
    private static final class Broken implements Operations {
        private final StringBuilder deleted = new StringBuilder();

        @Override
        public Page<TunnelView> tunnels(PageRequest page) {
            throw new IllegalStateException("a bug");
        }

        @Override
        public Page<SaView> sas(PageRequest page) {
            return new Page<>(List.of(), null);
        }

        @Override
        public Page<PathView> paths(PageRequest page) {
            return new Page<>(List.of(), null);
        }

        @Override
        public List<PortView> ports() {
            return List.of();
        }

        @Override
        public Page<NeighbourView> neighbours(PageRequest page) {
            return new Page<>(List.of(), null);
        }

        @Override
        public Page<PolicyView> policies(PageRequest page) {
            return new Page<>(List.of(), null);
        }

        @Override
        public ExplainView explain(Question question) {
            throw new IllegalStateException("a bug");
        }

        @Override
        public void changeTunnel(TunnelChange change) {
            throw new IllegalStateException("a bug");
        }

        @Override
        public AddedPolicyView addPolicy(PolicyRequest request) {
            throw new IllegalStateException("a bug");
        }

        @Override
        public void removePolicy(int id) {
            deleted.append("policy ").append(id).append(", ");
        }

        @Override
        public CountersView counters() {
            throw new IllegalStateException("a bug");
        }

        @Override
        public CompletableFuture<Void> obeyed() {
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public void changeSas(SaChange change) {
            if (!change.added().isEmpty()) {
                throw new IllegalStateException("a bug");
            }
            change.deleted().forEach(deletion ->
                deleted.append(deletion.spi()).append(' ').append(deletion.direction().label()).append(", "));
        }
    }
}
