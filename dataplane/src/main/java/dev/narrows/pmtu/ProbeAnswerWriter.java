package dev.narrows.pmtu;

import dev.narrows.wire.Icmpv4;
import dev.narrows.wire.Icmpv6;
import dev.narrows.wire.IpHeader;
import dev.narrows.wire.IpProtocol;
import dev.narrows.wire.Ipv4;

/**
 * Answers a path probe where it lies, with its first bytes alone: what the probe asks is whether it arrived, and an
 * answer as long as the probe would be lost where the way back is narrower.
 *
 * <p>Belongs to one thread. Allocates nothing.
 */
public final class ProbeAnswerWriter {
    private static final int TTL = 64;

    private final Icmpv4 icmpv4 = new Icmpv4();
    private final Icmpv6 icmpv6 = new Icmpv6();

    /**
     * Turns a probe into its answer, which starts where the probe does. DF stays as the probe has it.
     *
     * @param request the header of a packet that {@link Probe#isRequest} is true of. Of no meaning afterwards.
     * @return bytes of the answer: {@link Probe#minLength}.
     */
    public int write(IpHeader request) {
        if (request.isIpv6()) {
            writeIpv6(request);
        } else {
            writeIpv4(request);
        }
        return Probe.minLength(request.isIpv6());
    }

    private void writeIpv4(IpHeader request) {
        Ipv4 ipv4 = request.ipv4();
        int asker = ipv4.source();
        ipv4.source(ipv4.destination()).destination(asker).totalLength(Probe.minLength(false)).ttl(TTL)
            .computeChecksum();
        icmpv4.wrap(request.buffer(), request.payloadOffset()).type(Icmpv4.ECHO_REPLY)
            .computeChecksum(Probe.MIN_MESSAGE_LENGTH);
    }

    private void writeIpv6(IpHeader request) {
        // Source and destination change places: the pseudo header's sum is the same.
        int pseudoHeaderSum = request.pseudoHeaderSum(IpProtocol.ICMPV6, Probe.MIN_MESSAGE_LENGTH);
        request.ipv6().source(request.destinationHigh(), request.destinationLow())
            .destination(request.sourceHigh(), request.sourceLow())
            .payloadLength(Probe.MIN_MESSAGE_LENGTH)
            .hopLimit(TTL);
        icmpv6.wrap(request.buffer(), request.payloadOffset()).type(Icmpv6.ECHO_REPLY)
            .computeChecksum(pseudoHeaderSum, Probe.MIN_MESSAGE_LENGTH);
    }
}
