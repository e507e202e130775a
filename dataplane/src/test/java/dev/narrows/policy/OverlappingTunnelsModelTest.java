package dev.narrows.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.narrows.sa.Tunnel;
import dev.narrows.stats.DropReason;
import dev.narrows.wire.FrameBuilder;
import dev.narrows.wire.IpAddress;
import dev.narrows.wire.IpHeader;
import dev.narrows.wire.IpProtocol;
import dev.narrows.wire.Ipv6FrameBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/**
 * RFC 4301 5.2: what comes out of an SA is checked against that SA's own selectors. Selectors of several tunnels that
 * overlap, between policies that bypass and discard, compared with a list that is searched from its start.
 */
class OverlappingTunnelsModelTest {
    private static final long SEED = 0x5457_494E_53L;
    private static final int TUNNELS = 3;
    private static final int PORTS = 4;

    private final Random random = new Random(SEED);
    private int accepted;
    private int refused;
    private int acceptedBehindAnother;

    @Test
    void shouldCheckWhatArrivesAgainstItsOwnTunnelsSelectorsAlone() {
        List<Tunnel> tunnels = List.of(TestPolicies.tunnel(0), TestPolicies.tunnel(1), TestPolicies.tunnel(2));
        for (int round = 0; round < 600; round++) {
            TestPolicies policies = new TestPolicies();
            List<Policy> model = new ArrayList<>();
            int count = random.nextInt(12);
            for (int i = 0; i < count; i++) {
                int which = random.nextInt(TUNNELS + 1);
                PolicyAction action = which < TUNNELS ? PolicyAction.PROTECT
                    : random.nextBoolean() ? PolicyAction.BYPASS : PolicyAction.DISCARD;
                model.add(policies.add(action, which < TUNNELS ? tunnels.get(which) : null, selectors()));
            }
            Classifier classifier = new Classifier(policies.table, 4);
            for (int i = 0; i < 100; i++) {
                compare(classifier, model, tunnels.get(random.nextInt(TUNNELS)), "round " + round + ", packet " + i);
            }
        }
        assertTrue(accepted > 3000 && refused > 3000 && acceptedBehindAnother > 1000,
            accepted + " accepted, " + acceptedBehindAnother + " of them behind another tunnel's, " + refused
            + " refused");
    }

    private void compare(Classifier classifier, List<Policy> model, Tunnel tunnel, String where) {
        boolean isIpv4 = random.nextInt(3) > 0;
        IpHeader header = TestPolicies.header(packet(isIpv4, address(isIpv4), address(isIpv4)));
        DropReason expected = expected(model, tunnel, header);
        assertEquals(expected, classifier.inbound(header, tunnel, 1), where);
        if (expected != null) {
            refused++;
            return;
        }
        accepted++;
        Policy first = first(model, header, policy -> true);
        acceptedBehindAnother += first.tunnel() == tunnel ? 0 : 1;
    }

    private static DropReason expected(List<Policy> model, Tunnel tunnel, IpHeader header) {
        Policy own = first(model, header, policy -> policy.tunnel() == tunnel || policy.tunnel() == null);
        return own != null && own.tunnel() == tunnel ? null : DropReason.SELECTOR_MISMATCH;
    }

    private static Policy first(List<Policy> model, IpHeader header, Predicate<Policy> counts) {
        IpAddress local = new IpAddress(header.destinationHigh(), header.destinationLow());
        IpAddress remote = new IpAddress(header.sourceHigh(), header.sourceLow());
        return model.stream().filter(counts).filter(policy -> {
            Selectors selectors = policy.selectors();
            return selectors.local().contains(local) && selectors.remote().contains(remote)
                && (selectors.protocol() == Selectors.ANY_PROTOCOL || selectors.protocol() == header.protocol())
                && selectors.localPorts().contains(header.destinationPort())
                && selectors.remotePorts().contains(header.sourcePort());
        }).findFirst().orElse(null);
    }

    private byte[] packet(boolean isIpv4, IpAddress from, IpAddress to) {
        int sourcePort = random.nextInt(PORTS);
        int destinationPort = random.nextInt(PORTS);
        return isIpv4
            ? new FrameBuilder().addresses(from.ipv4(), to.ipv4()).udp(sourcePort, destinationPort, new byte[8])
                .packet()
            : new Ipv6FrameBuilder().addresses(from.toString(), to.toString())
                .udp(sourcePort, destinationPort, new byte[8]).packet();
    }

    private Selectors selectors() {
        boolean isIpv4 = random.nextInt(3) > 0;
        IpPrefix local = prefix(isIpv4);
        IpPrefix remote = prefix(isIpv4);
        if (random.nextInt(3) > 0) {
            return Selectors.of(local, remote);
        }
        return new Selectors(local, remote, random.nextInt(4) > 0 ? IpProtocol.UDP : IpProtocol.TCP, ports(), ports());
    }

    private PortRange ports() {
        int first = random.nextInt(PORTS);
        return random.nextBoolean() ? PortRange.ANY : new PortRange(first, first + random.nextInt(PORTS - first));
    }

    private IpPrefix prefix(boolean isIpv4) {
        IpAddress address = address(isIpv4);
        return IpPrefix.around(address, address.bits() - random.nextInt(4));
    }

    private IpAddress address(boolean isIpv4) {
        int bits = 1 + random.nextInt(7);
        return isIpv4 ? IpAddress.ofIpv4(0x0A000000 | bits) : new IpAddress(0x2001_0DB8_0000_0000L, bits);
    }
}
