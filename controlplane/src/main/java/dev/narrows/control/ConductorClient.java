package dev.narrows.control;

import dev.narrows.control.request.ControlException;
import dev.narrows.control.request.ControlException.Code;
import dev.narrows.control.request.SaChange;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
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
     * Asks a question.
     *
     * @param question asks it; carried out on the conductor's thread.
     * @param <T>      what the answer is.
     * @return completes with the answer.
     */
    public <T> CompletableFuture<T> ask(Function<Operations, T> question) {
        return enqueue(new Request<>(question, false, new CompletableFuture<>()));
    }

    /**
     * Asks for a change.
     *
     * @param change makes it; carried out on the conductor's thread.
     * @return completes once every worker has carried it out, or with {@link Code#NOT_YET_OBEYED}.
     */
    public CompletableFuture<Void> change(Consumer<Operations> change) {
        return create(operations -> {
            change.accept(operations);
            return null;
        });
    }

    /**
     * Asks for a change that there is something to tell of.
     *
     * @param change makes it; carried out on the conductor's thread.
     * @param <T>    what is told.
     * @return as {@link #change}.
     */
    public <T> CompletableFuture<T> create(Function<Operations, T> change) {
        return enqueue(new Request<>(change, true, new CompletableFuture<>()));
    }

    /**
     * Adds SAs and deletes others; see {@link Operations#changeSas}.
     *
     * @param change what to do; its keying material belongs to this call, which closes it whatever becomes of it.
     * @return as {@link #change}.
     */
    public CompletableFuture<Void> changeSas(SaChange change) {
        CompletableFuture<Void> answer = change(operations -> {
            try (change) {
                operations.changeSas(change);
            }
        });
        return answer.whenComplete((nothing, refusal) -> change.close());
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
        /** A bug in one request must neither stop the conductor nor leave its asker waiting. */
        @SuppressWarnings("IllegalCatch")
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
