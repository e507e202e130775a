package dev.narrows.worker;

import dev.narrows.channel.Command;
import dev.narrows.channel.PacketRing;
import dev.narrows.packet.Packet;
import dev.narrows.stats.DropReason;
import dev.narrows.stats.WorkerCounter;
import dev.narrows.stats.WorkerCounters;
import dev.narrows.wire.IpAddress;
import dev.narrows.wire.IpHeader;
import org.agrona.collections.Int2IntHashMap;
import org.agrona.collections.Object2IntHashMap;

/**
 * Gives packets to the worker that must go on with them: the one that has their security association, that puts their
 * datagram together, or that has a queue of their port. A worker without others gives none.
 *
 * <p>A packet is handed over for one purpose once at the most, and the purposes have an order, that of its way: should
 * two workers take each other for the owner, because one has not heard yet of a change, the packet ends instead of
 * going round.
 */
final class HandOver {
    /** A fragment, to be taken from its IP header on. */
    static final int FRAGMENT = 1;
    /** A whole packet for an address of ours, from outside. */
    static final int TO_US = 2;
    /** A packet in clear, to be sealed by a tunnel's SA. */
    static final int PROTECT = 3;
    /** The same, which came from elsewhere, so that its time to live counts down here. */
    static final int PROTECT_FORWARDED = 4;
    /** An answer of the gateway's own, to be sealed by that tunnel's SA and no other's. */
    static final int ANSWER = 5;
    /** A packet in clear whose first tunnel cannot send, to be sealed by the next one's SA. */
    static final int PROTECT_NEXT = 6;
    /** The same, which came from elsewhere. */
    static final int PROTECT_NEXT_FORWARDED = 7;
    /** A frame, to be sent by a port. */
    static final int TRANSMIT = 8;

    private static final int NOTHING = 0;
    private static final int PURPOSE_SHIFT = 32;
    private static final long MULTIPLIER = 0x9E37_79B9_7F4A_7C15L;

    private final int self;
    private final int workers;
    private final long fragmentHashKey;
    private final PacketRing[] rings;
    private final int[] tunnelOwners;
    private final Int2IntHashMap inboundOwners = new Int2IntHashMap(Command.NO_WORKER);
    private final Object2IntHashMap<SpiAtPeer> outboundOwners = new Object2IntHashMap<>(Command.NO_WORKER);
    private final SpiAtPeer sought = new SpiAtPeer();
    private final Disposer disposer;
    private final WorkerCounters counters;
    private int taken = NOTHING;

    HandOver(WorkerPlace place, Disposer disposer, WorkerCounters counters) {
        self = place.number();
        workers = place.mesh().workers();
        fragmentHashKey = place.mesh().fragmentHashKey();
        rings = new PacketRing[workers];
        for (int to = 0; to < workers; to++) {
            rings[to] = place.mesh().ring(self, to);
        }
        tunnelOwners = place.tunnelOwners().stream().mapToInt(Integer::intValue).toArray();
        for (int tunnel = 0; tunnel < tunnelOwners.length; tunnel++) {
            if (tunnelOwners[tunnel] != self) {
                place.tunnels().get(tunnel).sealedElsewhere();
            }
        }
        this.disposer = disposer;
        this.counters = counters;
    }

    /** {@return what to do with a packet, of its note} */
    static int purpose(long note) {
        return (int)(note >>> PURPOSE_SHIFT);
    }

    /** {@return the number of the tunnel or the port that a packet is for, of its note} */
    static int subject(long note) {
        return (int)note;
    }

    void inboundOwner(int spi, int worker) {
        if (worker == Command.NO_WORKER) {
            inboundOwners.remove(spi);
        } else {
            inboundOwners.put(spi, worker);
        }
    }

    void outboundOwner(int spi, IpAddress peer, int worker) {
        SpiAtPeer name = new SpiAtPeer().of(spi, peer.high(), peer.low());
        if (worker == Command.NO_WORKER) {
            outboundOwners.removeKey(name);
        } else {
            outboundOwners.put(name, worker);
        }
    }

    /**
     * Says for what purpose the packet that is dealt with now was taken over; it is not given on for that one again.
     *
     * @param purpose one of the constants.
     */
    void taken(int purpose) {
        taken = purpose;
    }

    /** Says that packets are dealt with that nobody handed over. */
    void takenNothing() {
        taken = NOTHING;
    }

    /** {@return whether this is a fragment of a datagram that goes to another worker, by its header} */
    boolean isFragmentOfAnother(IpHeader header) {
        return workers > 1 && taken < FRAGMENT && header.isFragment() && ownerOfFragment(header) != self;
    }

    /**
     * Gives a fragment to the worker that all of its datagram's go to.
     *
     * @param packet whose data start at its IP header, for which {@link #isFragmentOfAnother} holds.
     * @param header its header.
     * @param port   where it arrived.
     * @return why the packet ends here, or null where it is gone.
     */
    DropReason toOwnerOfFragment(Packet packet, IpHeader header, WorkerPort port) {
        return give(ownerOfFragment(header), packet, FRAGMENT, port.id());
    }

    /** {@return whether another worker has the inbound SA of an SPI} */
    boolean isInboundOfAnother(int spi) {
        return isAnother(inboundOwners.get(spi));
    }

    /**
     * Gives ESP to the worker that has its SA.
     *
     * @param packet whose data start at its outer IP header.
     * @param outer  its header.
     * @param spi    its SPI, for which {@link #isInboundOfAnother} holds.
     * @return why the packet ends here, or null where it is gone.
     */
    DropReason toOwnerOfInbound(Packet packet, IpHeader outer, int spi) {
        return giveToUs(packet, outer, inboundOwners.get(spi));
    }

