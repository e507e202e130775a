package dev.narrows.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.narrows.wire.IpAddress;
import dev.narrows.wire.IpHeader;
import dev.narrows.wire.IpProtocol;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Policies of both families, added and removed in any order, compared with a list that is searched from its start. */
class PolicyTableModelTest {
    private static final long SEED = 0x504F_4C49_4359L;
    private static final int[] PROTOCOLS =
        {IpProtocol.TCP, IpProtocol.UDP, IpProtocol.ICMP, IpProtocol.ICMPV6, 47, IpProtocol.SCTP};
    private static final int PORTS = 6;

    private final Random random = new Random(SEED);
    private int found;
    private int missed;

    @Test
    void shouldFindWhatAListSearchedFromItsStartFinds() {
        for (int round = 0; round < 400; round++) {
            PolicyTable table = new PolicyTable();
            List<Policy> model = new ArrayList<>();
            int steps = random.nextInt(60);
            for (int i = 0; i < steps; i++) {
                change(table, model, i);
            }
            assertEquals(model.size(), table.size());
            model.sort(Comparator.comparingLong(Policy::order));
            for (int i = 0; i < 300; i++) {
                compare(table, model, "round " + round + ", lookup " + i);
            }
        }
        assertTrue(found > 10_000 && missed > 10_000, found + " found, " + missed + " not found");
    }

    private void change(PolicyTable table, List<Policy> model, int step) {
        if (!model.isEmpty() && random.nextInt(3) == 0) {
            Policy removed = model.remove(random.nextInt(model.size()));
            assertTrue(table.remove(removed.id(), removed.selectors()));
        } else {
            long order = ((long)random.nextInt(1000) << 10) | step;
            Policy policy = new Policy(step, order, selectors(), PolicyAction.DISCARD, null);
            model.add(policy);
            table.add(policy);
        }
    }

    private void compare(PolicyTable table, List<Policy> model, String where) {
        boolean isIpv4 = random.nextBoolean();
        IpAddress local = address(isIpv4);
        IpAddress remote = address(isIpv4);
        int protocol = PROTOCOLS[random.nextInt(PROTOCOLS.length)];
        int localPort = random.nextInt(PORTS + 1) - 1;
        int remotePort = localPort < 0 ? IpHeader.OPAQUE : random.nextInt(PORTS);
        Policy expected = first(model, local, remote, protocol, localPort, remotePort);
        assertSame(expected, table.lookup(local.high(), local.low(), remote.high(), remote.low(), protocol, localPort,
            remotePort), where);
        assertSame(firstWithSomePorts(model, local, remote, protocol),
            table.lookupWithSomePorts(local.high(), local.low(), remote.high(), remote.low(), protocol), where);
        Policy guessed = table.guess(local.high(), local.low(), remote.high(), remote.low());
        assertEquals(model.stream().anyMatch(policy -> policy.selectors().local().contains(local)
            && policy.selectors().remote().contains(remote)), guessed != null, where);
        if (expected == null) {
            missed++;
        } else {
            found++;
        }
    }

    private static Policy first(
        List<Policy> model, IpAddress local, IpAddress remote, int protocol, int localPort, int remotePort) {
        for (Policy policy : model) {
            Selectors selectors = policy.selectors();
            if (isBetween(selectors, local, remote, protocol)
                && selectors.localPorts().contains(localPort) && selectors.remotePorts().contains(remotePort)) {
                return policy;
            }
        }
        return null;
    }

    private static Policy firstWithSomePorts(List<Policy> model, IpAddress local, IpAddress remote, int protocol) {
        for (Policy policy : model) {
            if (isBetween(policy.selectors(), local, remote, protocol)) {
                return policy;
            }
        }
        return null;
    }

    private static boolean isBetween(Selectors selectors, IpAddress local, IpAddress remote, int protocol) {
        return selectors.local().contains(local) && selectors.remote().contains(remote)
            && (selectors.protocol() == Selectors.ANY_PROTOCOL || selectors.protocol() == protocol);
    }

    private Selectors selectors() {
        boolean isIpv4 = random.nextBoolean();
        IpPrefix local = prefix(isIpv4);
        IpPrefix remote = prefix(isIpv4);
        if (random.nextBoolean()) {
            return Selectors.of(local, remote);
        }
        int protocol = PROTOCOLS[random.nextInt(PROTOCOLS.length)];
        boolean hasPorts = IpProtocol.hasPorts(protocol);
        boolean isIcmp = protocol == (isIpv4 ? IpProtocol.ICMP : IpProtocol.ICMPV6);
        return new Selectors(local, remote, protocol, hasPorts || isIcmp ? ports() : PortRange.ANY,
            hasPorts ? ports() : PortRange.ANY);
    }

    private PortRange ports() {
        int first = random.nextInt(PORTS);
        return random.nextBoolean() ? PortRange.ANY : new PortRange(first, first + random.nextInt(PORTS - first));
    }

    private IpPrefix prefix(boolean isIpv4) {
        IpAddress address = address(isIpv4);
        int bits = address.bits();
        return IpPrefix.around(address, random.nextInt(4) == 0 ? random.nextInt(bits + 1) : bits - random.nextInt(4));
    }

    /** Few distinct bits, so that prefixes contain each other and lookups hit. */
    private IpAddress address(boolean isIpv4) {
        int bits = random.nextInt(8);
        return isIpv4
            ? IpAddress.ofIpv4((random.nextBoolean() ? 0xC0A80000 : 0x0A000000) | bits)
            : new IpAddress(random.nextBoolean() ? 0 : 0x2001_0DB8_0000_0000L, bits);
    }
}
