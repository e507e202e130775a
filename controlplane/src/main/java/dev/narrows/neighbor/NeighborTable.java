package dev.narrows.neighbor;

import dev.narrows.wire.MacAddress;
import dev.narrows.wire.IpAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The next hops on every port. Each is asked for when first needed, asked again before it is too old, and given up when
 * it stays silent; routes' gateways are asked for from the start and never given up.
 *
 * <pre>
 *                answer                 60 s
 *   INCOMPLETE ----------&gt; REACHABLE ----------&gt; STALE ---- 3 questions ----&gt; removed (gateway: INCOMPLETE)
 *     |    ^                   ^                   |
 *     |    | 5 s (gateway)     +------ answer -----+
 *     +----+--- 3 questions --&gt; FAILED -- 5 s --&gt; removed
 * </pre>
 *
 * <p>A neighbour that moves to another hardware address is noticed when it asks for us, or when it is next asked itself.
 */
public final class NeighborTable {
    static final long RETRY_NS = TimeUnit.SECONDS.toNanos(1);
    static final int QUESTIONS = 3;
    static final long REACHABLE_NS = TimeUnit.SECONDS.toNanos(60);
    static final long HOLD_DOWN_NS = TimeUnit.SECONDS.toNanos(5);
    static final int CAPACITY = 1024;
    /** How full strangers' questions may make the table: the rest is for next hops that are needed. */
    static final int CAPACITY_UNASKED = CAPACITY / 2;
    static final int FRAMES_WAITING = 4;
    static final int BYTES_WAITING = 1 << 18;

    private final List<PortAddress> ports;
    private final NeighborOutput output;
    private final ArpReader reader = new ArpReader();
    private final Map<Long, Neighbor> neighbors = new LinkedHashMap<>();
    private int bytesWaiting;
    private long conflicts;
    private long framesDropped;

    /**
     * An empty table.
     *
     * @param ports  our addresses, each port at the index that is its number.
     * @param output the workers.
     */
    public NeighborTable(List<PortAddress> ports, NeighborOutput output) {
        this.ports = List.copyOf(ports);
        this.output = output;
    }

    /** Announces our addresses, so that neighbours forget who had them before (RFC 5227 2.3). */
    public void announce() {
        for (PortAddress port : ports) {
            output.transmit(port.port(), ArpFrame.announcement(port));
        }
    }

    /**
     * Asks for a route's gateway, and goes on asking.
     *
     * @param port    the port's number.
     * @param gateway the gateway's address.
     * @param nowNs   the present.
     */
    public void resolveGateway(int port, IpAddress gateway, long nowNs) {
        if (!gateway.isIpv4()) {
            return;
        }
        Neighbor neighbor = neighbors.computeIfAbsent(key(port, gateway.ipv4()),
            key -> new Neighbor(ports.get(port), gateway.ipv4(), nowNs));
        neighbor.makeGateway();
        advance(neighbor, nowNs);
    }

    /**
     * Takes a frame whose next hop is not resolved: sends it once it is.
     *
     * @param port    the number of the port that it leaves by.
     * @param nextHop the next hop's address.
     * @param buffer  holds the frame, complete but for its destination.
     * @param offset  where it starts.
     * @param length  its bytes.
     * @param nowNs   the present.
     */
    public void neighbourNeeded(int port, IpAddress nextHop, DirectBuffer buffer, int offset, int length, long nowNs) {
        if (!nextHop.isIpv4()) {
            framesDropped++;
            return;
        }
        int address = nextHop.ipv4();
        Neighbor neighbor = neighbors.get(key(port, address));
        if (neighbor == null) {
            neighbor = begin(ports.get(port), address, CAPACITY, nowNs);
        }
        if (neighbor == null || neighbor.state() == NeighborState.FAILED) {
            framesDropped++;
            return;
        }
        byte[] frame = new byte[length];
        buffer.getBytes(offset, frame);
        if (neighbor.hasMac()) {
            send(neighbor, frame);
        } else {
            keep(neighbor, frame);
            advance(neighbor, nowNs);
        }
    }

    /**
     * Takes an ARP frame.
     *
     * @param port   the number of the port that it arrived at.
     * @param buffer holds the frame.
     * @param offset where it starts.
     * @param length its bytes.
     * @param nowNs  the present.
     */
    public void onArp(int port, DirectBuffer buffer, int offset, int length, long nowNs) {
        PortAddress ours = ports.get(port);
        switch (reader.read(ours, buffer, offset, length)) {
            case CONFLICT -> conflicts++;
            case PROBE -> answer(ours);
            case REQUEST -> {
                answer(ours);
                learnFromRequest(ours, nowNs);
            }
            case REPLY -> learnFromReply(ours, nowNs);
            case IGNORED -> {
            }
        }
    }