    /**
     * Tests whether a claim is another worker's affair.
     *
     * @param spi    the SPI that it quotes.
     * @param quoted the header of the packet that it quotes, which went to the peer that chose the SPI.
     * @return whether to give it to that worker.
     */
    boolean isOutboundOfAnother(int spi, IpHeader quoted) {
        return isAnother(ownerOfOutbound(spi, quoted));
    }

    /**
     * Gives a claim to the worker that sent the packet that it quotes.
     *
     * @param packet whose data start at its IP header.
     * @param header its header.
     * @param spi    the SPI that it quotes, for which {@link #isOutboundOfAnother} holds.
     * @param quoted the header of the packet that it quotes.
     * @return why the packet ends here, or null where it is gone.
     */
    DropReason toOwnerOfOutbound(Packet packet, IpHeader header, int spi, IpHeader quoted) {
        return giveToUs(packet, header, ownerOfOutbound(spi, quoted));
    }

    /** {@return whether another worker has a tunnel's general outbound SA, by the tunnel's number} */
    boolean isTunnelOfAnother(int tunnel) {
        return taken < PROTECT && workers > 1 && tunnelOwners[tunnel] != self;
    }

    /** {@return the same of the next tunnel of a packet whose first one cannot send} */
    boolean isNextTunnelOfAnother(int tunnel) {
        return taken < ANSWER && workers > 1 && tunnelOwners[tunnel] != self;
    }

    /**
     * Gives a packet to the worker that has a tunnel's general outbound SA.
     *
     * @param packet      whose data are exactly one valid IP packet.
     * @param tunnel      the tunnel's number, for which {@link #isTunnelOfAnother} holds.
     * @param isForwarded whether it came from elsewhere.
     * @return why the packet ends here, or null where it is gone.
     */
    DropReason toOwnerOfTunnel(Packet packet, int tunnel, boolean isForwarded) {
        return toOwner(packet, tunnel, isForwarded ? PROTECT_FORWARDED : PROTECT);
    }

    /**
     * Gives an answer of the gateway's own to the worker that has a tunnel's general outbound SA.
     *
     * @param packet whose data are exactly one valid IP packet.
     * @param tunnel the tunnel's number, for which {@link #isTunnelOfAnother} holds.
     * @return why the packet ends here, or null where it is gone.
     */
    DropReason answerToOwnerOfTunnel(Packet packet, int tunnel) {
        return toOwner(packet, tunnel, ANSWER);
    }

    /**
     * Gives a packet whose first tunnel cannot send to the worker that has the next one's general outbound SA.
     *
     * @param packet      whose data are exactly one valid IP packet.
     * @param tunnel      the next tunnel's number, for which {@link #isNextTunnelOfAnother} holds.
     * @param isForwarded whether it came from elsewhere.
     * @return why the packet ends here, or null where it is gone.
     */
    DropReason toOwnerOfNextTunnel(Packet packet, int tunnel, boolean isForwarded) {
        return toOwner(packet, tunnel, isForwarded ? PROTECT_NEXT_FORWARDED : PROTECT_NEXT);
    }

    private DropReason toOwner(Packet packet, int tunnel, int purpose) {
        DropReason failure = give(tunnelOwners[tunnel], packet, purpose, tunnel);
        if (failure == null) {
            counters.increment(WorkerCounter.HANDED_OVER_TO_SEAL);
        }
        return failure;
    }

    /**
     * Gives a frame to a worker that has a queue of its port.
     *
     * @param worker which.
     * @param handle the frame, with its bounds stored.
     * @param port   the port's number.
     */
    void toSender(int worker, long handle, int port) {
        if (rings[worker].give(handle, note(TRANSMIT, port))) {
            counters.increment(WorkerCounter.HANDED_OVER);
        } else {
            disposer.drop(handle, DropReason.HAND_OVER_FULL);
        }
    }

    /** Lets the others see what was given in this duty cycle. */
    void publish() {
        for (PacketRing ring : rings) {
            if (ring != null) {
                ring.publish();
            }
        }
    }

    private int ownerOfOutbound(int spi, IpHeader quoted) {
        return outboundOwners.getValue(sought.of(spi, quoted.destinationHigh(), quoted.destinationLow()));
    }

    private boolean isAnother(int owner) {
        return owner != Command.NO_WORKER && owner != self && taken < TO_US;
    }

    private DropReason giveToUs(Packet packet, IpHeader header, int owner) {
        // What stood behind ESP in its UDP datagram is trimmed already, and the owner begins with the IP header again.
        packet.bounds(packet.offset(), header.totalLength());
        return give(owner, packet, TO_US, 0);
    }

    private DropReason give(int worker, Packet packet, int purpose, int subject) {
        packet.store();
        if (!rings[worker].give(packet.handle(), note(purpose, subject))) {
            return DropReason.HAND_OVER_FULL;
        }
        counters.increment(WorkerCounter.HANDED_OVER);
        return null;
    }

    /** What fragments of one datagram share decides (RFC 791 3.2, RFC 8200 4.5). */
    private int ownerOfFragment(IpHeader header) {
        long identification = header.isIpv6() ? header.extensions().identification()
            : (long)header.protocol() << Short.SIZE | header.ipv4().identification();
        long hash = mix(fragmentHashKey ^ identification);
        hash = mix(hash ^ header.sourceHigh());
        hash = mix(hash ^ header.sourceLow());
        hash = mix(hash ^ header.destinationHigh());
        hash = mix(hash ^ header.destinationLow());
        return (int)(((hash >>> Integer.SIZE) * workers) >>> Integer.SIZE);
    }

    private static long mix(long value) {
        long product = value * MULTIPLIER;
        return product ^ product >>> Integer.SIZE;
    }

    private static long note(int purpose, int subject) {
        return (long)purpose << PURPOSE_SHIFT | subject;
    }
}
