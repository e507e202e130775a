package dev.narrows.control.order;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.narrows.config.RouteConfig;
import dev.narrows.config.TunnelConfig;
import dev.narrows.control.ConductorClient;
import dev.narrows.control.ConductorFixture;
import dev.narrows.control.TestConfig;
import dev.narrows.control.WorkersFixture;
import dev.narrows.control.request.ControlException;
import dev.narrows.control.request.ControlException.Code;
import dev.narrows.control.request.Page;
import dev.narrows.control.request.PageRequest;
import dev.narrows.control.request.PolicyRequest;
import dev.narrows.control.request.SaChange;
import dev.narrows.control.request.SaDeletion;
import dev.narrows.control.request.TunnelChange;
import dev.narrows.control.view.PolicyView;
import dev.narrows.pmtu.DfPolicy;
import dev.narrows.policy.IpPrefix;
import dev.narrows.policy.PolicyAction;
import dev.narrows.policy.Selectors;
import dev.narrows.sa.Direction;
import dev.narrows.sa.Fragmentation;
import dev.narrows.sa.Mode;
import dev.narrows.sa.TunnelSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A change is answered when both workers have carried it out, each of which does so when a test lets it. */
final class ChangesInEffectTest {
    private static final String NEW_KEY = "202122232425262728292a2b2c2d2e2fcafebabe";
    private static final Duration LIMIT = Duration.ofNanos(PendingAnswers.LIMIT_NS);

    private WorkersFixture gateway;
    private ScriptedWorker first;
    private ScriptedWorker second;

    /** Whatever a request may change. */
    enum Change {
        ADD_SA {
            @Override
            CompletableFuture<?> ask(ConductorClient client) {
                return client.changeSas(SaChange.adding(ConductorFixture.request(Direction.IN, 0x2002, NEW_KEY)));
            }
        },
        DELETE_SA {
            @Override
            CompletableFuture<?> ask(ConductorClient client) {
                return client.changeSas(SaChange.deleting(new SaDeletion(0x2001, Direction.IN, 0)));
            }
        },
        REKEY {
            @Override
            CompletableFuture<?> ask(ConductorClient client) {
                return client.changeSas(new SaChange(List.of(ConductorFixture.request(Direction.OUT, 0x1002, NEW_KEY)),
                    List.of(new SaDeletion(0x1001, Direction.OUT, 0))));
            }
        },
        ADD_POLICY {
            @Override
            CompletableFuture<?> ask(ConductorClient client) {
                return client.create(operations -> operations.addPolicy(new PolicyRequest(PolicyAction.DISCARD,
                    Optional.empty(), Selectors.of(IpPrefix.parse("10.1.0.0/24"), IpPrefix.parse("10.3.0.0/24")),
                    Optional.empty())));
            }
        },
        REMOVE_POLICY {
            @Override
            CompletableFuture<?> ask(ConductorClient client) {
                return client.change(operations -> operations.removePolicy(0));
            }
        },
        SET_MTU {
            @Override
            CompletableFuture<?> ask(ConductorClient client) {
                return client.change(operations -> operations.changeTunnel(
                    new TunnelChange("to-i", Optional.of(1300), Optional.empty())));
            }
        },
        MOVE {
            @Override
            CompletableFuture<?> ask(ConductorClient client) {
                return client.change(operations -> operations.changeTunnel(
                    new TunnelChange("to-c", Optional.empty(), Optional.of(TestConfig.address("192.0.2.7")))));
            }
        };

        abstract CompletableFuture<?> ask(ConductorClient client);
    }

    @BeforeEach
    void start(@TempDir Path directory) throws IOException {
        TunnelConfig plain = TestConfig.tunnel("to-c", "192.0.2.2",
            Optional.of(TestConfig.sa(0x1001, TestConfig.OUT_KEY, 0)),
            Optional.of(TestConfig.sa(0x2001, TestConfig.IN_KEY, 64)));
        TunnelConfig blank = TestConfig.tunnel("to-i", "192.0.2.3", Optional.empty(), Optional.empty());
        TunnelConfig anInterface = new TunnelConfig(blank.name(), blank.endpoints(),
            new TunnelSettings(Mode.TUNNEL, DfPolicy.COPY, TunnelSettings.COPY_DSCP, TunnelSettings.NO_TFC, 1400, true,
                Fragmentation.BEFORE, TunnelSettings.NO_CLAMP),
            Optional.empty(), Optional.empty(), Optional.empty(), List.of(), List.of(), List.of());
        gateway = new WorkersFixture(TestConfig.of(directory, List.of(4, 5),
            List.of(TestConfig.route("192.0.2.0/24", "192.0.1.1"),
                new RouteConfig(IpPrefix.parse("10.9.0.0/16"), Optional.empty(), Optional.of("to-i"))),
            List.of(plain, anInterface)));
        first = gateway.workers.get(0);
        second = gateway.workers.get(1);
        gateway.cycle();
        gateway.cycle();
    }

