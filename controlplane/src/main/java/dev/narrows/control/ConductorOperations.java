package dev.narrows.control;

import dev.narrows.config.PolicyConsistency;
import dev.narrows.control.order.PendingAnswers;
import dev.narrows.control.order.WorkerProxy;
import dev.narrows.control.request.ControlException;
import dev.narrows.control.request.ControlException.Code;
import dev.narrows.control.request.Page;
import dev.narrows.control.request.PageRequest;
import dev.narrows.control.request.PolicyRequest;
import dev.narrows.control.request.SaChange;
import dev.narrows.control.request.TunnelChange;
import dev.narrows.control.sad.SaCandidate;
import dev.narrows.control.sad.SaDatabase;
import dev.narrows.control.spd.PlannedPolicy;
import dev.narrows.control.spd.PolicyDatabase;
import dev.narrows.control.status.CounterOverview;
import dev.narrows.control.status.Explainer;
import dev.narrows.control.status.Overview;
import dev.narrows.control.status.PolicyOverview;
import dev.narrows.control.view.AddedPolicyView;
import dev.narrows.control.view.CountersView;
import dev.narrows.control.view.ExplainView;
import dev.narrows.control.view.NeighbourView;
import dev.narrows.control.view.PathView;
import dev.narrows.control.view.PolicyView;
import dev.narrows.control.view.PortView;
import dev.narrows.control.view.SaView;
import dev.narrows.control.view.TunnelView;
import dev.narrows.explain.Question;
import dev.narrows.path.Moment;
import dev.narrows.policy.PolicyAction;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * Carries out operators' requests on what the conductor owns.
 */
final class ConductorOperations implements Operations {
    private final ConductorContext context;
    private final SaDatabase sas;
    private final PolicyDatabase policies;
    private final PolicyOverview policyOverview;
    private final Overview overview;
    private final CounterOverview counters;
    private final Explainer explainer;
    private final TunnelChanges tunnelChanges;
    private final PendingAnswers pendingAnswers;
    private final Supplier<Moment> now;

    ConductorOperations(
        ConductorContext context,
        SaDatabase sas,
        PolicyDatabase policies,
        PolicyOverview policyOverview,
        Overview overview,
        CounterOverview counters,
        Explainer explainer,
        TunnelChanges tunnelChanges,
        PendingAnswers pendingAnswers,
        Supplier<Moment> now) {
        this.context = context;
        this.sas = sas;
        this.policies = policies;
        this.policyOverview = policyOverview;
        this.overview = overview;
        this.counters = counters;
        this.explainer = explainer;
        this.tunnelChanges = tunnelChanges;
        this.pendingAnswers = pendingAnswers;
        this.now = now;
    }

    @Override
    public Page<TunnelView> tunnels(PageRequest page) {
        return overview.tunnels(page);
    }

    @Override
    public Page<SaView> sas(PageRequest page) {
        return overview.sas(page, now.get().nanos());
    }

    @Override
    public Page<PathView> paths(PageRequest page) {
        return overview.paths(page);
    }

    @Override
    public List<PortView> ports() {
        return overview.ports();
    }

    @Override
    public Page<NeighbourView> neighbours(PageRequest page) {
        return overview.neighbours(page, now.get().nanos());
    }

    @Override
    public Page<PolicyView> policies(PageRequest page) {
        return policyOverview.policies(page);
    }

    @Override
    public CountersView counters() {
        return counters.counters();
    }

    @Override
    public ExplainView explain(Question question) {
        return explainer.explain(question);
    }

    @Override
    public void changeSas(SaChange change) {
        checkNotBehind();
        List<SaCandidate> wanted = change.added().stream()
            .map(request -> SaCandidate.of(tunnelNamed(request.tunnel()), request.direction(), request.sa())).toList();
        sas.change(wanted, change.deleted());
    }

    @Override
    public void changeTunnel(TunnelChange change) {
        checkNotBehind();
        tunnelChanges.change(tunnelNamed(change.tunnel()), change, now.get());
    }

    @Override
    public AddedPolicyView addPolicy(PolicyRequest request) {
        checkNotBehind();
        if (request.action() != PolicyAction.DISCARD) {
            PolicyConsistency.objection(request.selectors()).ifPresent(ConductorOperations::refusePolicy);
        }
        int tunnel = PlannedPolicy.NO_TUNNEL;
        if (request.tunnel().isPresent()) {
            tunnel = tunnelNamed(request.tunnel().get());
            PolicyConsistency.objection(context.config().tunnels().get(tunnel), request.selectors())
                .ifPresent(ConductorOperations::refusePolicy);
        }
        return new AddedPolicyView(policies.add(request.action(), tunnel, request.selectors(), request.before()));
    }

    @Override
    public void removePolicy(int id) {
        checkNotBehind();
        policies.remove(id);
    }

    @Override
    public CompletableFuture<Void> obeyed() {
        return pendingAnswers.add(now.get().nanos());
    }

    private static void refusePolicy(String objection) {
        throw new ControlException(Code.BAD_POLICY, "The policy cannot be had: " + objection + ".");
    }

    private int tunnelNamed(String name) {
        int number = context.plan().tunnelNamed(name);
        if (number < 0) {
            throw new ControlException(Code.NO_SUCH_TUNNEL, "There is no tunnel \"" + name + "\".");
        }
        return number;
    }

    private void checkNotBehind() {
        if (context.workers().stream().anyMatch(WorkerProxy::isBehind)) {
            throw new ControlException(Code.BUSY, "A worker is far behind its commands; try again later.");
        }
    }
}