    /**
     * Asks, asks again and gives up, as is due.
     *
     * @param nowNs the present.
     * @return how many neighbours there was something to do for.
     */
    public int tick(long nowNs) {
        int count = 0;
        for (Neighbor neighbor : new ArrayList<>(neighbors.values())) {
            count += advance(neighbor, nowNs);
        }
        return count;
    }

    /** {@return every neighbour that is known or asked for; only good until the next call} */
    public Collection<Neighbor> all() {
        return neighbors.values();
    }

    /** {@return how often somebody else claimed an address of ours} */
    public long conflicts() {
        return conflicts;
    }

    /** {@return how many frames were given up because their next hop did not answer, or too many waited} */
    public long framesDropped() {
        return framesDropped;
    }

    private int advance(Neighbor neighbor, long nowNs) {
        if (!neighbor.isDue(nowNs)) {
            return 0;
        }
        switch (neighbor.state()) {
            case REACHABLE -> {
                neighbor.enter(NeighborState.STALE, nowNs);
                ask(neighbor, nowNs);
            }
            case STALE, INCOMPLETE -> {
                if (neighbor.questions() < QUESTIONS) {
                    ask(neighbor, nowNs);
                } else {
                    giveUp(neighbor, nowNs);
                }
            }
            case FAILED -> forget(neighbor, nowNs);
        }
        return 1;
    }

    private void ask(Neighbor neighbor, long nowNs) {
        long destination = neighbor.hasMac() ? neighbor.mac() : MacAddress.BROADCAST;
        output.transmit(neighbor.port(), ArpFrame.request(neighbor.portAddress(), destination, neighbor.address()));
        neighbor.asked(nowNs + RETRY_NS);
    }

    private void giveUp(Neighbor neighbor, long nowNs) {
        if (neighbor.hasMac()) {
            output.removeNeighbour(neighbor.port(), IpAddress.ofIpv4(neighbor.address()));
            forget(neighbor, nowNs);
        } else {
            for (byte[] frame : neighbor.takeWaiting()) {
                bytesWaiting -= frame.length;
                framesDropped++;
            }
            neighbor.enter(NeighborState.FAILED, nowNs + HOLD_DOWN_NS);
        }
    }

    private void forget(Neighbor neighbor, long nowNs) {
        if (neighbor.isGateway()) {
            neighbor.enter(NeighborState.INCOMPLETE, nowNs);
            ask(neighbor, nowNs);
        } else {
            neighbors.remove(key(neighbor.port(), neighbor.address()));
        }
    }

    private void answer(PortAddress ours) {
        output.transmit(ours.port(), ArpFrame.reply(ours, reader.senderMac(), reader.senderAddress()));
    }

    private void learnFromRequest(PortAddress ours, long nowNs) {
        Neighbor neighbor = neighbors.get(key(ours.port(), reader.senderAddress()));
        if (neighbor == null) {
            neighbor = begin(ours, reader.senderAddress(), CAPACITY_UNASKED, nowNs);
        }
        if (neighbor != null) {
            learn(neighbor, nowNs);
        }
    }

    private void learnFromReply(PortAddress ours, long nowNs) {
        Neighbor neighbor = neighbors.get(key(ours.port(), reader.senderAddress()));
        if (neighbor != null && neighbor.state() != NeighborState.REACHABLE) {
            learn(neighbor, nowNs);
        }
    }

    private void learn(Neighbor neighbor, long nowNs) {
        boolean changed = !neighbor.hasMac() || neighbor.mac() != reader.senderMac();
        neighbor.answered(reader.senderMac(), nowNs, nowNs + REACHABLE_NS);
        if (changed) {
            output.setNeighbour(neighbor.port(), IpAddress.ofIpv4(neighbor.address()), neighbor.mac());
        }
        for (byte[] frame : neighbor.takeWaiting()) {
            bytesWaiting -= frame.length;
            send(neighbor, frame);
        }
    }

    private Neighbor begin(PortAddress port, int address, int capacity, long nowNs) {
        if (neighbors.size() >= capacity || !port.isNeighbour(address)) {
            return null;
        }
        Neighbor neighbor = new Neighbor(port, address, nowNs);
        neighbors.put(key(port.port(), address), neighbor);
        return neighbor;
    }

    private void send(Neighbor neighbor, byte[] frame) {
        MacAddress.put(new UnsafeBuffer(frame), 0, neighbor.mac());
        output.transmit(neighbor.port(), frame);
    }

    /** The newest frames are the ones worth keeping (RFC 1122 2.3.2.2). */
    private void keep(Neighbor neighbor, byte[] frame) {
        if (neighbor.waitingCount() == FRAMES_WAITING) {
            bytesWaiting -= neighbor.giveUpOldest().length;
            framesDropped++;
        }
        if (bytesWaiting + frame.length > BYTES_WAITING) {
            framesDropped++;
            return;
        }
        bytesWaiting += frame.length;
        neighbor.keep(frame);
    }

    private static long key(int port, int address) {
        return ((long)port << Integer.SIZE) | Integer.toUnsignedLong(address);
    }
}
