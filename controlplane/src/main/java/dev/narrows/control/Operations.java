package dev.narrows.control;

import dev.narrows.control.request.ControlException;
import dev.narrows.control.request.Page;
import dev.narrows.control.request.PageRequest;
import dev.narrows.control.request.PolicyRequest;
import dev.narrows.control.request.SaChange;
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
import dev.narrows.explain.Question;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * What operators can ask of the conductor, carried out on its thread. A refusal is a {@link ControlException}.
 */
public interface Operations {
    /** {@return tunnels, in the configuration's order} */
    Page<TunnelView> tunnels(PageRequest page);

    /** {@return SAs, in the order in which they were added} */
    Page<SaView> sas(PageRequest page);

    /** {@return paths} */
    Page<PathView> paths(PageRequest page);

    /** {@return every port, in the configuration's order} */
    List<PortView> ports();

    /** {@return every next hop that is known or asked for} */
    Page<NeighbourView> neighbours(PageRequest page);

    /** {@return policies, in the order in which they count} */
    Page<PolicyView> policies(PageRequest page);

    /** {@return everything that is counted} */
    CountersView counters();

    /**
     * Tells what would become of a packet at this moment. Nothing is sent, counted or changed.
     *
     * @param question about which packet.
     * @return what becomes of it, and why.
     */
    ExplainView explain(Question question);

    /**
     * Adds SAs and deletes others, all of it or none. An outbound SA that is added takes its tunnel over at once; the
     * one before stays, unused, until it is deleted. The keys of what is deleted are wiped once no worker uses them; a
     * tunnel that loses the outbound SA in use has none then.
     *
     * @param change what to do; its keying material is not kept.
     */
    void changeSas(SaChange change);

    /**
     * Changes a tunnel, in all that is asked or in nothing, with effect on the next packet.
     *
     * @param change what to change.
     */
    void changeTunnel(TunnelChange change);

    /**
     * Adds a policy, in effect at once.
     *
     * @param request what to add.
     * @return its number.
     */
    AddedPolicyView addPolicy(PolicyRequest request);

    /**
     * Removes a policy, with effect at once.
     *
     * @param id its number.
     */
    void removePolicy(int id);

    /**
     * Tells when what was changed last is in effect everywhere.
     *
     * @return completes, on the conductor's thread, once every worker has carried out all that followed from it, or
     *         fails with a {@link ControlException} that names those which take too long.
     */
    CompletableFuture<Void> obeyed();
}
