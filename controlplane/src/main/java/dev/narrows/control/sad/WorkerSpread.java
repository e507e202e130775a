package dev.narrows.control.sad;

/**
 * Which worker has which security association, where none was asked for: tunnels in turn for those that seal, and half
 * of all workers further on for those that open, so that even a single tunnel is the work of two. An SA that replaces
 * another goes where that one was.
 *
 * @param workers how many there are, from 1.
 */
public record WorkerSpread(int workers) {
    /**
     * Chooses the worker that seals a tunnel's packets.
     *
     * @param tunnel the tunnel's number.
     * @return the worker's number.
     */
    public int outbound(int tunnel) {
        return tunnel % workers;
    }

    /**
     * Chooses the worker that opens the peer's packets of a tunnel.
     *
     * @param tunnel the tunnel's number.
     * @return the worker's number.
     */
    public int inbound(int tunnel) {
        return (tunnel + workers / 2) % workers;
    }
}
