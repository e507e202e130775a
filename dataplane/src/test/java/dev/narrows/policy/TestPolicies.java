package dev.narrows.policy;

import dev.narrows.pmtu.DfPolicy;
import dev.narrows.sa.Endpoints;
import dev.narrows.sa.OuterPath;
import dev.narrows.sa.Tunnel;
import dev.narrows.sa.TunnelSettings;
import dev.narrows.wire.IpAddress;
import dev.narrows.wire.IpHeader;
import org.agrona.concurrent.UnsafeBuffer;

/** A policy table that tests fill with one line for each policy, in order. */
final class TestPolicies {
    final PolicyTable table = new PolicyTable();
    private int count;

    Policy protect(Tunnel tunnel, String local, String remote) {
        return add(PolicyAction.PROTECT, tunnel, Selectors.of(IpPrefix.parse(local), IpPrefix.parse(remote)));
    }

    Policy add(PolicyAction action, Tunnel tunnel, Selectors selectors) {
        Policy policy = new Policy(count, count, selectors, action, tunnel);
        count++;
        table.add(policy);
        return policy;
    }

    void remove(Policy policy) {
        table.remove(policy.id(), policy.selectors());
    }

    static Selectors selectors(String local, String remote, int protocol, String localPorts, String remotePorts) {
        return new Selectors(
            IpPrefix.parse(local), IpPrefix.parse(remote), protocol, ports(localPorts), ports(remotePorts));
    }

    static Tunnel tunnel(int id) {
        return new Tunnel(id, TunnelSettings.tunnel(DfPolicy.COPY), new OuterPath(id,
            Endpoints.of(IpAddress.parse("192.0.1.2"), IpAddress.parse("192.0.2.2")), 1500));
    }

    /** Parses a valid packet's header. */
    static IpHeader header(byte[] packet) {
        IpHeader header = new IpHeader();
        if (!header.parse(new UnsafeBuffer(packet), 0, packet.length)) {
            throw new IllegalArgumentException("the packet is not valid");
        }
        return header;
    }

    private static PortRange ports(String text) {
        return text.equals("any") ? PortRange.ANY : PortRange.parse(text);
    }
}
