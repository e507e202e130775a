package dev.narrows.neighbor;

import dev.narrows.wire.IpAddress;
import dev.narrows.wire.MacAddress;
import dev.narrows.wire.NeighbourMessage;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
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
 * <p>A neighbour that moves to another hardware address is followed when it says so, whomever it says it to (RFC 826),
 * with IPv6 where it overrides what was known (RFC 4861 7.2.5), but no more often than once a second. What a neighbour
 * says of itself without being asked makes no entry, and is STALE: used, and asked about at once.
 */
public final class NeighborTable {
    static final long RETRY_NS = TimeUnit.SECONDS.toNanos(1);
    static final int QUESTIONS = 3;
    static final long REACHABLE_NS = TimeUnit.SECONDS.toNanos(60);
    static final long HOLD_DOWN_NS = TimeUnit.SECONDS.toNanos(5);
    static final int FRAMES_WAITING = 4;
    static final int BYTES_WAITING = 1 << 18;
    /**
     * Frames between two ticks whose senders are told that they were lost: the limits on ICMP let hardly more through.
     */
    static final int TOLD_A_TICK = 128;

    private final List<PortLink> links;
    private final NeighborOutput output;
    private final OwnAddresses ownAddresses;
    private final ArpReader arp = new ArpReader();
    private final NeighbourReader discovery = new NeighbourReader();
    private final NeighborListener listener;
    private final NeighborStore neighbors;
    private final WaitingFrames waiting;

    /**
     * An empty table.
     *
     * @param links    our addresses, each port's at the index that is its number.
     * @param output   the workers.
     * @param listener hears of neighbours that move, and of addresses of ours that are somebody else's.
     */
    public NeighborTable(List<PortLink> links, NeighborOutput output, NeighborListener listener) {
        this.links = List.copyOf(links);
        this.output = output;
        this.listener = listener;
        neighbors = new NeighborStore(links.size(), this::leave);
        waiting = new WaitingFrames(output);
        ownAddresses = new OwnAddresses(this.links, output, listener);
    }

    /**
     * Announces our addresses, so that neighbours forget who had them before (RFC 5227 2.3); of IPv6 ones it is asked
     * first whether anybody has them (RFC 4862 5.4).
     *
     * @param nowNs the present.
     */
    public void announce(long nowNs) {
        ownAddresses.start(nowNs);
    }

    /**
     * Tells what an address of ours is good for.
     *
     * @param port    the port's number.
     * @param address the address.
     * @return its state.
     */
    public AddressState stateOf(int port, IpAddress address) {
        OwnAddress own = links.get(port).own(address);
        return own == null ? AddressState.VALID : own.state();
    }

    /**
     * Asks for a route's gateway, and goes on asking.
     *
     * @param port    the port's number.
     * @param gateway the gateway's address.
     * @param nowNs   the present.
     */
    public void resolveGateway(int port, IpAddress gateway, long nowNs) {
        Neighbor known = neighbors.get(port, gateway);
        Neighbor neighbor = known == null ? new Neighbor(links.get(port), gateway, nowNs) : known;
        neighbor.makeGateway();
        neighbors.settle(neighbor);
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
        Neighbor neighbor = knownOrBegun(links.get(port), nextHop, nowNs);
        byte[] frame = new byte[length];
        buffer.getBytes(offset, frame);
        if (neighbor == null || neighbor.state() == NeighborState.FAILED) {
            waiting.lose(frame, neighbor != null);
            return;
        }
        if (!neighbor.isNeeded()) {
            neighbor.need();
            neighbors.settle(neighbor);
        }
        if (neighbor.hasMac()) {
            send(neighbor, frame);
        } else {
            waiting.keep(neighbor, frame);
            advance(neighbor, nowNs);
        }
    }

    /**
     * Takes a frame of ARP or of neighbour discovery.
     *
     * @param port   the number of the port that it arrived at.
     * @param buffer holds the frame.
     * @param offset where it starts.
     * @param length its bytes.
     * @param nowNs  the present.
     */
    public void onFrame(int port, DirectBuffer buffer, int offset, int length, long nowNs) {
        PortLink link = links.get(port);
        takeArp(link, arp.read(link, buffer, offset, length), nowNs);
        takeDiscovery(link, discovery.read(link, buffer, offset, length), nowNs);
    }

    /**
     * Asks, asks again and gives up, as is due.
     *
     * @param nowNs the present.
     * @return how many neighbours there was something to do for.
     */
    public int tick(long nowNs) {
        int count = ownAddresses.tick(nowNs);
        for (Iterator<Neighbor> all = neighbors.snapshot(); all.hasNext();) {
            count += advance(all.next(), nowNs);
        }
        waiting.tellOfLosses();
        return count;
    }

