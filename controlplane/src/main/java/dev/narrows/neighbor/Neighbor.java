package dev.narrows.neighbor;

import dev.narrows.wire.IpAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A next hop on a link, and the frames that wait for its hardware address.
 */
public final class Neighbor {
    /** A hardware address is taken for another no sooner: whoever may speak on the link can make it swing. */
    static final long MOVE_NS = TimeUnit.SECONDS.toNanos(1);

    private static final long NO_MAC = -1;

    private final PortLink link;
    private final IpAddress address;
    private final Deque<byte[]> waiting = new ArrayDeque<>();

    private long number;
    private NeighborState state = NeighborState.INCOMPLETE;
    private boolean isGateway;
    private boolean isNeeded;
    private boolean isDoubted;
    private boolean hasMoved;
    private long movedNs;
    private long mac = NO_MAC;
    private long sinceNs;
    private long dueNs;
    private int questions;

    Neighbor(PortLink link, IpAddress address, long nowNs) {
        this.link = link;
        this.address = address;
        sinceNs = nowNs;
        dueNs = nowNs;
    }

    /** {@return its place in the order in which neighbours came to be known, which no other ever has} */
    public long number() {
        return number;
    }

    void number(long place) {
        number = place;
    }

    /** {@return the number of the port that it is reached by} */
    public int port() {
        return link.port();
    }

    /** {@return its address} */
    public IpAddress address() {
        return address;
    }

    /** {@return what is known of it} */
    public NeighborState state() {
        return state;
    }

    /** {@return whether its hardware address is known} */
    public boolean hasMac() {
        return state.hasMac();
    }

    /** {@return its hardware address; of no meaning where that is not known} */
    public long mac() {
        return mac;
    }

    /** {@return when it last said so itself, or else when it was first asked, on the clock of the table's calls} */
    public long sinceNs() {
        return sinceNs;
    }

    PortLink link() {
        return link;
    }

    /** {@return whether a route leads through it, so that it is never given up} */
    boolean isGateway() {
        return isGateway;
    }

    void makeGateway() {
        isGateway = true;
    }

    /** {@return whether a packet was for it that did not know its hardware address} */
    boolean isNeeded() {
        return isNeeded;
    }

    void need() {
        isNeeded = true;
    }

    /** {@return whether a hardware address is another than the one that was last known} */
    boolean isElsewhere(long candidate) {
        return mac != NO_MAC && mac != candidate;
    }

    /** {@return whether another hardware address may be taken} */
    boolean mayMove(long nowNs) {
        return !hasMac() || !hasMoved || nowNs - movedNs >= MOVE_NS;
    }

    void moved(long nowNs) {
        hasMoved = true;
        movedNs = nowNs;
    }

    /** {@return whether somebody else claims to be it, so that everybody is to be asked who is} */
    boolean isDoubted() {
        return isDoubted;
    }

    /** Has it asked again, along with everybody, once another hardware address may be taken. */
    void doubt() {
        isDoubted = true;
        if (state == NeighborState.REACHABLE) {
            enter(NeighborState.STALE, movedNs + MOVE_NS);
        }
    }

    /** {@return how often it was asked since its state changed} */
    int questions() {
        return questions;
    }

    boolean isDue(long nowNs) {
        return nowNs - dueNs >= 0;
    }

    void asked(long nextNs) {
        questions++;
        dueNs = nextNs;
    }

    void enter(NeighborState newState, long nextNs) {
        state = newState;
        questions = 0;
        dueNs = nextNs;
    }

    void answered(long newMac, long nowNs, long nextNs) {
        mac = newMac;
        sinceNs = nowNs;
        isDoubted = false;
        enter(NeighborState.REACHABLE, nextNs);
    }

    /** Takes another hardware address, which it has not confirmed itself. */
    void unconfirmed(long newMac, long nowNs) {
        mac = newMac;
        enter(NeighborState.STALE, nowNs);
    }

    int waitingCount() {
        return waiting.size();
    }

    void keep(byte[] frame) {
        waiting.addLast(frame);
    }

    /** {@return the frame that has waited longest, which waits no more} */
    byte[] giveUpOldest() {
        return waiting.removeFirst();
    }

    /** {@return every frame that waited, none of which waits any more} */
    List<byte[]> takeWaiting() {
        List<byte[]> frames = new ArrayList<>(waiting);
        waiting.clear();
        return frames;
    }
}
