package dev.narrows.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.narrows.control.request.ControlException;
import dev.narrows.control.request.ControlException.Code;
import dev.narrows.control.request.Page;
import dev.narrows.control.request.PageRequest;
import dev.narrows.control.request.PolicyRequest;
import dev.narrows.control.view.PolicyView;
import dev.narrows.control.view.TunnelView;
import dev.narrows.policy.IpPrefix;
import dev.narrows.policy.PolicyAction;
import dev.narrows.policy.PortRange;
import dev.narrows.policy.Selectors;
import dev.narrows.wire.IpProtocol;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Policies that come and go while the gateway runs. */
class ConductorPoliciesTest {
    private static final Selectors WEB = new Selectors(IpPrefix.parse("10.1.0.0/24"), IpPrefix.ANY_IPV4, IpProtocol.TCP,
        PortRange.ANY, PortRange.of(443));

    @TempDir
    private Path directory;
    private ConductorFixture gateway;

    @BeforeEach
    void start() throws IOException {
        gateway = new ConductorFixture(TestConfig.of(directory), ConductorFixture.emptyStorage()).started();
    }

    @AfterEach
    void shouldAgreeWithTheWorkerAfterwards() {
        gateway.expectAgreement();
    }

    @Test
    void shouldListTheConfigurationsPolicies() {
        assertEquals(List.of(
            new PolicyView(0, "protect", "to-c", "10.1.0.0/24", "10.2.0.0/24", null, null, null, null, null)),
            policies());
    }

    @Test
    void shouldAddPolicyAndTellTheWorker() {
        assertEquals(1, add(PolicyAction.BYPASS, Optional.empty(), Optional.of(0)));
        assertEquals(List.of("add policy 1: bypass 10.1.0.0/24 to 0.0.0.0/0, protocol 6, remote port 443"),
            gateway.cycle());
        assertEquals(2, add(PolicyAction.PROTECT, Optional.of("to-c"), Optional.empty()));
        assertEquals(List.of("add policy 2: protect 10.1.0.0/24 to 0.0.0.0/0, protocol 6, remote port 443 by tunnel 0"),
            gateway.cycle());
        assertEquals(List.of(1, 2, 0), policies().stream().map(PolicyView::id).toList());
        assertEquals(new PolicyView(1, "bypass", null, "10.1.0.0/24", "0.0.0.0/0", "tcp", null, "443", null, null),
            policies().getFirst());
        TunnelView tunnel = gateway.list(Operations::tunnels).getFirst();
        assertEquals(List.of(2, 0), tunnel.policies().stream().map(PolicyView::id).toList());
        assertEquals(2, tunnel.policyCount());
    }

    /** What goes nowhere in particular must count: behind a tunnel's own policy it would never be asked. */
    @Test
    void shouldAddBeforeTheTunnelsOwnPoliciesUnlessToldOtherwise() {
        int first = add(PolicyAction.DISCARD, Optional.empty(), Optional.empty());
        int second = add(PolicyAction.BYPASS, Optional.empty(), Optional.empty());
        int last = add(PolicyAction.DISCARD, Optional.empty(), Optional.of(PolicyRequest.END));
        int inFront = add(PolicyAction.DISCARD, Optional.empty(), Optional.of(0));
        int third = add(PolicyAction.DISCARD, Optional.empty(), Optional.empty());
        assertEquals(List.of(first, second, inFront, third, 0, last), policies().stream().map(PolicyView::id).toList());
    }

    @Test
    void shouldListInPartsThatMissNothingAndTellNothingTwice() {
        List<Integer> added = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            added.add(add(PolicyAction.DISCARD, Optional.empty(), Optional.empty()));
        }
        List<Integer> told = new ArrayList<>();
        long after = PageRequest.START;
        Page<PolicyView> page;
        do {
            PageRequest part = new PageRequest(after, 3);
            page = gateway.ask(operations -> operations.policies(part));
            assertTrue(page.items().size() <= 3);
            page.items().forEach(policy -> told.add(policy.id()));
            if (page.next() != null) {
                after = Long.parseLong(page.next());
                // What was told last goes, and something comes in front.
                gateway.change(operations -> operations.removePolicy(told.getLast()));
                add(PolicyAction.DISCARD, Optional.empty(), Optional.of(0));
            }
        } while (page.next() != null);
        assertTrue(told.containsAll(added), told::toString);
        assertEquals(told.size(), Set.copyOf(told).size(), told::toString);
    }

    @Test
    void shouldRemovePolicyAndTellTheWorker() {
        gateway.change(operations -> operations.removePolicy(0));
        assertEquals(List.of("remove policy 0: 10.1.0.0/24 to 10.2.0.0/24"), gateway.cycle());
        assertEquals(List.of(), policies());
        assertEquals(List.of(), gateway.list(Operations::tunnels).getFirst().policies());
    }

    @Test
    void shouldRefuseWhatIsNotThere() {
        assertRefused(Code.NO_SUCH_POLICY, gateway.client.change(operations -> operations.removePolicy(7)));
        assertRefused(Code.NO_SUCH_POLICY, gateway.client.create(operations -> operations.addPolicy(
            new PolicyRequest(PolicyAction.DISCARD, Optional.empty(), WEB, Optional.of(7)))));
        assertRefused(Code.NO_SUCH_TUNNEL, gateway.client.create(operations -> operations.addPolicy(
            new PolicyRequest(PolicyAction.PROTECT, Optional.of("to-x"), WEB, Optional.empty()))));
        assertEquals(List.of(), gateway.cycle());
        assertEquals(1, policies().size());
    }

    private void assertRefused(Code code, CompletableFuture<?> asked) {
        CompletionException refusal = assertThrows(CompletionException.class, () -> gateway.answer(asked));
        assertEquals(code, ((ControlException)refusal.getCause()).code());
    }

    private int add(PolicyAction action, Optional<String> tunnel, Optional<Integer> before) {
        return gateway.addPolicy(new PolicyRequest(action, tunnel, WEB, before));
    }

    private List<PolicyView> policies() {
        return gateway.list(Operations::policies);
    }
}
