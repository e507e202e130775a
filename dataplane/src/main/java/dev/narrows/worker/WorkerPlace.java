package dev.narrows.worker;

import dev.narrows.sa.Tunnel;
import java.util.List;

/**
 * A worker's place among the workers of its gateway.
 *
 * @param number       its own number, from 0.
 * @param mesh         what joins it with the others.
 * @param tunnels      its own copies of the tunnels, where there are other workers each at the index that is its
 *                     number.
 * @param tunnelOwners the number of the worker that has each tunnel's general outbound SA, at the index that is the
 *                     tunnel's number.
 */
public record WorkerPlace(int number, WorkerMesh mesh, List<Tunnel> tunnels, List<Integer> tunnelOwners) {
    /** A place, with its own copies of the lists. */
    public WorkerPlace {
        tunnels = List.copyOf(tunnels);
        tunnelOwners = List.copyOf(tunnelOwners);
    }

    /**
     * The place of a worker that has no others beside it.
     *
     * @param tunnels its own copies of the tunnels.
     * @return the place.
     */
    public static WorkerPlace alone(List<Tunnel> tunnels) {
        return new WorkerPlace(0, new WorkerMesh(1, 1), tunnels, List.of());
    }
}