    @AfterEach
    void stop() {
        gateway.close();
    }

    @ParameterizedTest
    @EnumSource
    void shouldAnswerWhenTheLastWorkerHasObeyed(Change change) {
        CompletableFuture<?> answer = change.ask(gateway.client);
        work();
        assertFalse(answer.isDone(), "no worker has");
        second.obey();
        work();
        assertFalse(answer.isDone(), "one has not");
        assertTrue(first.obey() > 0);
        gateway.work();
        assertTrue(answer.isDone());
        answer.join();
        gateway.expectAgreement();
    }

    @Test
    void shouldHaveTheNewMtuEverywhereWhenItSaysSo() {
        CompletableFuture<?> answer = Change.SET_MTU.ask(gateway.client);
        work();
        first.obey();
        work();
        assertEquals(1300, first.tunnelMtus.get(1));
        assertNull(second.tunnelMtus.get(1));
        assertFalse(answer.isDone());
        second.obey();
        gateway.work();
        assertTrue(answer.isDone());
        assertEquals(1300, second.tunnelMtus.get(1));
    }

    @Test
    void shouldServeOthersMeanwhile() {
        CompletableFuture<?> change = Change.ADD_POLICY.ask(gateway.client);
        CompletableFuture<Page<PolicyView>> question =
            gateway.client.ask(operations -> operations.policies(PageRequest.FIRST));
        CompletableFuture<?> wrong = gateway.client.change(operations -> operations.removePolicy(99));
        gateway.work();
        assertFalse(change.isDone());
        assertEquals(2, question.join().items().size(), "it is in the list already");
        assertEquals(Code.NO_SUCH_POLICY, refusal(wrong).code());
    }

    @Test
    void shouldNameTheWorkersThatTakeTooLongAndGoOnWithTheirOrders() {
        CompletableFuture<?> both = Change.SET_MTU.ask(gateway.client);
        work();
        gateway.advance(LIMIT.minusNanos(1));
        CompletableFuture<?> one = Change.ADD_POLICY.ask(gateway.client);
        work();
        assertFalse(both.isDone());
        gateway.advance(Duration.ofNanos(1));
        gateway.work();
        assertEquals(Code.NOT_YET_OBEYED, refusal(both).code());
        assertEquals("The change is made, but after 3 s not carried out by workers 0, 1: it takes effect there when "
            + "those workers do so.", refusal(both).getMessage());
        first.obey();
        gateway.advance(LIMIT);
        gateway.work();
        assertEquals("The change is made, but after 3 s not carried out by worker 1: it takes effect there when that "
            + "worker does so.", refusal(one).getMessage());
        second.obey();
        assertEquals(1300, second.tunnelMtus.get(1));
        gateway.expectAgreement();
    }

    @Test
    void shouldAnswerAtOnceWhoAsksForNothingNew() {
        gateway.answer(Change.SET_MTU.ask(gateway.client));
        CompletableFuture<?> again = Change.SET_MTU.ask(gateway.client);
        gateway.work();
        assertTrue(again.isDone());
    }

    @Test
    void shouldWaitForOrdersThatHadNoRoomAndForThoseThatTookTheirPlace() {
        List<CompletableFuture<?>> policies = new ArrayList<>();
        for (int round = 0; round < 2 * ScriptedWorker.QUEUE_CAPACITY; round++) {
            policies.add(Change.ADD_POLICY.ask(gateway.client));
            gateway.work();
        }
        CompletableFuture<?> early = setMtu(1300);
        gateway.work();
        CompletableFuture<?> late = setMtu(1200);
        work();
        first.obey();
        second.obey();
        assertNull(first.tunnelMtus.get(1), "it is behind what had no room");
        work();
        assertFalse(early.isDone() || late.isDone(), "the queue was emptied, but not of these");
        first.obey();
        second.obey();
        gateway.work();
        assertTrue(early.isDone() && late.isDone());
        assertTrue(policies.stream().allMatch(policy -> policy.isDone() && !policy.isCompletedExceptionally()));
        assertEquals(1200, first.tunnelMtus.get(1));
        gateway.expectAgreement();
    }

    @Test
    void shouldTellOfStoppingWhoWaits() {
        CompletableFuture<?> answer = Change.SET_MTU.ask(gateway.client);
        work();
        gateway.close();
        assertEquals(Code.STOPPING, refusal(answer).code());
    }

    private CompletableFuture<?> setMtu(int mtu) {
        return gateway.client.change(operations -> operations.changeTunnel(
            new TunnelChange("to-i", Optional.of(mtu), Optional.empty())));
    }

    private void work() {
        for (int cycle = 0; cycle < 5; cycle++) {
            gateway.work();
        }
    }

    private static ControlException refusal(CompletableFuture<?> answer) {
        assertTrue(answer.isCompletedExceptionally());
        return assertInstanceOf(ControlException.class, answer.exceptionNow());
    }
}
