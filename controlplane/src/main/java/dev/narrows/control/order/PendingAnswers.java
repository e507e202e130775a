package dev.narrows.control.order;

import dev.narrows.control.request.ControlException;
import dev.narrows.control.request.ControlException.Code;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Answers to requests that change something: each is given once every worker has carried out all orders that there were
 * at the end of the duty cycle that took the request. Never waits for a worker, but looks at each answer in every
 * cycle.
 */
public final class PendingAnswers {
    /**
     * How long workers may take: less than the control socket waits for an answer, so that a failure still gets there.
     */
    static final long LIMIT_NS = TimeUnit.SECONDS.toNanos(3);

    private final List<WorkerProxy> workers;
    private final List<Pending> pending = new ArrayList<>();

    /**
     * An answer to come.
     *
     * @param answer   completes it.
     * @param deadline when it fails.
     * @param commands of each worker, at its index, the command that it is to carry out;
     *                 {@link WorkerProxy#ORDERS_WAIT} as long as some of what was asked is not on its way, and so has
     *                 no number.
     */
    @SuppressWarnings("ArrayRecordComponent") // Told apart by identity alone.
    private record Pending(CompletableFuture<Void> answer, long deadline, long[] commands) {
        boolean hasObeyed(int index, WorkerProxy worker) {
            if (commands[index] == WorkerProxy.ORDERS_WAIT) {
                commands[index] = worker.lastCommand();
            }
            return commands[index] != WorkerProxy.ORDERS_WAIT && worker.hasCarriedOut(commands[index]);
        }
    }

    /**
     * Without any answer to come.
     *
     * @param workers all of them.
     */
    public PendingAnswers(List<WorkerProxy> workers) {
        this.workers = workers;
    }

    /**
     * Makes an answer to come.
     *
     * @param now the time.
     * @return completes once every worker has obeyed; fails with a {@link ControlException} where one takes too long.
     */
    public CompletableFuture<Void> add(long now) {
        long[] commands = new long[workers.size()];
        Arrays.fill(commands, WorkerProxy.ORDERS_WAIT);
        Pending added = new Pending(new CompletableFuture<>(), now + LIMIT_NS, commands);
        pending.add(added);
        return added.answer();
    }

    /**
     * Gives what answers can be given. At the end of a duty cycle, when all orders are made that follow from a request.
     *
     * @param now the time.
     * @return how many were given.
     */
    public int poll(long now) {
        int count = 0;
        for (Iterator<Pending> all = pending.iterator(); all.hasNext();) {
            Pending next = all.next();
            List<WorkerProxy> behind = behind(next);
            if (behind.isEmpty()) {
                next.answer().complete(null);
            } else if (now - next.deadline() >= 0) {
                next.answer().completeExceptionally(new ControlException(Code.NOT_YET_OBEYED, notObeyed(behind)));
            } else {
                continue;
            }
            all.remove();
            count++;
        }
        return count;
    }

    /**
     * Lets all answers fail.
     *
     * @param why the refusal.
     */
    public void close(ControlException why) {
        pending.forEach(next -> next.answer().completeExceptionally(why));
        pending.clear();
    }

    private List<WorkerProxy> behind(Pending next) {
        List<WorkerProxy> behind = new ArrayList<>();
        for (int index = 0; index < workers.size(); index++) {
            if (!next.hasObeyed(index, workers.get(index))) {
                behind.add(workers.get(index));
            }
        }
        return behind;
    }

    private static String notObeyed(List<WorkerProxy> behind) {
        boolean isOne = behind.size() == 1;
        String names = String.join(", ", behind.stream().map(worker -> Integer.toString(worker.number())).toList());
        return "The change is made, but after " + TimeUnit.NANOSECONDS.toSeconds(LIMIT_NS)
            + " s not carried out by worker"
            + (isOne ? " " : "s ") + names + ": it takes effect there when "
            + (isOne ? "that worker does" : "those workers do")
            + " so.";
    }
}
