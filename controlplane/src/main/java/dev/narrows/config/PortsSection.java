package dev.narrows.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads {@code ports}.
 */
final class PortsSection {
    private static final int MIN_PORTS = 2;
    private static final int MAX_PORTS = 32;
    private static final int MIN_MTU = 576;
    private static final int MAX_MTU = 9216;
    private static final int DEFAULT_MTU = 1500;
    private static final ValueType<Integer> MTU = Values.integer(MIN_MTU, MAX_MTU);
    private static final ValueType<Side> SIDE =
        Values.oneOf(Map.of("protected", Side.PROTECTED, "unprotected", Side.UNPROTECTED), Side.PROTECTED);

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
        InterfaceAddress address = section.required("address", Values.INTERFACE_ADDRESS);
        return new PortConfig(
            name,
            section.required("device", Values.DEVICE),
            section.required("side", SIDE),
            address.address(),
            address.prefixLength(),
            section.optional("mtu", MTU).orElse(DEFAULT_MTU));
    }
}
