package dev.narrows.config;

import dev.narrows.pmtu.DfPolicy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads {@code tunnels}.
 */
final class TunnelsSection {
    private static final ValueType<DfPolicy> DF = Values.oneOf(
        Map.of("copy", DfPolicy.COPY, "set", DfPolicy.SET, "clear", DfPolicy.CLEAR), DfPolicy.COPY);

    private TunnelsSection() {
    }

    /**
     * Reads the tunnels.
     *
     * @param root the whole file.
     * @param keys where the SAs' keys come from.
     * @return the tunnels in which nothing is wrong.
     */
    static List<Located<TunnelConfig>> read(Section root, KeySource keys) {
        List<Located<TunnelConfig>> tunnels = new ArrayList<>();
        root.section("tunnels").ifPresent(section -> section.namedSections().forEach(
            (name, tunnel) -> tunnel.read(from -> tunnel(name, from, keys)).ifPresent(tunnels::add)));
        return tunnels;
    }

    private static TunnelConfig tunnel(String name, Section section, KeySource keys) {
        Names.check(name, section);
        return new TunnelConfig(
            name,
            section.required("local", Values.ADDRESS),
            section.required("remote", Values.ADDRESS),
            section.optional("df", DF).orElse(DfPolicy.COPY),
            policies(section),
            section.section("out").flatMap(sa -> SaSection.readOutbound(sa, keys)),
            section.section("in").flatMap(sa -> SaSection.readInbound(sa, keys)));
    }

    private static List<PolicyConfig> policies(Section section) {
        List<Section> sections = section.sections("policies");
        if (sections.isEmpty()) {
            section.errorAt("policies", "is missing or empty; at least one pair of local and remote is needed");
        }
        List<PolicyConfig> policies = new ArrayList<>();
        for (Section policy : sections) {
            Optional<Located<PolicyConfig>> read = policy.read(TunnelsSection::policy);
            read.ifPresent(located -> policies.add(located.value()));
        }
        return policies;
    }

    private static PolicyConfig policy(Section section) {
        return new PolicyConfig(
            section.required("local", Values.PREFIX), section.required("remote", Values.PREFIX));
    }
}
