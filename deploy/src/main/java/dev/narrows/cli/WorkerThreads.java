package dev.narrows.cli;

import java.util.List;
import org.agrona.CloseHelper;
import org.agrona.concurrent.AgentRunner;

/**
 * The threads that workers run on.
 *
 * @param runners one a worker.
 */
record WorkerThreads(List<AgentRunner> runners) implements AutoCloseable {
    /** Stops them, one after the other, and waits for each. */
    @Override
    public void close() {
        CloseHelper.closeAll(runners);
    }
}
