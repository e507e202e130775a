package dev.narrows.worker;

import dev.narrows.packet.Packet;
import dev.narrows.stats.DropReason;
import dev.narrows.wire.Icmpv4;
import dev.narrows.wire.Ipv4;
import dev.narrows.wire.IpProtocol;

/**
 * Serves what is addressed to the gateway itself in clear: it answers ICMP echo, in place (RFC 1122 3.2.2.6).
 */
final class LocalDelivery {
    private static final int TTL = 64;

    private final CleartextStage cleartextStage;
    private final Disposer disposer;
    private final Ipv4 ipv4 = new Ipv4();
    private final Icmpv4 icmp = new Icmpv4();

    LocalDelivery(CleartextStage cleartextStage, Disposer disposer) {
        this.cleartextStage = cleartextStage;
        this.disposer = disposer;
    }

    /**
     * Serves a packet.
     *
     * @param packet whose data are exactly one valid IPv4 packet for one of our addresses.
     */
    void deliver(Packet packet) {
        ipv4.wrap(packet.buffer(), packet.offset());
        if (ipv4.protocol() != IpProtocol.ICMP || ipv4.isFragment()) {
            disposer.drop(packet, DropReason.NOT_SERVED);
            return;
        }
        int icmpOffset = packet.offset() + ipv4.headerLength();
        int icmpLength = packet.length() - ipv4.headerLength();
        icmp.wrap(packet.buffer(), icmpOffset);
        if (!icmp.isValid(icmpLength) || !icmp.isChecksumRight(icmpLength)) {
            disposer.drop(packet, DropReason.BAD_ICMP);
        } else if (icmp.type() != Icmpv4.ECHO_REQUEST) {
            disposer.drop(packet, DropReason.ICMP_IGNORED);
        } else {
            reply(packet, icmpLength);
        }
    }

    private void reply(Packet packet, int icmpLength) {
        int asker = ipv4.source();
        ipv4.source(ipv4.destination()).destination(asker).ttl(TTL).computeChecksum();
        icmp.type(Icmpv4.ECHO_REPLY).computeChecksum(icmpLength);
        cleartextStage.sendLocal(packet);
    }
}
