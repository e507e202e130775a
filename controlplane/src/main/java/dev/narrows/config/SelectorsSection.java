package dev.narrows.config;

import dev.narrows.config.YamlNode.Kind;
import dev.narrows.policy.IpPrefix;
import dev.narrows.policy.PortRange;
import dev.narrows.policy.Selectors;
import dev.narrows.wire.IpProtocol;

/**
 * Reads what a policy matches: {@code local}, {@code remote}, {@code protocol}, {@code local-port}, {@code remote-port}
 * and {@code icmp-type}.
 */
final class SelectorsSection {
    private static final String PORTS_ALLOWED = "a port or a range of ports, as 443 or 1000-2000";
    private static final ValueType<Integer> PROTOCOL = new ValueType<>(Kind.TEXT_OR_INTEGER,
        "a name, as tcp or icmpv6, or a number from 0 to 255", SelectorsSection::parseProtocol, Selectors.ANY_PROTOCOL);
    private static final ValueType<PortRange> PORTS =
        new ValueType<>(Kind.TEXT_OR_INTEGER, PORTS_ALLOWED, PortRange::parse, PortRange.ANY);
    private static final ValueType<PortRange> ICMP_TYPES = new ValueType<>(Kind.TEXT_OR_INTEGER,
        "an ICMP type, a range of types, or one type with codes, as 8, 0-8, 3/4 or 3/0-3", PortRange::parseIcmp,
        PortRange.ANY);

    private SelectorsSection() {
    }

    /**
     * Reads selectors.
     *
     * @param section the policy's.
     * @return the selectors; others, with an error, where anything is wrong.
     */
    static Selectors read(Section section) {
        IpPrefix local = section.required("local", Values.PREFIX);
        IpPrefix remote = section.required("remote", Values.PREFIX);
        int protocol = section.optional("protocol", PROTOCOL).orElse(Selectors.ANY_PROTOCOL);
        PortRange localPorts = ports(section, "local-port", protocol);
        PortRange remotePorts = ports(section, "remote-port", protocol);
        PortRange types = section.optional("icmp-type", ICMP_TYPES).orElse(PortRange.ANY);
        if (local.isIpv4() != remote.isIpv4()) {
            section.errorAt("remote", remote + " is of another family than local; both must be of the same");
            return Selectors.of(local, local);
        }
        int icmp = local.isIpv4() ? IpProtocol.ICMP : IpProtocol.ICMPV6;
        int otherIcmp = local.isIpv4() ? IpProtocol.ICMPV6 : IpProtocol.ICMP;
        if (protocol == otherIcmp) {
            section.errorAt("protocol",
                ProtocolNames.name(otherIcmp) + " is not the ICMP of these addresses; it must be "
                + ProtocolNames.name(icmp));
            return Selectors.of(local, remote);
        }
        if (section.has("icmp-type") && protocol != icmp) {
            section.errorAt("icmp-type", "needs protocol: " + ProtocolNames.name(icmp));
            return Selectors.of(local, remote);
        }
        return new Selectors(local, remote, protocol, types.isAny() ? localPorts : types, remotePorts);
    }

    private static PortRange ports(Section section, String key, int protocol) {
        PortRange ports = section.optional(key, PORTS).orElse(PortRange.ANY);
        if (section.has(key) && !IpProtocol.hasPorts(protocol)) {
            section.errorAt(key, "needs a protocol with ports; it must be " + ProtocolNames.WITH_PORTS);
            return PortRange.ANY;
        }
        return ports;
    }

    private static int parseProtocol(String text) {
        return ProtocolNames.number(text).orElseThrow(() -> new IllegalArgumentException("\"" + text
            + "\" is no protocol; it must be a number from 0 to 255, or one of "
            + String.join(", ", ProtocolNames.all())));
    }
}
