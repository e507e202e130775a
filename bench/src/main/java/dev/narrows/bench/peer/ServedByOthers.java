package dev.narrows.bench.peer;

/**
 * A gateway that somebody else runs: it serves all the time.
 */
public final class ServedByOthers implements Served {
    @Override
    public String name() {
        return "gateway";
    }

    @Override
    public void serve() {
        // It does.
    }

    @Override
    public void pause() {
        // Nobody else wants its CPU.
    }

    @Override
    public void close() {
        // It is not ours.
    }
}
