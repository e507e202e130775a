package dev.narrows.esp;

import dev.narrows.sa.Endpoints;
import dev.narrows.wire.FrameBuilder;
import dev.narrows.wire.IpProtocol;
import dev.narrows.wire.Ipv6FrameBuilder;

/** Puts headers in front of ESP as another stack would: with UDP checksums, and without a flow label. */
final class OuterPackets {
    private OuterPackets() {
    }

    /** Puts IP in front, and UDP where the endpoints have ports. */
    static byte[] of(Endpoints sender, int trafficClass, byte[] esp) {
        if (sender.isIpv6()) {
            Ipv6FrameBuilder packet = new Ipv6FrameBuilder()
                .addresses(sender.local(), sender.remote()).trafficClass(trafficClass);
            return (sender.isUdp() ? packet.udp(sender.localPort(), sender.remotePort(), esp)
                : packet.payload(IpProtocol.ESP, esp)).packet();
        }
        FrameBuilder packet = new FrameBuilder()
            .addresses(sender.local().ipv4(), sender.remote().ipv4()).tos(trafficClass);
        return (sender.isUdp() ? packet.udp(sender.localPort(), sender.remotePort(), esp)
            : packet.payload(IpProtocol.ESP, esp)).packet();
    }
}
