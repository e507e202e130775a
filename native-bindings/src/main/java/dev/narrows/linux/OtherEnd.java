package dev.narrows.linux;

/**
 * The other end of a pair of interfaces ({@code veth}), here or in another network namespace: what its stack leaves to
 * its device to do, this end gets undone.
 */
public interface OtherEnd {
    /** Whether it can be asked and changed: not where it is in a namespace of other users and we have no privilege. */
    boolean isKnown();

    /** Its name where it is. */
    String name();

    /** Whether it is in another network namespace than the process. */
    boolean isElsewhere();

    /** The most segments of one large packet that its stack leaves to it; 0 where that is not known. */
    int gsoMaxSegments();

    /**
     * Sets that, of one that is not {@link #isElsewhere elsewhere}.
     *
     * @param segments from 1: the stack makes every one itself
     * @throws LinuxException if the kernel refuses; the message has the command that does the same
     */
    void setGsoMaxSegments(int segments);
}
