package dev.narrows.worker;

import dev.narrows.crypto.Algorithm;
import dev.narrows.wire.IpAddress;
import java.util.stream.Stream;

/**
 * How a probe is carried.
 *
 * @param isTransport whether in transport mode.
 * @param isInnerIpv6 the probe's family; in transport mode the outer one.
 * @param isOuterIpv6 the outer packet's.
 * @param isUdp       whether ESP is in UDP.
 */
record ProbeKind(boolean isTransport, boolean isInnerIpv6, boolean isOuterIpv6, boolean isUdp) {
    /** {@return all there are} */
    static Stream<ProbeKind> all() {
        return Stream.of(false, true).flatMap(isUdp -> Stream.of(false, true).flatMap(isOuterIpv6 -> Stream.of(
            new ProbeKind(false, false, isOuterIpv6, isUdp), new ProbeKind(false, true, isOuterIpv6, isUdp),
            new ProbeKind(true, isOuterIpv6, isOuterIpv6, isUdp))));
    }

    GatewayOptions of(GatewayOptions options) {
        GatewayOptions probed = options.outer(isOuterIpv6, isUdp).probed(isInnerIpv6);
        return isTransport ? probed.transport() : probed;
    }

    /** {@return the address at one end that probes come from or go to} */
    IpAddress address(boolean isB) {
        return isTransport ? GatewayFixture.outsideAddress(isB, isOuterIpv6)
            : GatewayFixture.insideAddress(isB, isInnerIpv6);
    }

    /** {@return the bytes of the outer packet around a packet of a length (RFC 4303 2)} */
    int outerLength(Algorithm algorithm, int length) {
        int header = isOuterIpv6 ? 40 : 20;
        int content = isTransport ? length - header : length;
        int unit = algorithm.alignment();
        int sealed = (content + 2 + unit - 1) / unit * unit;
        return header + (isUdp ? 8 : 0) + 8 + algorithm.ivLength() + sealed + algorithm.icvLength();
    }

    /** {@return the longest packet whose outer one has no more than so many bytes} */
    int largest(Algorithm algorithm, int outerLength) {
        int length = outerLength;
        while (outerLength(algorithm, length) > outerLength) {
            length--;
        }
        return length;
    }
}
