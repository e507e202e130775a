package dev.narrows.worker;

import dev.narrows.packet.HandleArray;
import dev.narrows.packet.Packet;
import dev.narrows.port.Port;
import dev.narrows.stats.DropReason;
import dev.narrows.stats.WorkerCounter;
import dev.narrows.stats.WorkerCounters;

/**
 * A port as one worker uses it: where it belongs, and the packets gathered for its next transmit burst.
 */
final class WorkerPort {
    private static final int TRANSMIT_BURST = 32;

    private final PortSetup setup;
    private final Port port;
    private final long macAddress;
    private final WorkerCounters counters;
    private final Disposer disposer;
    private final HandleArray outgoing = new HandleArray(TRANSMIT_BURST);
    private int count;

    WorkerPort(PortSetup setup, WorkerCounters counters, Disposer disposer) {
        this.setup = setup;
        this.port = setup.port();
        this.macAddress = port.macAddress();
        this.counters = counters;
        this.disposer = disposer;
    }

    /** {@return the port's number, from 0} */
    int id() {
        return setup.id();
    }

    /** {@return whether it is on the protected side of the IPsec boundary (RFC 4301 3.1)} */
    boolean isProtected() {
        return setup.isProtected();
    }

    /** {@return the gateway's IPv4 address there} */
    int address() {
        return setup.address();
    }

    /** {@return the largest IPv4 packet that it sends, in bytes} */
    int mtu() {
        return setup.mtu();
    }

    /** {@return its hardware address, 48 bits} */
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
     * Sends what has gathered. What the driver does not take is dropped: a queue in front of a full queue would only
     * add delay.
     */
    void flush() {
        if (count == 0) {
            return;
        }
        int sent = port.transmit(outgoing, 0, count);
        counters.add(WorkerCounter.SENT, sent);
        for (int i = sent; i < count; i++) {
            disposer.drop(outgoing.get(i), DropReason.TRANSMIT_FULL);
        }
        count = 0;
    }
}
