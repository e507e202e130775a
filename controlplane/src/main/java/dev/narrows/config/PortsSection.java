package dev.narrows.config;

import dev.narrows.wire.Ipv6;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Reads {@code ports}.
 */
final class PortsSection {
    private static final int MIN_PORTS = 2;
    private static final int MAX_PORTS = 32;
    private static final int MAX_ADDRESSES = 16;
    private static final int MIN_MTU = 576;
    private static final int MAX_MTU = 9216;
    private static final int DEFAULT_MTU = 1500;
    private static final ValueType<Integer> MTU = Values.integer(MIN_MTU, MAX_MTU);
    private static final ValueType<Side> SIDE = Values.oneOf(
        Arrays.stream(Side.values()).collect(Collectors.toMap(Side::configName, side -> side)), Side.PROTECTED);

    private PortsSection() {
    }

    /**
     * Reads the ports.
     *
     * @param root the whole file.
     * @return the ports, or nothing where any of them is wrong.
     */
    static Optional<List<Located<PortConfig>>> read(Section root) {
        Optional<Section> section = root.section("ports");
        if (section.isEmpty()) {
            if (!root.has("ports")) {
                root.errorAt("ports", "is missing; there must be 2 to 32 ports, at least one on each side");
            }
            return Optional.empty();
        }
        List<Located<PortConfig>> ports = new ArrayList<>();
        Map<String, Section> named = section.get().namedSections();
        named.forEach((name, port) -> port.read(from -> port(name, from)).ifPresent(ports::add));
        int count = section.get().size();
        if (count < MIN_PORTS || count > MAX_PORTS) {
            section.get().error("has " + count + (count == 1 ? " port" : " ports")
                + "; there must be 2 to 32, at least one on each side");
            return Optional.empty();
        }
        return ports.size() == count ? Optional.of(ports) : Optional.empty();
    }

    private static PortConfig port(String name, Section section) {
        Names.check(name, section);
        Side side = section.required("side", SIDE);
        List<InterfaceAddress> addresses = addresses(section, side);
        int mtu = section.optional("mtu", MTU).orElse(DEFAULT_MTU);
        if (mtu < Ipv6.MIN_MTU && addresses.stream().anyMatch(address -> !address.address().isIpv4())) {
            section.errorAt("mtu",
                mtu + " is too small for the port's IPv6 address; it must be at least " + Ipv6.MIN_MTU);
        }
        return new PortConfig(name, section.required("device", Values.DEVICE), side, addresses, mtu);
    }

    private static List<InterfaceAddress> addresses(Section section, Side side) {
        List<InterfaceAddress> addresses = section.oneOrMore("address", Values.INTERFACE_ADDRESS);
        if (side == Side.HOST) {
            if (section.has("address")) {
                section.errorAt("address", "is given on the host's side; there the host itself has the addresses of the"
                    + " other ports");
            }
        } else if (!section.has("address")) {
            section.errorAt("address", "is missing; it must be " + Values.INTERFACE_ADDRESS.allowed()
                + ", or a list of such");
        } else if (addresses.isEmpty() || addresses.size() > MAX_ADDRESSES) {
            section.errorAt("address", "has " + addresses.size() + " addresses; there must be 1 to " + MAX_ADDRESSES);
        }
        return addresses;
    }
}
