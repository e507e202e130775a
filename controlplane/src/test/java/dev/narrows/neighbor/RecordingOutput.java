package dev.narrows.neighbor;

import dev.narrows.wire.Arp;
import dev.narrows.wire.Ethernet;
import dev.narrows.wire.IpAddress;
import dev.narrows.wire.Ipv4Address;
import dev.narrows.wire.MacAddress;
import java.util.ArrayList;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;

/** Writes down, as text, what a neighbour table asks of the workers. */
final class RecordingOutput implements NeighborOutput {
    private final List<String> done = new ArrayList<>();

    /** What was asked since the last call. */
    List<String> take() {
        List<String> taken = List.copyOf(done);
        done.clear();
        return taken;
    }

    @Override
    public void transmit(int port, byte[] frame) {
        UnsafeBuffer buffer = new UnsafeBuffer(frame);
        Ethernet ethernet = new Ethernet().wrap(buffer, 0);
        String to = port + ": to " + MacAddress.format(ethernet.destination());
        if (ethernet.type() != Ethernet.TYPE_ARP) {
            done.add(to + " frame of " + frame.length);
            return;
        }
        Arp arp = new Arp().wrap(buffer, Ethernet.HEADER_LENGTH);
        String operation = arp.operation() == Arp.REQUEST ? " who has " : " tells ";
        done.add(to + operation + Ipv4Address.format(arp.targetAddress()) + ", it is "
            + Ipv4Address.format(arp.senderAddress()) + " at " + MacAddress.format(arp.senderMac()));
    }

    @Override
    public void setNeighbour(int port, IpAddress address, long mac) {
        done.add(port + ": set " + address + " " + MacAddress.format(mac));
    }

    @Override
    public void removeNeighbour(int port, IpAddress address) {
        done.add(port + ": remove " + address);
    }
}
