package dev.narrows.worker;

import dev.narrows.packet.HandleArray;
import dev.narrows.packet.Packet;
import dev.narrows.packet.Raw;
import dev.narrows.port.Port;
import dev.narrows.stats.DropReason;
import dev.narrows.stats.WorkerCounter;
import dev.narrows.stats.WorkerCounters;
import dev.narrows.wire.IpAddress;

/**
 * A port as one worker uses it: where it belongs, and the packets gathered for its next transmit burst.
 */
final class WorkerPort {
    private static final int TRANSMIT_BURST = 32;
    /** A tap's hardware address is the host's own; ours there must be another. */
    private static final long HOST_PORT_BIT = 1;

    private final PortSetup setup;
    private final Port port;
    private final boolean isInside;
    private final IpAddress[] addresses;
    private final long macAddress;
    private final NextHop host;
    private final WorkerCounters counters;
    private final Disposer disposer;
    private final HandOver handOver;
    private final HandleArray outgoing = new HandleArray(TRANSMIT_BURST);
    private int mtu;
    private int count;

    WorkerPort(PortSetup setup, WorkerCounters counters, Disposer disposer, HandOver handOver) {
        this.setup = setup;
        this.port = setup.port();
        mtu = setup.mtu();
        addresses = setup.addresses().toArray(IpAddress[]::new);
        isInside = setup.side() != PortSide.UNPROTECTED;
        boolean isHost = setup.side() == PortSide.HOST;
        macAddress = isHost ? port.macAddress() ^ HOST_PORT_BIT : port.macAddress();
        host = isHost ? new NextHop(this, IpAddress.UNSPECIFIED, 0) : null;
        if (isHost) {
            host.macAddress(port.macAddress());
        }
        this.counters = counters;
        this.disposer = disposer;
        this.handOver = handOver;
    }

    /** {@return the port's number, from 0} */
    int id() {
        return setup.id();
    }

    /** {@return which side of the IPsec boundary it is on (RFC 4301 3.1)} */
    PortSide side() {
        return setup.side();
    }

    /** {@return whether it is on our side of the IPsec boundary: protected, or our own host's} */
    boolean isInside() {
        return isInside;
    }

    /** {@return the gateway's own host as a next hop, or null where this port does not lead there} */
    NextHop host() {
        return host;
    }

    /** {@return whether an address is the gateway's there} */
    boolean owns(long high, long low) {
        for (IpAddress address : addresses) {
            if (address.low() == low && address.high() == high) {
                return true;
            }
        }
        return false;
    }

    /** {@return the gateway's first address there of a family, or null} */
    IpAddress address(boolean isIpv6) {
        for (IpAddress address : addresses) {
            if (address.isIpv4() != isIpv6) {
                return address;
            }
        }
        return null;
    }

    /** {@return the largest IP packet that it sends, in bytes} */
    int mtu() {
        return mtu;
    }

    /**
     * Changes that.
     *
     * @param bytes the largest IP packet.
     */
    void mtu(int bytes) {
        mtu = bytes;
    }

    /** {@return our hardware address there, 48 bits; on the host's port one bit away from the host's own} */
    long macAddress() {
        return macAddress;
    }

    /**
     * Takes what has arrived.
     *
     * @param handles receives the packets.
     * @return how many.
     */
    int receive(HandleArray handles) {
        return port.receive(handles);
    }

    /**
     * Takes over a packet to be sent with the next burst.
     *
     * @param packet a whole frame, not to be used any more.
     */
    void transmit(Packet packet) {
        packet.store();
        outgoing.set(count, packet.handle());
        count++;
        if (count == TRANSMIT_BURST) {
            flush();
        }
    }

    /**
     * Takes over frames whose descriptors are complete.
     *
     * @param from   address of the first one's handle.
     * @param to     behind the last one's.
     * @param stride bytes from one handle to the next.
     */
    void transmit(long from, long to, int stride) {
        for (long at = from; at < to; at += stride) {
            outgoing.set(count, Raw.getLong(at));
            count++;
            if (count == TRANSMIT_BURST) {
                flush();
            }
        }
    }

    /**
     * Sends what has gathered. What the driver does not take is dropped: a queue in front of a full queue would only
     * add delay.
     */
    void flush() {
        if (count == 0) {
            return;
        }
        if (setup.sender() != PortSetup.ITSELF) {
            handOver();
            return;
        }
        int sent = port.transmit(outgoing, 0, count);
        counters.add(WorkerCounter.SENT, sent);
        counters.addTaken(setup.id(), sent);
        for (int i = sent; i < count; i++) {
            disposer.drop(outgoing.get(i), DropReason.TRANSMIT_FULL);
        }
        count = 0;
    }

    private void handOver() {
        for (int i = 0; i < count; i++) {
            handOver.toSender(setup.sender(), outgoing.get(i), setup.id());
        }
        count = 0;
    }
}
