package dev.narrows.neighbor;

import dev.narrows.wire.IpAddress;
import java.util.List;

/**
 * Our own addresses on the links: announced at the start, IPv6 ones only after nobody else has claimed them for a
 * second (RFC 4862 5.4; with one question, its DupAddrDetectTransmits). Who has one already keeps it.
 */
final class OwnAddresses {
    private final List<PortLink> links;
    private final NeighborOutput output;
    private final NeighborListener listener;
    private long conflicts;

    OwnAddresses(List<PortLink> links, NeighborOutput output, NeighborListener listener) {
        this.links = links;
        this.output = output;
        this.listener = listener;
    }

    /** Announces IPv4 addresses (RFC 5227 2.3) and asks whether anybody has the IPv6 ones. */
    void start(long nowNs) {
        for (PortLink link : links) {
            for (OwnAddress own : link.addresses()) {
                if (own.isValid()) {
                    announce(link, own);
                } else {
                    own.asked(nowNs + NeighborTable.RETRY_NS);
                    output.transmit(link.port(), NeighbourFrame.duplicateProbe(link.mac(), own.address()));
                }
            }
        }
    }

    /** Takes what nobody has claimed in time. */
    int tick(long nowNs) {
        int count = 0;
        for (PortLink link : links) {
            for (OwnAddress own : link.addresses()) {
                if (own.isProven(nowNs)) {
                    own.enter(AddressState.VALID);
                    announce(link, own);
                    count++;
                }
            }
        }
        return count;
    }

    /**
     * Somebody else has an address of ours, or asks for it to have it: one that is not proven yet is given up, one in
     * use is defended by one announcement now and then (RFC 5227 2.4 c).
     */
    void conflict(PortLink link, IpAddress address, long mac, long nowNs) {
        conflicts++;
        OwnAddress own = link.own(address);
        if (own == null) {
            return;
        }
        if (own.state() == AddressState.TENTATIVE) {
            own.enter(AddressState.DUPLICATE);
            listener.onDuplicate(link.port(), address, mac);
        } else if (own.isValid() && own.defend(nowNs)) {
            announce(link, own);
            listener.onConflict(link.port(), address, mac);
        }
    }

    long conflicts() {
        return conflicts;
    }

    private void announce(PortLink link, OwnAddress own) {
        output.transmit(link.port(), own.address().isIpv4()
            ? ArpFrame.announcement(link.mac(), own.address())
            : NeighbourFrame.announcement(link.mac(), own.address()));
    }
}
