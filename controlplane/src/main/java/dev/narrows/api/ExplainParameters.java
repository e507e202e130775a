package dev.narrows.api;

import dev.narrows.config.ProtocolNames;
import dev.narrows.explain.Question;
import dev.narrows.wire.IpAddress;
import dev.narrows.wire.IpProtocol;
import dev.narrows.wire.Ipv4;
import java.util.List;
import java.util.Set;

/**
 * The parameters of {@code explain}.
 */
final class ExplainParameters {
    /** What it knows. */
    static final Set<String> NAMES = Set.of("from", "to", "size", "df", "protocol", "fromPort", "toPort");

    private static final int DEFAULT_SIZE = 1500;
    private static final int MAX_PORT = 65535;

    private ExplainParameters() {
    }

    /** {@return the packet that is asked about} */
    static Question question(Parameters parameters) {
        IpAddress from = parameters.address("from");
        IpAddress to = parameters.address("to");
        if (from.isIpv4() != to.isIpv4()) {
            throw parameters.refusal("to", "is of another family than from; both must be of the same");
        }
        if (from.equals(to)) {
            throw parameters.refusal("to", "is from as well; it must be another address");
        }
        int protocol = parameters.has("protocol") ? protocol(parameters, !from.isIpv4()) : Question.DEFAULT_PROTOCOL;
        int least = Question.leastLength(!from.isIpv4(), protocol);
        int size = parameters.has("size")
            ? (int)parameters.integer("size", least, Ipv4.MAX_TOTAL_LENGTH) : DEFAULT_SIZE;
        for (IpAddress address : List.of(from, to)) {
            if (!from.isIpv4() && IpAddress.isIpv4InIpv6(address.high(), address.low())) {
                throw parameters.refusal(address.equals(from) ? "from" : "to",
                    address + " is an IPv4 address in IPv6's form, which no packet may have (RFC 4291 2.5.5)");
            }
        }
        return new Question(from, to, size, parameters.has("df") && parameters.truth("df"), protocol,
            port(parameters, "fromPort", protocol, Question.DEFAULT_FROM_PORT),
            port(parameters, "toPort", protocol, Question.DEFAULT_TO_PORT));
    }

    private static int protocol(Parameters parameters, boolean isIpv6) {
        int protocol = ProtocolNames.number(parameters.textOrNumber("protocol")).orElseThrow(() -> parameters.refusal(
            "protocol", "must be a number from 0 to 255, or one of " + String.join(", ", ProtocolNames.all())));
        if (isIpv6 && IpProtocol.isExtension(protocol)) {
            throw parameters.refusal(
                "protocol", protocol + " is an extension header of IPv6's; name what stands behind it");
        }
        return protocol;
    }

    private static int port(Parameters parameters, String name, int protocol, int otherwise) {
        if (!parameters.has(name)) {
            return otherwise;
        }
        if (!IpProtocol.hasPorts(protocol)) {
            throw parameters.refusal(name, "is for " + ProtocolNames.WITH_PORTS + " only");
        }
        return (int)parameters.integer(name, 0, MAX_PORT);
    }
}
