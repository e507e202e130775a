package dev.narrows.explain;

import dev.narrows.explain.RecordingPort.SentFrame;
import dev.narrows.explain.Sent.Icmp;
import dev.narrows.explain.Sent.Inner;
import dev.narrows.explain.Sent.Role;
import dev.narrows.sa.Endpoints;
import dev.narrows.sa.OutboundSa;
import dev.narrows.wire.Esp;
import dev.narrows.wire.Ethernet;
import dev.narrows.wire.Icmpv4;
import dev.narrows.wire.Icmpv6;
import dev.narrows.wire.IpAddress;
import dev.narrows.wire.IpHeader;
import dev.narrows.wire.IpProtocol;
import dev.narrows.wire.Udp;
import java.util.ArrayList;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;

/** Reads what left, with what is in ESP: nothing was encrypted. */
final class SentReader {
    private final Scene scene;
    private final IpAddress sender;
    private final UnsafeBuffer buffer = new UnsafeBuffer(0, 0);
    private final IpHeader outer = new IpHeader();
    private final IpHeader inner = new IpHeader();
    /** What a later fragment to the sender belongs to. */
    private Role lastToSender = Role.ANSWER;

    /**
     * A reader.
     *
     * @param scene  what the worker went by.
     * @param sender whose packet it was.
     */
    SentReader(Scene scene, IpAddress sender) {
        this.scene = scene;
        this.sender = sender;
    }

    /** {@return what left, in the same order} */
    List<Sent> read(List<SentFrame> frames) {
        List<Sent> packets = new ArrayList<>();
        for (SentFrame frame : frames) {
            buffer.wrap(frame.frame());
            if (!outer.parse(buffer, Ethernet.HEADER_LENGTH, buffer.capacity() - Ethernet.HEADER_LENGTH)) {
                throw new IllegalStateException("a worker sent what is no IP packet");
            }
            packets.add(outer.isLaterFragment() && !packets.isEmpty()
                ? following(packets.getLast(), frame.port()) : read(frame.port()));
        }
        return packets;
    }

    private Sent read(int port) {
        int espOffset = espOffset();
        if (espOffset < 0) {
            return sent(port, null, null, outer, outer.payloadOffset());
        }
        OutboundSa sa = scene.outboundSa(new Esp().wrap(buffer, espOffset).spi());
        int innerOffset = espOffset + Esp.HEADER_LENGTH + sa.transform().algorithm().ivLength();
        if (sa.tunnel().isTransport()) {
            return sent(port, sa, null, outer, innerOffset);
        }
        if (!inner.parseStart(buffer, innerOffset, buffer.capacity() - innerOffset)) {
            throw new IllegalStateException("a worker sealed what is no IP packet");
        }
        Inner packetInside = new Inner(source(inner), destination(inner), inner.totalLength(), inner.isFragment());
        return sent(port, sa, packetInside, inner, inner.payloadOffset());
    }

    /** A later fragment leaves behind its first, of the same packet. */
    private Sent following(Sent first, int port) {
        return new Sent(port, source(outer), destination(outer), outer.totalLength(), outer.dontFragment(), true,
            first.sa(), null, first.role(), null);
    }

    /**
     * Says what a packet is.
     *
     * @param header      of the packet itself, in ESP or not.
     * @param upperOffset where its upper layer starts.
     */
    private Sent sent(int port, OutboundSa sa, Inner packetInside, IpHeader header, int upperOffset) {
        boolean isToSender = destination(header).equals(sender) && !source(header).equals(sender);
        boolean isLater = header.isLaterFragment();
        Icmp error = isToSender && !isLater ? error(header.isIpv6(), upperOffset) : null;
        Role role = !isToSender ? Role.ONWARD : isLater ? lastToSender : error == null ? Role.ANSWER : Role.ERROR;
        if (isToSender) {
            lastToSender = role;
        }
        return new Sent(port, source(outer), destination(outer), outer.totalLength(), outer.dontFragment(),
            outer.isFragment(), sa, packetInside, role, error);
    }

    /** {@return where ESP starts, or -1 where the packet is in clear} */
    private int espOffset() {
        int protocol = outer.protocol();
        boolean isUdp = protocol == IpProtocol.UDP;
        if (isUdp ? outer.sourcePort() <= 0 || outer.destinationPort() <= 0 : protocol != IpProtocol.ESP) {
            return -1;
        }
        Endpoints endpoints = new Endpoints(source(outer), destination(outer),
            isUdp ? outer.sourcePort() : Endpoints.NO_UDP, isUdp ? outer.destinationPort() : Endpoints.NO_UDP);
        int offset = outer.payloadOffset() + (isUdp ? Udp.HEADER_LENGTH : 0);
        boolean isOurs = scene.hasPath(endpoints) && offset + Esp.HEADER_LENGTH <= buffer.capacity()
            && scene.outboundSa(new Esp().wrap(buffer, offset).spi()) != null;
        return isOurs ? offset : -1;
    }

    /** All that the gateway itself says to a sender is ICMP. */
    private Icmp error(boolean isIpv6, int offset) {
        if (isIpv6) {
            Icmpv6 message = new Icmpv6().wrap(buffer, offset);
            int mtu = message.isPacketTooBig() ? (int)message.mtu() : 0;
            return Icmpv6.isError(message.type()) ? new Icmp(message.type(), message.code(), mtu) : null;
        }
        Icmpv4 message = new Icmpv4().wrap(buffer, offset);
        int mtu = message.isFragmentationNeeded() ? message.nextHopMtu() : 0;
        return Icmpv4.isError(message.type()) ? new Icmp(message.type(), message.code(), mtu) : null;
    }

    private static IpAddress source(IpHeader header) {
        return new IpAddress(header.sourceHigh(), header.sourceLow());
    }

    private static IpAddress destination(IpHeader header) {
        return new IpAddress(header.destinationHigh(), header.destinationLow());
    }
}
