package dev.narrows.esp;

import dev.narrows.pmtu.DfPolicy;
import dev.narrows.sa.Endpoints;
import dev.narrows.sa.Fragmentation;
import dev.narrows.sa.Mode;
import dev.narrows.sa.TunnelSettings;
import dev.narrows.wire.FrameBuilder;
import dev.narrows.wire.IpAddress;
import dev.narrows.wire.Ipv6FrameBuilder;
import java.util.Random;
import java.util.stream.Stream;

/** What may stand in front of ESP: mode, outer family, UDP or none. The sender's ports differ from the receiver's. */
enum Shape {
    TUNNEL_IPV4(Mode.TUNNEL, false, false),
    TUNNEL_IPV6(Mode.TUNNEL, true, false),
    TUNNEL_IPV4_UDP(Mode.TUNNEL, false, true),
    TUNNEL_IPV6_UDP(Mode.TUNNEL, true, true),
    TRANSPORT_IPV4(Mode.TRANSPORT, false, false),
    TRANSPORT_IPV6(Mode.TRANSPORT, true, false),
    TRANSPORT_IPV4_UDP(Mode.TRANSPORT, false, true),
    TRANSPORT_IPV6_UDP(Mode.TRANSPORT, true, true);

    static final IpAddress SENDER_IPV6 = IpAddress.parse("2001:db8:1::2");
    static final IpAddress RECEIVER_IPV6 = IpAddress.parse("2001:db8:2::2");
    static final int SENDER_PORT = 4500;
    static final int RECEIVER_PORT = 14500;

    private static final IpAddress INNER_SOURCE_IPV4 = IpAddress.parse("10.1.0.2");
    private static final IpAddress INNER_DESTINATION_IPV4 = IpAddress.parse("10.2.0.2");
    private static final IpAddress INNER_SOURCE_IPV6 = IpAddress.parse("2001:db8:a::2");
    private static final IpAddress INNER_DESTINATION_IPV6 = IpAddress.parse("2001:db8:d::2");
    private static final int IPV4_HEADER = 20;
    private static final int IPV6_HEADER = 40;

    final boolean isTransport;
    final boolean isIpv6;
    final boolean isUdp;

    private final Mode mode;

    Shape(Mode mode, boolean isIpv6, boolean isUdp) {
        this.mode = mode;
        this.isIpv6 = isIpv6;
        this.isUdp = isUdp;
        isTransport = mode == Mode.TRANSPORT;
    }

    /** {@return tunnel mode alone} */
    static Stream<Shape> tunnels() {
        return Stream.of(values()).filter(shape -> !shape.isTransport);
    }

    /** {@return transport mode alone} */
    static Stream<Shape> transports() {
        return Stream.of(values()).filter(shape -> shape.isTransport);
    }

    /** {@return the sender's address and port, then the receiver's} */
    Endpoints endpoints() {
        return new Endpoints(isIpv6 ? SENDER_IPV6 : IpAddress.ofIpv4(TestTunnel.SENDER),
            isIpv6 ? RECEIVER_IPV6 : IpAddress.ofIpv4(TestTunnel.RECEIVER),
            isUdp ? SENDER_PORT : Endpoints.NO_UDP, isUdp ? RECEIVER_PORT : Endpoints.NO_UDP);
    }

    TunnelSettings settings() {
        return settings(DfPolicy.COPY, TunnelSettings.COPY_DSCP, TunnelSettings.NO_TFC);
    }

    TunnelSettings settings(DfPolicy dfPolicy, int dscp, int tfcLength) {
        return new TunnelSettings(mode, dfPolicy, dscp, tfcLength, TunnelSettings.NO_MTU, false,
            Fragmentation.BEFORE, TunnelSettings.NO_CLAMP);
    }

    /** {@return where ESP starts in an outer packet without options or extension headers} */
    int espOffset() {
        return (isIpv6 ? IPV6_HEADER : IPV4_HEADER) + (isUdp ? 8 : 0);
    }

    /** {@return the families that it may carry: in transport mode its own} */
    Stream<Boolean> families() {
        return isTransport ? Stream.of(isIpv6) : Stream.of(false, true);
    }

    static int shortest(boolean isInnerIpv6) {
        return isInnerIpv6 ? IPV6_HEADER : IPV4_HEADER;
    }

    /** Makes a packet to protect, of a length from the header's up, with random content. */
    byte[] inner(boolean isInnerIpv6, int length, int trafficClass, boolean dontFragment, Random random) {
        byte[] payload = new byte[length - shortest(isInnerIpv6)];
        random.nextBytes(payload);
        if (isInnerIpv6) {
            return new Ipv6FrameBuilder()
                .addresses(isTransport ? SENDER_IPV6 : INNER_SOURCE_IPV6,
                    isTransport ? RECEIVER_IPV6 : INNER_DESTINATION_IPV6)
                .trafficClass(trafficClass)
                .flowLabel(random.nextInt(1 << 20))
                .payload(TestTunnel.OPAQUE, payload)
                .packet();
        }
        return new FrameBuilder()
            .addresses(isTransport ? TestTunnel.SENDER : INNER_SOURCE_IPV4.ipv4(),
                isTransport ? TestTunnel.RECEIVER : INNER_DESTINATION_IPV4.ipv4())
            .tos(trafficClass)
            .dontFragment(dontFragment)
            .identification(random.nextInt(65536))
            .payload(TestTunnel.OPAQUE, payload)
            .packet();
    }

    byte[] inner(boolean isInnerIpv6, int length) {
        return inner(isInnerIpv6, length, 0, isTransport, new Random(length));
    }

    /** {@return a packet to protect, as long as asked for, of its own family} */
    byte[] inner(int length) {
        return inner(isIpv6, length);
    }
}
