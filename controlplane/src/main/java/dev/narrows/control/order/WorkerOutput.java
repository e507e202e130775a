package dev.narrows.control.order;

import dev.narrows.neighbor.NeighborOutput;
import dev.narrows.wire.IpAddress;
import java.util.List;

/**
 * Carries the neighbour table's decisions to the workers: every worker knows the neighbours, the first one sends.
 *
 * @param workers at least one.
 */
public record WorkerOutput(List<WorkerProxy> workers) implements NeighborOutput {
    @Override
    public void transmit(int port, byte[] frame) {
        workers.getFirst().transmit(port, frame);
    }

    @Override
    public void giveUp(List<byte[]> unreachable, int others) {
        workers.getFirst().giveUp(unreachable, others);
    }

    @Override
    public void setNeighbour(int port, IpAddress address, long mac) {
        for (WorkerProxy worker : workers) {
            worker.setNeighbour(port, address, mac);
        }
    }

    @Override
    public void removeNeighbour(int port, IpAddress address) {
        for (WorkerProxy worker : workers) {
            worker.removeNeighbour(port, address);
        }
    }
}
