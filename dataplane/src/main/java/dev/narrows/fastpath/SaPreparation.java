package dev.narrows.fastpath;

import dev.narrows.crypto.Algorithm;
import dev.narrows.crypto.DirectGcm;
import dev.narrows.crypto.DirectHmac;
import dev.narrows.crypto.GcmCalls;
import dev.narrows.crypto.HmacCalls;
import dev.narrows.packet.Raw;
import dev.narrows.sa.Endpoints;
import dev.narrows.sa.InboundSa;
import dev.narrows.sa.OutboundSa;
import dev.narrows.sa.OuterPath;
import dev.narrows.sa.Tunnel;
import dev.narrows.wire.Ethernet;
import dev.narrows.wire.IpAddress;
import dev.narrows.wire.IpProtocol;

/**
 * Prepares what the fast path needs to know of SAs, once a generation: {@link OutboundRecord} and
 * {@link InboundRecord}.
 */
@SuppressWarnings("OperatorPrecedence")
public final class SaPreparation {
    private static final int DF = 0x40;
    private static final int PRECEDENCE = 0xFF;
    private static final int ECN = 0x03;

    private final SaRegistry<OutboundSa> outboundSas;
    private final SaRegistry<InboundSa> inboundSas;
    private final GcmCalls calls;
    private final HmacCalls hmacCalls;

    SaPreparation(SaRegistry<OutboundSa> outboundSas, SaRegistry<InboundSa> inboundSas, GcmCalls calls,
        HmacCalls hmacCalls) {
        this.outboundSas = outboundSas;
        this.inboundSas = inboundSas;
        this.calls = calls;
        this.hmacCalls = hmacCalls;
    }

    /**
     * Prepares an outbound SA, unless it is.
     *
     * @param sa         the SA: tunnel mode, nothing padded, over IPv4 or over IPv6 without UDP.
     * @param largest    bytes of the largest inner packet that fits.
     * @param next       its path's next link.
     * @param generation the present one.
     */
    public void prepare(OutboundSa sa, int largest, NextLink next, long generation) {
        long state = sa.state();
        if (Raw.getLong(state + OutboundRecord.GENERATION) == generation) {
            return;
        }
        Tunnel tunnel = sa.tunnel();
        OuterPath path = tunnel.path();
        Algorithm algorithm = sa.transform().algorithm();
        DirectGcm gcm = sa.transform().directGcm();
        Raw.putLong(state + OutboundRecord.GENERATION, generation);
        Raw.putInt(state + OutboundRecord.INDEX, outboundSas.add(sa));
        Raw.putInt(state + OutboundRecord.SPI, Integer.reverseBytes(sa.spi()));
        Raw.putLong(state + OutboundRecord.ETHERNET_0, next.firstWord());
        Raw.putLong(state + OutboundRecord.ETHERNET_1,
            next.secondWord(path.isIpv6() ? Ethernet.TYPE_IPV6 : Ethernet.TYPE_IPV4));
        Raw.putInt(state + OutboundRecord.PORT, next.port());
        Raw.putInt(state + OutboundRecord.LARGEST, largest);
        Raw.putInt(state + OutboundRecord.PEER_HASH, path.peerHash());
        Raw.putInt(state + OutboundRecord.PATH, path.id());
        Raw.putLong(state + OutboundRecord.LARGE_PACKETS, path.largePacketsAddress());
        Raw.putLong(state + OutboundRecord.KEY, gcm == null ? 0 : gcm.keyAddress());
        Raw.putInt(state + OutboundRecord.SALT, gcm == null ? 0 : gcm.salt());
        DirectHmac hmac = sa.transform().directHmac();
        Raw.putInt(state + OutboundRecord.FUNCTION, function(gcm, hmac));
        Raw.putLong(state + OutboundRecord.HMAC, hmac == null ? 0 : hmac.hmacKey());
        Raw.putLong(state + OutboundRecord.CIPHER, hmac == null ? 0 : hmac.cipherKey());
        Raw.putLong(state + OutboundRecord.IV_MASK, hmac == null ? 0 : hmac.ivMask());
        Raw.putInt(state + OutboundRecord.SHAPE, shape(path, algorithm, gcm,
            sa.sequenceSpace().isExtended()));
        Raw.putInt(state + OutboundRecord.ALIGNMENT, algorithm.alignment() - 1);
        Raw.putInt(state + OutboundRecord.HEADERS, path.headersLength());
        Raw.putInt(state + OutboundRecord.IV, algorithm.ivLength());
        Raw.putInt(state + OutboundRecord.ICV, algorithm.icvLength());
        putMasks(state, tunnel);
        putHeader(state, path);
        sa.refreshStop();
    }

    private int function(DirectGcm gcm, DirectHmac hmac) {
        if (gcm != null) {
            return calls.learn(gcm);
        }
        return hmac == null ? 0 : hmacCalls.learn(hmac);
    }

    private static int shape(OuterPath path, Algorithm algorithm, DirectGcm gcm, boolean isExtended) {
        boolean isUsual = gcm != null && algorithm.ivLength() == Long.BYTES && algorithm.icvLength() == 16
            && algorithm.alignment() == 4;
        return (path.isIpv6() ? OutboundRecord.OUTER_IPV6 : 0) | (path.udpLength() > 0 ? OutboundRecord.UDP : 0)
            | (isExtended ? OutboundRecord.EXTENDED : 0) | (isUsual ? 0 : OutboundRecord.OTHER_TRANSFORM);
    }

