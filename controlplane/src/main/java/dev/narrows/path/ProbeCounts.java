package dev.narrows.path;

/**
 * What became of a path's probes.
 */
public final class ProbeCounts {
    private long sent;
    private long answered;
    private long lost;

    /** {@return how many were sent} */
    public long sent() {
        return sent;
    }

    /** {@return how many were answered, in time or not} */
    public long answered() {
        return answered;
    }

    /** {@return how many were not answered in time; one whose answer comes later is counted there as well} */
    public long lost() {
        return lost;
    }

    void countSent() {
        sent++;
    }

    void countAnswered() {
        answered++;
    }

    void countLost(int count) {
        lost += count;
    }
}
