package dev.narrows.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.narrows.control.ControlException.Code;
import dev.narrows.control.view.PolicyView;
import dev.narrows.policy.IpPrefix;
import dev.narrows.policy.PolicyAction;
import dev.narrows.policy.PortRange;
import dev.narrows.policy.Selectors;
import dev.narrows.wire.IpProtocol;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
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
            new PolicyView(0, "protect", "to-c", "10.1.0.0/24", "10.2.0.0/24", null, null, null, null, null)), policies());
    }

    @Test
    void shouldAddPolicyAndTellTheWorker() {
        assertEquals(1, add(PolicyAction.BYPASS, Optional.empty(), Optional.of(0)));
        assertEquals(List.of("add policy 1: bypass 10.1.0.0/24 to 0.0.0.0/0, protocol 6, remote port 443"),
            gateway.cycle());
        assertEquals(2, add(PolicyAction.PROTECT, Optional.of("to-c"), Optional.empty()));
        assertEquals(List.of("add policy 2: protect 10.1.0.0/24 to 0.0.0.0/0, protocol 6, remote port 443 by tunnel 0"),
            gateway.cycle());
        assertEquals(List.of(1, 0, 2), policies().stream().map(PolicyView::id).toList());
        assertEquals(new PolicyView(1, "bypass", null, "10.1.0.0/24", "0.0.0.0/0", "tcp", null, "443", null, null),
            policies().getFirst());
        assertEquals(List.of(0, 2), gateway.answer(gateway.client.tunnels()).getFirst().policies().stream()
            .map(PolicyView::id).toList());
    }

    @Test
    void shouldRemovePolicyAndTellTheWorker() {
        gateway.answer(gateway.client.removePolicy(0));
        assertEquals(List.of("remove policy 0: 10.1.0.0/24 to 10.2.0.0/24"), gateway.cycle());
        assertEquals(List.of(), policies());
        assertEquals(List.of(), gateway.answer(gateway.client.tunnels()).getFirst().policies());
    }

    @Test
    void shouldRefuseWhatIsNotThere() {
        assertRefused(Code.NO_SUCH_POLICY, gateway.client.removePolicy(7));
        assertRefused(Code.NO_SUCH_POLICY, gateway.client.addPolicy(
            new PolicyRequest(PolicyAction.DISCARD, Optional.empty(), WEB, Optional.of(7))));
        assertRefused(Code.NO_SUCH_TUNNEL, gateway.client.addPolicy(
            new PolicyRequest(PolicyAction.PROTECT, Optional.of("to-x"), WEB, Optional.empty())));
        assertEquals(List.of(), gateway.cycle());
        assertEquals(1, policies().size());
    }

    private void assertRefused(Code code, CompletableFuture<?> asked) {
        CompletionException refusal = assertThrows(CompletionException.class, () -> gateway.answer(asked));
        assertEquals(code, ((ControlException)refusal.getCause()).code());
    }

    private int add(PolicyAction action, Optional<String> tunnel, Optional<Integer> before) {
        return gateway.answer(gateway.client.addPolicy(new PolicyRequest(action, tunnel, WEB, before))).id();
    }

    private List<PolicyView> policies() {
        return gateway.answer(gateway.client.policies());
    }
}