    /** {@return every neighbour that is known or asked for; only good until the next call} */
    public Collection<Neighbor> all() {
        return neighbors.all();
    }

    /**
     * Lists neighbours.
     *
     * @param number whose {@link Neighbor#number} is greater.
     * @return every such neighbour that is known or asked for, in the order of the numbers; only good until the next
     *     call.
     */
    public Iterator<Neighbor> after(long number) {
        return neighbors.after(number);
    }

    /** {@return how often somebody else claimed an address of ours} */
    public long conflicts() {
        return ownAddresses.conflicts();
    }

    /** {@return how many frames were given up because their next hop did not answer, or too many waited} */
    public long framesDropped() {
        return waiting.dropped();
    }

    private int advance(Neighbor neighbor, long nowNs) {
        if (!neighbor.isDue(nowNs)) {
            return 0;
        }
        switch (neighbor.state()) {
            case REACHABLE -> {
                enter(neighbor, NeighborState.STALE, nowNs);
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

    private void takeArp(PortLink link, ArpReader.Kind kind, long nowNs) {
        switch (kind) {
            case CONFLICT -> ownAddresses.conflict(link, arp.senderAddress(), arp.senderMac(), nowNs);
            case PROBE, FOREIGN_REQUEST -> answerArp(link);
            case REQUEST -> {
                answerArp(link);
                learnFromRequest(link, nowNs);
            }
            case REPLY -> learnFromReply(link, nowNs);
            case NEWS -> learnFromNews(link, nowNs);
            case IGNORED -> {
            }
        }
    }

    private void takeDiscovery(PortLink link, NeighbourReader.Kind kind, long nowNs) {
        switch (kind) {
            case CONFLICT -> ownAddresses.conflict(link, discovery.target(), discovery.senderMac(), nowNs);
            case PROBE -> output.transmit(link.port(), NeighbourFrame.announcement(link.mac(), discovery.target()));
            case SOLICITATION -> {
                output.transmit(link.port(), NeighbourFrame.answer(
                    link.mac(), discovery.target(), discovery.senderMac(), discovery.sender()));
                learnFromSolicitation(link, nowNs);
            }
            case ADVERTISEMENT -> learnFromAdvertisement(link, nowNs);
            case IGNORED -> {
            }
        }
    }

    /** Without an address of ours to ask from, as while it is tentative, the time for a question passes in silence. */
    private void ask(Neighbor neighbor, long nowNs) {
        IpAddress source = neighbor.link().sourceFor(neighbor.address());
        if (source != null) {
            output.transmit(neighbor.port(), question(neighbor, source));
        }
        neighbor.asked(nowNs + RETRY_NS);
    }

    private static byte[] question(Neighbor neighbor, IpAddress source) {
        long mac = neighbor.link().mac();
        IpAddress target = neighbor.address();
        boolean isForItAlone = neighbor.hasMac() && !neighbor.isDoubted();
        if (target.isIpv4()) {
            return ArpFrame.request(mac, source, isForItAlone ? neighbor.mac() : MacAddress.BROADCAST, target);
        }
        return isForItAlone ? NeighbourFrame.probe(mac, source, neighbor.mac(), target)
            : NeighbourFrame.question(mac, source, target);
    }

    private void giveUp(Neighbor neighbor, long nowNs) {
        if (neighbor.hasMac()) {
            output.removeNeighbour(neighbor.port(), neighbor.address());
            forget(neighbor, nowNs);
        } else {
            waiting.giveUp(neighbor, true);
            enter(neighbor, NeighborState.FAILED, nowNs + HOLD_DOWN_NS);
        }
    }

    private void forget(Neighbor neighbor, long nowNs) {
        if (neighbor.isGateway()) {
            neighbor.enter(NeighborState.INCOMPLETE, nowNs);
            ask(neighbor, nowNs);
        } else {
            neighbors.remove(neighbor);
        }
    }

    private void enter(Neighbor neighbor, NeighborState state, long nextNs) {
        neighbor.enter(state, nextNs);
        neighbors.settle(neighbor);
    }

    /** Says farewell to one whose room another needs. */
    private void leave(Neighbor neighbor) {
        waiting.giveUp(neighbor, false);
        if (neighbor.hasMac()) {
            output.removeNeighbour(neighbor.port(), neighbor.address());
        }
    }

    private void answerArp(PortLink link) {
        output.transmit(link.port(),
            ArpFrame.reply(link.mac(), arp.target(), arp.senderMac(), arp.senderAddress()));
    }

    /** RFC 826: who asks for us is learnt, since what it asks for is to talk with us. */
    private void learnFromRequest(PortLink link, long nowNs) {
        Neighbor neighbor = knownOrBegun(link, arp.senderAddress(), nowNs);
        if (neighbor != null) {
            boolean isOther = neighbor.hasMac() && neighbor.isElsewhere(arp.senderMac());
            learn(neighbor, arp.senderMac(), !isOther, nowNs);
        }
    }

    private void learnFromReply(PortLink link, long nowNs) {
        Neighbor neighbor = neighbors.get(link.port(), arp.senderAddress());
        if (neighbor == null) {
            return;
        }
        boolean isAsked = neighbor.state() != NeighborState.REACHABLE;
        if (isAsked || neighbor.isElsewhere(arp.senderMac())) {
            learn(neighbor, arp.senderMac(), isAsked, nowNs);
        }
    }

    /**
     * RFC 826: whomever a neighbour talks to, a new hardware address of one that is known is taken; no entry is made.
     */
    private void learnFromNews(PortLink link, long nowNs) {
        Neighbor neighbor = neighbors.get(link.port(), arp.senderAddress());
        if (neighbor != null && (!neighbor.hasMac() || neighbor.isElsewhere(arp.senderMac()))) {
            learn(neighbor, arp.senderMac(), false, nowNs);
        }
    }

    /** A hardware address that is new is used, and confirmed by asking (RFC 4861 7.2.3). */
    private void learnFromSolicitation(PortLink link, long nowNs) {
        if (discovery.message().mac() == NeighbourMessage.NO_MAC || discovery.sender().isLinkLocal()) {
            return;
        }
        Neighbor neighbor = knownOrBegun(link, discovery.sender(), nowNs);
        if (neighbor != null && (!neighbor.hasMac() || neighbor.isElsewhere(discovery.senderMac()))) {
            learn(neighbor, discovery.senderMac(), false, nowNs);
        }
    }

    /** RFC 4861 7.2.5: an advertisement makes no entry, and only a solicited one confirms. */
    private void learnFromAdvertisement(PortLink link, long nowNs) {
        NeighbourMessage message = discovery.message();
        Neighbor neighbor = neighbors.get(link.port(), discovery.target());
        if (neighbor == null || (!neighbor.hasMac() && message.mac() == NeighbourMessage.NO_MAC)) {
            return;
        }
        long mac = message.mac() == NeighbourMessage.NO_MAC ? neighbor.mac() : message.mac();
        boolean isOther = neighbor.hasMac() && mac != neighbor.mac();
        if (isOther && !message.isOverride()) {
            if (neighbor.state() == NeighborState.REACHABLE) {
                enter(neighbor, NeighborState.STALE, nowNs);
            }
        } else if (message.isSolicited()) {
            learn(neighbor, mac, true, nowNs);
        } else if (isOther || !neighbor.hasMac()) {
            learn(neighbor, mac, false, nowNs);
        }
    }

    /**
     * Takes a neighbour's hardware address. Too soon after one change there is no other: instead everybody is asked,
     * once it is time, who the neighbour is.
     */
    private void learn(Neighbor neighbor, long mac, boolean isConfirmed, long nowNs) {
        boolean isNews = !neighbor.hasMac() || neighbor.mac() != mac;
        boolean isMove = neighbor.isElsewhere(mac);
        if (isMove && !neighbor.mayMove(nowNs)) {
            neighbor.doubt();
            neighbors.settle(neighbor);
            return;
        }
        long before = neighbor.mac();
        if (isConfirmed) {
            neighbor.answered(mac, nowNs, nowNs + REACHABLE_NS);
        } else {
            neighbor.unconfirmed(mac, nowNs);
        }
        neighbors.settle(neighbor);
        if (isNews) {
            output.setNeighbour(neighbor.port(), neighbor.address(), mac);
        }
        if (isMove) {
            neighbor.moved(nowNs);
            listener.onMoved(neighbor, before, nowNs);
        }
        waiting.take(neighbor).forEach(frame -> send(neighbor, frame));
    }

    /** One that is begun is not in the table before it is known what for. */
    private Neighbor knownOrBegun(PortLink link, IpAddress address, long nowNs) {
        Neighbor known = neighbors.get(link.port(), address);
        if (known != null || !link.isNeighbour(address)) {
            return known;
        }
        return new Neighbor(link, address, nowNs);
    }

    private void send(Neighbor neighbor, byte[] frame) {
        MacAddress.put(new UnsafeBuffer(frame), 0, neighbor.mac());
        output.transmit(neighbor.port(), frame);
    }
}
