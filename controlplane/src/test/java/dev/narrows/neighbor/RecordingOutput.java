package dev.narrows.neighbor;

import dev.narrows.wire.Arp;
import dev.narrows.wire.Ethernet;
import dev.narrows.wire.IpAddress;
import dev.narrows.wire.IpHeader;
import dev.narrows.wire.Ipv4Address;
import dev.narrows.wire.MacAddress;
import dev.narrows.wire.NeighbourMessage;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;

/** Writes down, as text, what a neighbour table asks of the workers. */
final class RecordingOutput implements NeighborOutput {
    private final List<String> done = new ArrayList<>();
    private final List<String> lost = new ArrayList<>();

    /** What was asked since the last call. */
    List<String> take() {
        List<String> taken = List.copyOf(done);
        done.clear();
        return taken;
    }

    /** What was given up since the last call. */
    List<String> takeLost() {
        List<String> taken = List.copyOf(lost);
        lost.clear();
        return taken;
    }

    @Override
    public void giveUp(List<byte[]> unreachable, int others) {
        unreachable.forEach(frame -> lost.add(frame.length + " unreachable"));
        lost.addAll(Collections.nCopies(others, "no room"));
    }

    @Override
    public void transmit(int port, byte[] frame) {
        UnsafeBuffer buffer = new UnsafeBuffer(frame);
        Ethernet ethernet = new Ethernet().wrap(buffer, 0);
        String to = port + ": to " + MacAddress.format(ethernet.destination());
        if (ethernet.type() == Ethernet.TYPE_IPV6) {
            done.add(to + discovery(buffer));
            return;
        }
        if (ethernet.type() != Ethernet.TYPE_ARP) {
            done.add(to + " frame of " + frame.length);
            return;
        }
        Arp arp = new Arp().wrap(buffer, Ethernet.HEADER_LENGTH);
        String operation = arp.operation() == Arp.REQUEST ? " who has " : " tells ";
        done.add(to + operation + Ipv4Address.format(arp.targetAddress()) + ", it is "
            + Ipv4Address.format(arp.senderAddress()) + " at " + MacAddress.format(arp.senderMac()));
    }

    private static String discovery(UnsafeBuffer frame) {
        IpHeader header = new IpHeader();
        NeighbourMessage message = new NeighbourMessage();
        if (!header.parse(frame, Ethernet.HEADER_LENGTH, frame.capacity() - Ethernet.HEADER_LENGTH)
            || !message.parse(header)) {
            return " frame of " + frame.capacity();
        }
        String addresses = " " + IpAddress.format(header.sourceHigh(), header.sourceLow()) + " to "
            + IpAddress.format(header.destinationHigh(), header.destinationLow());
        String target = IpAddress.format(message.targetHigh(), message.targetLow());
        String mac = message.mac() == NeighbourMessage.NO_MAC ? "" : " at " + MacAddress.format(message.mac());
        return message.isSolicitation() ? addresses + " who has " + target + mac
            : addresses + " says " + target + mac + (message.isSolicited() ? " solicited" : "")
                + (message.isOverride() ? " override" : "");
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
