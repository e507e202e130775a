package dev.narrows.control;

import dev.narrows.control.ControlException.Code;
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
import java.util.function.Function;
import org.agrona.concurrent.ManyToOneConcurrentArrayQueue;

/**
 * How other threads ask the conductor: requests go through a bounded queue, answers come as futures, which fail with a
 * {@link ControlException} where a request is refused. A change is answered when it is in effect with every worker;
 * meanwhile other requests go on. The methods may be called from any thread and never wait.
 *
 * <p>Futures are completed on the conductor's thread: what depends on them must be short, or run elsewhere.
 */
public final class ConductorClient {
    private final ManyToOneConcurrentArrayQueue<Request<?>> requests;
    private volatile boolean closed;

    /**
     * A client without requests.
     *
     * @param capacity how many requests may wait, at least 2.
     */
    public ConductorClient(int capacity) {
        requests = new ManyToOneConcurrentArrayQueue<>(capacity);
    }

    /**
     * Lists tunnels; see {@link Operations#tunnels}.
     *
     * @param page which part.
     * @return completes with the part.
     */
    public CompletableFuture<Page<TunnelView>> tunnels(PageRequest page) {
        return ask(operations -> operations.tunnels(page));
    }

    /**
     * Lists SAs; see {@link Operations#sas}.
     *
     * @param page which part.
     * @return completes with the part.
     */
    public CompletableFuture<Page<SaView>> sas(PageRequest page) {
        return ask(operations -> operations.sas(page));
    }

    /**
     * Lists paths; see {@link Operations#paths}.
     *
     * @param page which part.
     * @return completes with the part.
     */
    public CompletableFuture<Page<PathView>> paths(PageRequest page) {
        return ask(operations -> operations.paths(page));
    }

    /** {@return every port} */
    public CompletableFuture<List<PortView>> ports() {
        return ask(Operations::ports);
    }

    /**
     * Lists next hops; see {@link Operations#neighbours}.
     *
     * @param page which part.
     * @return completes with the part.
     */
    public CompletableFuture<Page<NeighbourView>> neighbours(PageRequest page) {
        return ask(operations -> operations.neighbours(page));
    }

    /**
     * Lists policies; see {@link Operations#policies}.
     *
     * @param page which part.
     * @return completes with the part.
     */
    public CompletableFuture<Page<PolicyView>> policies(PageRequest page) {
        return ask(operations -> operations.policies(page));
    }

    /** {@return everything that is counted} */
    public CompletableFuture<CountersView> counters() {
        return ask(Operations::counters);
    }

    /**
     * Tells what would become of a packet; see {@link Operations#explain}.
     *
     * @param question about which packet.
     * @return completes with what becomes of it.
     */
    public CompletableFuture<ExplainView> explain(Question question) {
        return ask(operations -> operations.explain(question));
    }

    /**
     * Adds SAs and deletes others; see {@link Operations#changeSas}.
     *
     * @param change what to do; its keying material belongs to this call, which closes it.
     * @return completes once every worker has carried it out, or with {@link Code#NOT_YET_OBEYED}.
     */
    public CompletableFuture<Void> changeSas(SaChange change) {
        CompletableFuture<Void> answer = order(operations -> {
            try (change) {
                operations.changeSas(change);
            }
            return null;
        });
        return answer.whenComplete((nothing, refusal) -> change.close());
    }

    /**
     * Adds one SA.
     *
     * @param request what to add; its keying material belongs to this call, which closes it.
     * @return as {@link #changeSas}.
     */
    public CompletableFuture<Void> addSa(SaRequest request) {
        return changeSas(new SaChange(List.of(request), List.of()));
    }

    /**
     * Deletes one SA, at once.
     *
     * @param spi       its security parameters index, as an unsigned number.
     * @param direction which way its packets go.
     * @return as {@link #changeSas}.
     */
    public CompletableFuture<Void> deleteSa(long spi, Direction direction) {
        return changeSas(new SaChange(List.of(), List.of(new SaDeletion(spi, direction, 0))));
    }

    /**
     * Changes a tunnel; see {@link Operations#changeTunnel}.
     *
     * @param change what to change.
     * @return as {@link #changeSas}.
     */
    public CompletableFuture<Void> changeTunnel(TunnelChange change) {
        return order(operations -> {
            operations.changeTunnel(change);
            return null;
        });
    }

    /**
     * Adds a policy; see {@link Operations#addPolicy}.
     *
     * @param request what to add.
     * @return as {@link #changeSas}.
     */
    public CompletableFuture<AddedPolicyView> addPolicy(PolicyRequest request) {
        return order(operations -> operations.addPolicy(request));
    }

    /**
     * Removes a policy; see {@link Operations#removePolicy}.
     *
     * @param id its number.
     * @return as {@link #changeSas}.
     */
    public CompletableFuture<Void> removePolicy(int id) {
        return order(operations -> {
            operations.removePolicy(id);
            return null;
        });
    }

    /**
     * Carries out requests. Conductor's thread only.
     *
     * @param operations what carries them out.
     * @param limit      how many at the most.
     * @return how many were carried out.
     */
    public int poll(Operations operations, int limit) {
        int count = 0;
        while (count < limit) {
            Request<?> request = requests.poll();
            if (request == null) {
                break;
            }
            request.answer(operations);
            count++;
        }
        return count;
    }

    /** Refuses what waits and what comes from now on. Conductor's thread only. */
    public void close() {
        closed = true;
        for (Request<?> request = requests.poll(); request != null; request = requests.poll()) {
            request.answer.completeExceptionally(stopping());
        }
    }

    private <T> CompletableFuture<T> ask(Function<Operations, T> question) {
        return enqueue(new Request<>(question, false, new CompletableFuture<>()));
    }

    /** Asks for a change, which is answered when it is in effect. */
    private <T> CompletableFuture<T> order(Function<Operations, T> change) {
        return enqueue(new Request<>(change, true, new CompletableFuture<>()));
    }

    private <T> CompletableFuture<T> enqueue(Request<T> request) {
        if (closed) {
            request.answer.completeExceptionally(stopping());
        } else if (!requests.offer(request)) {
            request.answer.completeExceptionally(new ControlException(Code.BUSY,
                "Too many requests wait already; try again later."));
        } else if (closed) {
            // It may have come too late for close() to see.
            request.answer.completeExceptionally(stopping());
        }
        return request.answer;
    }

    /** {@return what is said to whoever asks while the gateway stops} */
    static ControlException stopping() {
        return new ControlException(Code.STOPPING, "The gateway is stopping.");
    }

    private record Request<T>(Function<Operations, T> question, boolean isOrder, CompletableFuture<T> answer) {
        @SuppressWarnings("IllegalCatch") // A bug in one request must neither stop the conductor nor leave its asker waiting.
        void answer(Operations operations) {
            try {
                T value = question.apply(operations);
                if (isOrder) {
                    var _ = operations.obeyed().whenComplete((nothing, failure) -> give(value, failure));
                } else {
                    answer.complete(value);
                }
            } catch (RuntimeException e) {
                answer.completeExceptionally(e);
            }
        }

        private void give(T value, Throwable failure) {
            if (failure == null) {
                answer.complete(value);
            } else {
                answer.completeExceptionally(failure);
            }
        }
    }
}