    /**
     * What a tunnel does with DF and the traffic class, as bits to keep and bits to set: what it says of each value
     * tells.
     */
    private static void putMasks(long state, Tunnel tunnel) {
        boolean isSet = tunnel.outerDf(false);
        Raw.putByte(state + OutboundRecord.DF_AND, !isSet && tunnel.outerDf(true) ? DF : 0);
        Raw.putByte(state + OutboundRecord.DF_OR, isSet ? DF : 0);
        int always = tunnel.outerTrafficClass(0);
        Raw.putByte(state + OutboundRecord.TOS_OR, always);
        Raw.putByte(state + OutboundRecord.TOS_AND,
            tunnel.outerTrafficClass(PRECEDENCE) == PRECEDENCE && always == 0 ? PRECEDENCE : ECN);
    }

    private static void putHeader(long state, OuterPath path) {
        Endpoints endpoints = path.endpoints();
        if (path.isIpv6()) {
            putAddress(state + OutboundRecord.ADDRESSES, endpoints.local());
            putAddress(state + OutboundRecord.ADDRESSES + 16, endpoints.remote());
            return;
        }
        int protocol = endpoints.isUdp() ? IpProtocol.UDP : IpProtocol.ESP;
        long timeAndProtocol = OuterPath.TTL | (long)protocol << Byte.SIZE;
        long local = Integer.reverseBytes(endpoints.local().ipv4()) & 0xFFFF_FFFFL;
        long remote = Integer.reverseBytes(endpoints.remote().ipv4()) & 0xFFFF_FFFFL;
        Raw.putLong(state + OutboundRecord.IP_1, timeAndProtocol | local << Integer.SIZE);
        Raw.putLong(state + OutboundRecord.IP_2,
            remote | (long)Raw.getInt(state + OutboundRecord.SPI) << Integer.SIZE);
        Raw.putInt(state + OutboundRecord.SUM, PlainPacket.fold(0x45L + timeAndProtocol + local + remote));
        Raw.putInt(state + OutboundRecord.UDP_PORTS,
            Integer.reverseBytes(endpoints.localPort() << Short.SIZE | endpoints.remotePort()));
    }

    private static void putAddress(long at, IpAddress address) {
        Raw.putLong(at, Long.reverseBytes(address.high()));
        Raw.putLong(at + 8, Long.reverseBytes(address.low()));
    }

    /**
     * Prepares an inbound SA, unless it is.
     *
     * @param sa         the SA: tunnel mode, over IPv4 or over IPv6 without UDP.
     * @param port       number of the port that has its local address.
     * @param generation the present one.
     */
    public void prepare(InboundSa sa, int port, long generation) {
        long state = sa.state();
        if (Raw.getLong(state + InboundRecord.GENERATION) == generation) {
            return;
        }
        OuterPath path = sa.tunnel().path();
        Endpoints endpoints = path.endpoints();
        Algorithm algorithm = sa.transform().algorithm();
        DirectGcm gcm = sa.transform().directGcm();
        Raw.putLong(state + InboundRecord.GENERATION, generation);
        Raw.putInt(state + InboundRecord.INDEX, inboundSas.add(sa));
        Raw.putLong(state + InboundRecord.KEY, gcm == null ? 0 : gcm.keyAddress());
        Raw.putInt(state + InboundRecord.SALT, gcm == null ? 0 : gcm.salt());
        DirectHmac hmac = sa.transform().directHmac();
        Raw.putInt(state + InboundRecord.FUNCTION, function(gcm, hmac));
        Raw.putLong(state + InboundRecord.HMAC, hmac == null ? 0 : hmac.hmacKey());
        Raw.putLong(state + InboundRecord.CIPHER, hmac == null ? 0 : hmac.cipherKey());
        Raw.putInt(state + InboundRecord.WINDOW, sa.replayWindow().size());
        Raw.putInt(state + InboundRecord.MASK, sa.replayWindow().words() - 1);
        Raw.putInt(state + InboundRecord.SHAPE, shape(path, algorithm, gcm, sa.sequenceSpace().isExtended()));
        Raw.putInt(state + InboundRecord.TUNNEL, sa.tunnel().id());
        Raw.putInt(state + InboundRecord.PORT, port);
        Raw.putInt(state + InboundRecord.ALIGNMENT, algorithm.alignment() - 1);
        Raw.putInt(state + InboundRecord.IV, algorithm.ivLength());
        Raw.putInt(state + InboundRecord.ICV, algorithm.icvLength());
        Raw.putInt(state + InboundRecord.UDP_PORTS,
            Integer.reverseBytes(endpoints.remotePort() << Short.SIZE | endpoints.localPort()));
        if (path.isIpv6()) {
            putAddress(state + InboundRecord.ADDRESSES, endpoints.remote());
            putAddress(state + InboundRecord.ADDRESSES + 16, endpoints.local());
        } else {
            Raw.putLong(state + InboundRecord.PEER, (long)Integer.reverseBytes(endpoints.local().ipv4()) << Integer.SIZE
                | Integer.reverseBytes(endpoints.remote().ipv4()) & 0xFFFF_FFFFL);
        }
    }
}
