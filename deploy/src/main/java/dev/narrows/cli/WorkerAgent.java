package dev.narrows.cli;

import dev.narrows.dpdk.DpdkThread;
import dev.narrows.linux.Affinity;
import dev.narrows.worker.Worker;
import java.util.OptionalInt;
import org.agrona.concurrent.Agent;

/**
 * A worker on a thread of its own: pinned where the configuration says so, and known to DPDK, whose packet pool keeps
 * a cache for each thread that it knows.
 */
final class WorkerAgent implements Agent {
    private final Worker worker;
    private final OptionalInt cpu;

    WorkerAgent(Worker worker, OptionalInt cpu) {
        this.worker = worker;
        this.cpu = cpu;
    }

    @Override
    public void onStart() {
        cpu.ifPresent(Affinity::pin);
        DpdkThread.register();
    }

    @Override
    public int doWork() {
        return worker.doWork();
    }

    @Override
    public void onClose() {
        DpdkThread.unregister();
    }

    @Override
    public String roleName() {
        return worker.roleName();
    }
}
