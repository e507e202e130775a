package dev.narrows.worker;

import static dev.narrows.worker.GatewayFixture.A;
import static dev.narrows.worker.GatewayFixture.D;
import static dev.narrows.worker.GatewayFixture.HOST_MAC;
import static dev.narrows.worker.GatewayFixture.INSIDE_MAC;
import static dev.narrows.worker.GatewayFixture.OUTSIDE_MAC;
import static dev.narrows.worker.GatewayFixture.ROUTER_MAC;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.narrows.pmtu.DfPolicy;
import dev.narrows.policy.IpPrefix;
import dev.narrows.policy.Policy;
import dev.narrows.policy.PolicyAction;
import dev.narrows.policy.PortRange;
import dev.narrows.policy.Selectors;
import dev.narrows.stats.DropReason;
import dev.narrows.stats.WorkerCounter;
import dev.narrows.wire.FrameBuilder;
import dev.narrows.wire.IpAddress;
import dev.narrows.wire.IpProtocol;
import dev.narrows.wire.Ipv4Address;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Policies that change while packets pass: each takes effect with the next packet. */
class WorkerPolicyTest {
    /** A host beyond the unprotected port, which a route leads to. */
    private static final int OUTSIDER = Ipv4Address.parse("192.0.2.77");
    private static final IpPrefix OURS = IpPrefix.around(IpAddress.ofIpv4(A), 24);
    private static final Selectors DNS =
        new Selectors(OURS, IpPrefix.ANY_IPV4, IpProtocol.UDP, PortRange.ANY, PortRange.of(53));

    private final GatewayFixture b = GatewayFixture.b(DfPolicy.COPY);

    @AfterEach
    void shouldHaveEndedEveryPacketOnce() {
        b.close();
    }

    @Test
    void shouldStopProtectingAtOnceWhenAPolicyIsRemoved() {
        fromInside(D, 1000, 80);
        assertEquals(1, b.count(WorkerCounter.ENCAPSULATED));
        b.order(worker -> worker.onRemovePolicy(0, Selectors.of(OURS, IpPrefix.around(IpAddress.ofIpv4(D), 24))));
        fromInside(D, 1000, 80);
        assertEquals(1, b.count(WorkerCounter.ENCAPSULATED));
        assertEquals(1, b.count(DropReason.NO_POLICY));
    }

    @Test
    void shouldDiscardAtOnceWhatAPolicyInFrontSays() {
        b.order(worker -> worker.onAddPolicy(new Policy(1, -1, DNS, PolicyAction.DISCARD, null)));
        fromInside(D, 1000, 53);
        assertEquals(1, b.count(DropReason.POLICY_DISCARD));
        fromInside(D, 1000, 54);
        assertEquals(1, b.count(WorkerCounter.ENCAPSULATED));
        b.order(worker -> worker.onRemovePolicy(1, DNS));
        fromInside(D, 1000, 53);
        assertEquals(2, b.count(WorkerCounter.ENCAPSULATED));
    }

    @Test
    void shouldLetBypassedTrafficPassInClearBothWaysAndNoOther() {
        fromInside(OUTSIDER, 1000, 53);
        assertEquals(1, b.count(DropReason.NO_POLICY));
        b.order(worker -> worker.onAddPolicy(new Policy(1, -1, DNS, PolicyAction.BYPASS, null)));
        fromInside(OUTSIDER, 1000, 53);
        assertEquals(1, b.outside.takeSent().size());
        fromOutside(OUTSIDER, A, 53, 1000);
        assertEquals(1, b.inside.takeSent().size());
        fromOutside(OUTSIDER, A, 54, 1000);
        fromOutside(D, A, 54, 1000);
        assertEquals(2, b.count(DropReason.CLEARTEXT_FROM_UNPROTECTED));
        assertEquals(0, b.count(WorkerCounter.ENCAPSULATED));
    }

    @Test
    void shouldSendLaterFragmentsTheWayOfTheirFirst() {
        b.order(worker -> worker.onAddPolicy(new Policy(1, -1, DNS, PolicyAction.DISCARD, null)));
        b.deliver(b.inside, fragment(7, true, 0, 1000, 80));
        b.deliver(b.inside, fragment(7, false, 24, 0, 0));
        assertEquals(2, b.count(WorkerCounter.ENCAPSULATED));
        b.deliver(b.inside, fragment(8, false, 24, 0, 0));
        assertEquals(1, b.count(DropReason.FRAGMENT_OPAQUE));
    }

    private void fromInside(int destination, int sourcePort, int destinationPort) {
        b.deliver(b.inside, new FrameBuilder().macs(HOST_MAC, INSIDE_MAC).addresses(A, destination)
            .udp(sourcePort, destinationPort, new byte[32]).frame());
    }

    private void fromOutside(int source, int destination, int sourcePort, int destinationPort) {
        b.deliver(b.outside, new FrameBuilder().macs(ROUTER_MAC, OUTSIDE_MAC).addresses(source, destination)
            .udp(sourcePort, destinationPort, new byte[32]).frame());
    }

    private static byte[] fragment(int identification, boolean more, int offset, int sourcePort, int destinationPort) {
        FrameBuilder builder = new FrameBuilder().macs(HOST_MAC, INSIDE_MAC).addresses(A, D)
            .identification(identification).fragment(more, offset);
        return (offset == 0 ? builder.udp(sourcePort, destinationPort, new byte[16])
            : builder.payload(IpProtocol.UDP, new byte[16])).frame();
    }
}
